"""What can go wrong between us and elsewhere, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, DomainError, Invalid


class NotConnected(DomainError):
    """“{title}”还没有接通。请打 12345 问怎样办。"""

    code = "elsewhere.not_connected"
    status = 409


class MustAgree(Invalid):
    """请勾选“{fields}”。对方办这件事要用，您不同意就不带过去，也去不了。"""

    code = "elsewhere.must_agree"


class TicketOver(DomainError):
    """这次跳转已经过期或者用过了。请回到原来的页面再点一次。"""

    code = "elsewhere.ticket_over"
    status = 410


class Forged(DomainError):
    """签名核对不上，没有收下。"""

    code = "elsewhere.forged"
    status = 401


class Stale(DomainError):
    """发送时间和这里相差超过 {minutes} 分钟，没有收下。请校准时钟再发。"""

    code = "elsewhere.stale"
    status = 401


class Replayed(Conflict):
    """这个请求收过了，不再收。要重发请换一个随机数。"""

    code = "elsewhere.replayed"


class Unreadable(Invalid):
    """消息看不懂：{problem}。没有收下。"""

    code = "elsewhere.unreadable"


class NotHere(Conflict):
    """这件在“{title}”办理，要撤回请到那里撤回。"""

    code = "elsewhere.not_here"
