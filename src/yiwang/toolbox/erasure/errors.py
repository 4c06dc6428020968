from __future__ import annotations

from yiwang.kernel.errors import Conflict, Invalid, Refused


class NothingChosen(Invalid):
    """请选出要删除的信息。现在可以删的那几项才能选。"""

    code = "erasure.nothing_chosen"


class AlreadyAsked(Conflict):
    """您 {when} 提出的删除请求还在办理。等它办完，或者先撤回，再提新的。"""

    code = "erasure.already_asked"


class NotNow(Conflict):
    """这份请求现在是“{state}”，这一步已经有人办过了。请看最新的情况。"""

    code = "erasure.not_now"


class SamePerson(Refused):
    """{why}。请另一位工作人员办这一步。"""

    code = "erasure.same_person"


class WhyNeeded(Invalid):
    """请写明理由，申请人会看到。"""

    code = "erasure.why_needed"


class HeldBack(Conflict):
    """{kind}期间，法律要求留着证据，不能删除。结束以后再办。"""

    code = "erasure.held"
