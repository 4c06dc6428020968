"""What looks for viruses: ClamAV is built in (`clamav.py`), an installation may register another it bought."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Scanner(Protocol):
    """Looks at a file before it is kept."""

    def scan(self, path: Path) -> str | None:
        """The name of what was found, or None. Must answer within 30 seconds; an exception refuses the file."""

    def check(self) -> str:
        """What serves and how old its definitions are, in one sentence; raises a `DomainError` when nothing does."""
