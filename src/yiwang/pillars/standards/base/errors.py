"""What a reader is told when the standards have no answer."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError, NotFound


class NoSuchDivision(NotFound):
    """没有区划代码为 {division} 的地方。请从列表里选一个地方，或核对代码"""

    code = "standards.no_such_division"


class NoSuchAgency(NotFound):
    """{place}和它的上级都还没有登记“{line}”条线的机构。请联系平台管理员补登"""

    code = "standards.no_such_agency"


class WrongNotice(DomainError):
    """节假日安排里有 {count} 行要改：{first}"""

    code = "standards.wrong_notice"
    status = 422
