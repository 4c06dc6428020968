"""What the library says when it refuses."""

from yiwang.kernel.errors import Conflict, Invalid, NotFound, Refused


class NoSuchEntry(NotFound):
    """没有找到编码是“{code}”的事项。请从列表里选。"""

    code = "matters.no_such_entry"


class NoDraft(NotFound):
    """这件事现在没有草稿，可能已经发布或者删掉了。请回到事项页看一看。"""

    code = "matters.no_draft"


class NotYours(Refused):
    """这份清单由{who}编写，您的岗位在{here}。"""

    code = "matters.not_yours"


class NotAbove(Refused):
    """这份清单由上一级审核，您的岗位在{here}，看得到，不能审核。"""

    code = "matters.not_above"


class OwnWork(Refused):
    """这一版是您自己写的，要由另一个人审核。"""

    code = "matters.own_work"


class Overtaken(Conflict):
    """{who} {when} 改过这份草稿。您填的还在，请看过改动再保存。"""

    code = "matters.overtaken"


class NotNow(Conflict):
    """这份草稿现在是“{state}”，不能{act}。"""

    code = "matters.not_now"


class StillFaulty(Invalid):
    """还有 {many} 处要改才能{act}。第一处：{first}"""

    code = "matters.still_faulty"


class TooEarly(Invalid):
    """生效日期最早是 {day}：不能早于今天，也不能早于已经公布的下一版。"""

    code = "matters.too_early"


class SayWhy(Invalid):
    """请写明理由，编写的人和办事的人都会看到。"""

    code = "matters.say_why"


class NothingInForce(Conflict):
    """这份清单现在没有生效的版本，不用停办。"""

    code = "matters.nothing_in_force"


class Unfit(Invalid):
    """没有绑定：{why}"""

    code = "matters.unfit"


class NotBound(Conflict):
    """这份清单不用绑定：它是按应用包办理的，或者现在只是办事指南。"""

    code = "matters.not_bound"
