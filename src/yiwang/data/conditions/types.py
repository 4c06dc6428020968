"""What a name in a condition can be, and how a value of a record is read as it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from .errors import WrongValue


class Type(StrEnum):
    """The five kinds of value. The word of each is what an official reads in an error."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    LIST = "list"

    @property
    def word(self) -> str:
        return WORDS[self]


WORDS = {Type.NUMBER: "数", Type.TEXT: "文字", Type.DATE: "日期", Type.BOOLEAN: "是或否", Type.LIST: "多选"}
Schema = Mapping[str, Type]
WIDEST = Decimal(10) ** 30  # beyond any amount of money; keeps exact arithmetic cheap
FINEST = -20
PLAIN_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,20})?", re.ASCII)
PLAIN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def iso_date(text: str) -> date | None:
    """The day `text` names as YYYY-MM-DD, or None."""
    if not PLAIN_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plain_text(text: str) -> bool:
    """Can a database hold it? NUL and lone surrogates cannot be stored."""
    return not UNSTORABLE.search(text)


def read(name: str, kind: Type, value: Any) -> Any:
    """`value` of a record as `kind`, given as Python's own value or in JSON form. None stays None."""
    if value is None:
        return None
    found = _READERS[kind](value)
    if found is None:
        raise WrongValue(name=name, kind=kind.word)
    return found


def fits(kind: Type, value: Any) -> bool:
    """Would `value` be read as `kind`? None would not."""
    return value is not None and _READERS[kind](value) is not None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= WIDEST:
        return None
    return number if int(number.as_tuple().exponent) >= FINEST else None


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) and plain_text(value) else None


def _date(value: Any) -> date | None:
    if isinstance(value, str):
        return iso_date(value)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _list(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple | set | frozenset) or any(_text(item) is None for item in value):
        return None
    return tuple(value)


_READERS = {Type.NUMBER: _number, Type.TEXT: _text, Type.DATE: _date, Type.BOOLEAN: _boolean, Type.LIST: _list}
