"""What can go wrong at a terminal, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import Invalid, Refused


class WrongSignature(Refused):
    """这台终端的签名不对，报告没有收下。请核对终端的密钥。"""

    code = "kiosk.wrong_signature"


class Stale(Invalid):
    """报告的时间和现在差得太多，或者不比上一次新。请校准终端的时钟。"""

    code = "kiosk.stale"


class Unreadable(Invalid):
    """报告要写 at（时间）、paper（0—100）和 faults（故障列表）。"""

    code = "kiosk.unreadable"


class NotFilled(Invalid):
    """{where}：{problem}"""

    code = "kiosk.not_filled"
