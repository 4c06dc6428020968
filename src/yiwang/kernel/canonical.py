"""One way to write a value as bytes, so that its digest is the same wherever it is taken."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """What JSON has no word for, as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_writer = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain, allow_nan=False
)  # fmt: skip


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, Chinese as itself. NaN and infinities are refused."""
    return _writer.encode(value)
