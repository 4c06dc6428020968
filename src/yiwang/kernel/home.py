"""Where an installation keeps what it must keep: the database, files, keys.

`YIWANG_HOME` names the folder. Without it: `.yiwang` beside the checkout for an ordinary user; for root a folder
of its own under `/var/lib/yiwang`, because PostgreSQL refuses to run as root and the unprivileged user it then
runs as could not enter a checkout below a 0700 folder.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SHARED = Path("/var/lib/yiwang")


def home() -> Path:
    """The folder this installation owns (not made here)."""
    return _home(os.environ.get("YIWANG_HOME", ""))


@cache
def _home(named: str) -> Path:
    if named:
        return Path(named).absolute()
    if os.geteuid() == 0:
        mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
        return SHARED / f"{CHECKOUT.name}-{mark}"
    return CHECKOUT / ".yiwang"
