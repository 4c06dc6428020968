"""What can go wrong with reporting, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, DomainError, Refused


class Unreachable(DomainError):
    """对方平台现在连不上。数据都还在，稍后自动再送。"""

    code = "reporting.unreachable"
    status = 503


class NoAnswer(DomainError):
    """送出去了，没有等到回执。稍后按同一个批次号再问，不会重复。"""

    code = "reporting.no_answer"
    status = 504


class AnotherContent(Conflict):
    """批次 {number} 对方收过，内容不一样。请联系平台管理员核对，不能改批次号重送。"""

    code = "reporting.another_content"


class OnlyInRehearsal(Refused):
    """这个开关只在演练平台上有。现在接的是“{name}”。"""

    code = "reporting.only_in_rehearsal"


class NoTicketPlan(DomainError):
    """没有哪个应用包说明退回的数据由谁更正（reporting/*.yaml），先记在清单里。"""

    code = "reporting.no_ticket_plan"
    status = 409
