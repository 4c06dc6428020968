"""What intake says when it does not take something in."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, DomainError, Invalid


class Unfinished(DomainError):
    """还有 {count} 处没有填好：{first}。您填的都还在。"""

    code = "service.unfinished"
    status = 422


class NotForYou(DomainError):
    """{says}"""

    code = "service.not_for_you"
    status = 422


class NotOffered(DomainError):
    """{says}。您填的都还在。"""

    code = "service.not_offered"
    status = 409


class NotHere(Invalid):
    """{says}"""

    code = "intake.not_here"


class NameDiffers(Invalid):
    """证件上的姓名（名称）和登记的不一样。请对照证件再看一遍；改过名的，先办信息变更"""

    code = "intake.name_differs"


class WhyDeclined(Invalid):
    """请写明不收的理由和怎么补，他看到的是原话"""

    code = "intake.why_declined"


class Over(Conflict):
    """这一份已经“{now}”，不能再改。要再收，请重新开始"""

    code = "intake.over"
