"""What can go wrong in a hall, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError, Invalid


class NotFilled(Invalid):
    """{where}：{problem}"""

    code = "halls.not_filled"


class SlotFull(Invalid):
    """{when} 这半小时约满了。请选别的时间，您选的事项还在。"""

    code = "halls.slot_full"


class NoSuchSlot(Invalid):
    """{when} 大厅不接待预约。请从下面的时间里选一个。"""

    code = "halls.no_such_slot"


class BookedAlready(DomainError):
    """您 {day} 已经约了“{title}”。要改时间，请先取消原来的预约。"""

    code = "halls.booked_already"
    status = 409


class NotOffered(Invalid):
    """{hall}没有办“{title}”的窗口。请选别的大厅。"""

    code = "halls.not_offered"


class CodeUnknown(Invalid):
    """今天这个大厅没有预约码 {code}。请核对 8 位数字和日期，也可以不用预约直接取号。"""

    code = "halls.code_unknown"


class Closed(DomainError):
    """{hall}现在不开门，取不了号。{opens}"""

    code = "halls.closed"
    status = 409


class NotTheDoor(DomainError):
    """不登录只能在大厅门口的取号机上取号。在自己的手机上请先登录，或用预约码取号。"""

    code = "halls.not_the_door"
    status = 403


class WaitsAlready(DomainError):
    """您在这个大厅已经有号 {number}，还在等。一人同时排一个号。"""

    code = "halls.waits_already"
    status = 409


class NobodyWaits(DomainError):
    """现在没有人在等您这个窗口能办的事。"""

    code = "halls.nobody_waits"
    status = 409


class StillServing(DomainError):
    """{number} 还没有办完。请先办结、过号或转窗口，再叫下一个。"""

    code = "halls.still_serving"
    status = 409


class NotAtWindow(DomainError):
    """您现在没有坐在这个窗口。请先选窗口。"""

    code = "halls.not_at_window"
    status = 409


class WindowTaken(DomainError):
    """{number} 号窗口现在坐着{who}。请选别的窗口，或请对方先离开。"""

    code = "halls.window_taken"
    status = 409


class NotHere(DomainError):
    """这个号现在是“{now}”，不能再“{wanted}”。请刷新看最新情况。"""

    code = "halls.not_here"
    status = 409


class MissedTwice(DomainError):
    """这个号已经过了两次，不能再用。请重新取一个号。"""

    code = "halls.missed_twice"
    status = 409


class NothingReceived(Invalid):
    """请勾选收到的材料，或者写明没有收材料。凭证上要写清楚收了什么。"""

    code = "halls.nothing_received"
