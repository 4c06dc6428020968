"""Electronic seals (GB/T 38540) on OFD documents (GB/T 33190).

    report = check(content, installed())
    report.state, [step.says for one in report.signatures for step in one.wrong]

`check` asks nobody and needs no database: what it cannot decide here it says (`unsure`).
"""

from __future__ import annotations

from .checking import Checked, Report, check
from .errors import BadSeal, NotOfd
from .rules import State, Step
from .structures import Seal, Stamped, read_seal, read_stamped
from .trust import Trust, installed

__all__ = [
    "BadSeal", "Checked", "NotOfd", "Report", "Seal", "Stamped", "State", "Step", "Trust", "check", "installed",
    "read_seal", "read_stamped",
]  # fmt: skip
