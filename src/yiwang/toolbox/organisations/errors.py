"""What organisations says when it does not go on."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Invalid


class NotWhole(Invalid):
    """{where}：{problem}"""

    code = "organisations.not_whole"


class Stays(Conflict):
    """{says}"""

    code = "organisations.stays"


class HeldAlready(Conflict):
    """{who}已经在“{post}”岗位上。要改期限，请用“延长”"""

    code = "organisations.held_already"


class LastAdministrator(Conflict):
    """这是最后一位系统管理员。请先任命另一位，再结束这一位"""

    code = "organisations.last_administrator"


class NoSheet(Invalid):
    """{says}"""

    code = "organisations.no_sheet"
