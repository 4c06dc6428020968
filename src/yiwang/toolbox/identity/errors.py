"""What identity says when it does not go on. No sentence tells whether somebody is registered here."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Invalid, Refused


class NotRepresentative(Refused):
    """没有认领。能认领的只有登记的法定代表人或者经营者本人，企业名称和统一社会信用代码要和营业执照一样。登记的人已经换了，先到登记机关办变更；还是不行，带身份证和营业执照到政务服务大厅的综合窗口办"""

    code = "identity.not_representative"


class NotMatched(Invalid):
    """姓名和身份证号没有对上，或者这个人还没有在这里登录过。请对照身份证再看一遍，并请他先自己登录一次"""

    code = "identity.not_matched"


class TooManyTries(Refused):
    """今天已经有 {most} 次没有对上，请明天再试。急着办的，带身份证到政务服务大厅的综合窗口，窗口可以当面核对。别人不受影响"""

    code = "identity.too_many_tries"


class HeldAlready(Conflict):
    """这个人已经有您的授权。要改期限或者事项，先结束原来的，再重新授权"""

    code = "identity.held_already"


class Oneself(Invalid):
    """不用授权给自己，您本来就可以办"""

    code = "identity.oneself"


class WrongTerm(Invalid):
    """{says}"""

    code = "identity.wrong_term"


class NotWhole(Invalid):
    """{says}"""

    code = "identity.not_whole"


class NotYoursToGive(Refused):
    """授权只能由本人给，企业的只能由法定代表人或者经营者给。您是替别人办事的，不能再转给别人"""

    code = "identity.not_yours_to_give"


class Inactive(Refused):
    """这个账号已经停用。有疑问，请找开账号的单位，或者打 12345"""

    code = "identity.inactive"


class TooOften(Refused):
    """试错的次数太多了，请 {minutes} 分钟以后再试。您用过的其他设备不受影响；急着办的，可以打 12345"""

    code = "identity.too_often"
    status = 429


class WrongCode(Invalid):
    """验证码不对，或者已经过了 10 分钟、试错了 5 次。请回上一步重新要一个"""

    code = "identity.wrong_code"


class NotLinked(Refused):
    """那边的账号在这里还没有对应的人。先用用户名和密码登录，或者带身份证到政务服务大厅开通"""

    code = "identity.not_linked"


class SourceFailed(Refused):
    """在别处的登录没有完成。可以再试一次，也可以用用户名和密码登录"""

    code = "identity.source_failed"


class SecondNeeded(Refused):
    """这个账号已经有密码。您要给登录码，还要另一位人事或者管理员确认，不能自己确认自己的"""

    code = "identity.second_needed"


class WrongLoginCode(Invalid):
    """没有设成。用户名和登录码没有对上，或者登录码过期、用过了。对照着再填一遍；还是不行，请给您码的人重新给一个"""

    code = "identity.wrong_login_code"


class NoMobile(Invalid):
    """您还没有留过手机号，验证码发不出去。带身份证到政务服务大厅，可以登记手机号"""

    code = "identity.no_mobile"
