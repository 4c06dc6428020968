"""What is said to a system that does not get what it asked for, and to who stands before it. `oauth` is the word of the
protocol (RFC 6749 section 5.2)."""

from __future__ import annotations

from typing import ClassVar

from yiwang.kernel.errors import Invalid, Refused


class NotServed(Refused):
    """没有发给这个系统：{why}"""

    code = "provider.not_served"
    oauth: ClassVar[str] = "invalid_request"


class UnknownClient(NotServed):
    """没有认出这个系统。请用登记时给的编号和密钥；密钥过了重叠期，就用新的那一个"""

    code = "provider.unknown_client"
    oauth = "invalid_client"


class BadGrant(NotServed):
    """这张凭据用过了、过期了，或者不是发给这个系统的。请让用户重新登录一次"""

    code = "provider.bad_grant"
    oauth = "invalid_grant"


class Replayed(BadGrant):
    """这张凭据已经换过一次。为了安全，同一次登录发出的凭据全部作废，请让用户重新登录一次"""

    code = "provider.replayed"


class WrongProof(BadGrant):
    """拿来换的人没有证明就是来要的那一个。为了安全，这次登录作废，请让用户重新登录一次"""

    code = "provider.wrong_proof"


class WrongGrantType(NotServed):
    """这个系统登记的类型不能这样取凭据"""

    code = "provider.grant_type"
    oauth = "unauthorized_client"


class WrongScope(NotServed):
    """要的内容超出了这个系统登记的范围"""

    code = "provider.scope"
    oauth = "invalid_scope"


class WrongWay(Refused):
    """那个系统送您来的地址没有登记，或者要的东西不对，您的信息没有给出去。请回到那个系统，告诉它的管理员"""

    code = "provider.wrong_way"
    status = 400


class BadToken(NotServed):
    """这张凭据已经不能用了，或者不够看这些信息"""

    code = "provider.bad_token"
    oauth = "invalid_token"


class WrongSystem(Invalid):
    """{says}"""

    code = "provider.wrong_system"
