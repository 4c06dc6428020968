"""What can go wrong at the desk, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import Conflict, Invalid


class NameMissing(Invalid):
    """请给清单起个名字，40 个字以内，在左边的导航里能认出来。"""

    code = "desk.name_missing"


class NameTaken(Conflict):
    """您已经有一个清单叫“{name}”。换个名字，或者先删掉那一个。"""

    code = "desk.name_taken"


class TooManyLists(Conflict):
    """您已经存了 {most} 个清单。删掉不用的再存。"""

    code = "desk.too_many_lists"


class PurposeMissing(Invalid):
    """请写明导出来做什么用，审计日志里要留这句话。"""

    code = "desk.purpose_missing"
