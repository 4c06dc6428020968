"""Why somebody was not told or a document not served."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError


class NoConsent(DomainError):
    """申请人没有同意电子送达。请改用邮寄或当面领取送达“{title}”。"""

    code = "notices.no_consent"
    status = 409


class ServedAlready(DomainError):
    """“{title}”已经用这种方式送达过。要再送一次，请换一种方式。"""

    code = "notices.served_already"
    status = 409


class ReceivedBeforeSent(DomainError):
    """收到的日期不能早于 {sent}（送出的那天），也不能晚于今天。"""

    code = "notices.received_before_sent"
    status = 422


class SmsFailed(DomainError):
    """短信通道暂时没有接收：{why}。过一会儿会自动再发。"""

    code = "notices.sms_failed"
    status = 503
