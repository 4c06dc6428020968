"""What can go wrong with a case, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, DomainError, Invalid


class CannotFollow(DomainError):
    """这件现在是“{now}”，不能再“{wanted}”。请刷新看最新情况。"""

    code = "casework.cannot_follow"
    status = 409


class Changed(Conflict):
    """{who} {when} 办过这件。您写的意见还在，请看过改动再提交。"""

    code = "casework.changed"


class NotSo(DomainError):
    """{says}"""

    code = "casework.not_so"
    status = 409


class ReasonMissing(Invalid):
    """请写明理由，申请人会在文书里看到原话。"""

    code = "casework.reason_missing"


class ItemsMissing(Invalid):
    """请列出要补的材料。法律要求一次说全，以后不能再加。"""

    code = "casework.items_missing"


class ToldAnew(Invalid):
    """第一次补正通知没有列“{items}”，现在不能再要。行政许可法第三十二条要求一次告知全部内容。"""

    code = "casework.told_anew"


class AlreadySigned(DomainError):
    """您已经签过了，还要另一位{role}签字。两个人一起核查，要两个人签。"""

    code = "casework.already_signed"
    status = 409


class SamePerson(DomainError):
    """您办过“{step}”，这一步要换一个人办。"""

    code = "casework.same_person"
    status = 403


class NotInForce(DomainError):
    """“{what}”还待核实原文，不能作为{use}的依据。"""

    code = "casework.not_in_force"
    status = 409


class NoAgency(DomainError):
    """{place}还没有能办这件事的单位。请打 12345 问一下。"""

    code = "casework.no_agency"
    status = 409


class NotWaiting(Conflict):
    """{number} 现在不在等“{step}”的消息，这条没有收下。它现在是“{now}”。"""

    code = "casework.not_waiting"


class MessageUnclear(Invalid):
    """“{step}”的消息有 {count} 处不能收：{first}。"""

    code = "casework.message_unclear"


class DeliveryUnclear(Invalid):
    """{says}"""

    code = "casework.delivery_unclear"


class CannotEnrol(Conflict):
    """统一社会信用代码 {identifier} 已经登记给别的主体，不能再发。请核对号段。"""

    code = "casework.cannot_enrol"


class WhyMissing(Invalid):
    """请写明为什么。接手的人和以后查看的人都要看。"""

    code = "casework.why_missing"


class CannotHand(Conflict):
    """不能交给他：{says}。"""

    code = "casework.cannot_hand"


class StillAsked(Conflict):
    """{who}还没有回复，这一步先等着。等不及，可以把请求收回来。"""

    code = "casework.still_asked"


class NoConsent(Conflict):
    """会签没有通过（{how}），不能“{wanted}”。"""

    code = "casework.no_consent"


class CannotAsk(Conflict):
    """现在不能请他：{says}。"""

    code = "casework.cannot_ask"


class AnswerMissing(Invalid):
    """{says}"""

    code = "casework.answer_missing"


class CannotMerge(Conflict):
    """不能并案、关联：{says}。"""

    code = "casework.cannot_merge"


class NotAlike(Conflict):
    """“{what}”不能成批给出：{says}。请打开这件单独办。"""

    code = "casework.not_alike"


class NotThatParty(Invalid):
    """{says}。"""

    code = "casework.not_that_party"
