"""Answers as people read them: for check-answers pages, the desk and documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yiwang.pillars.security.base import api as security

from .definition import Form, Question
from .paging import pages
from .values import Uploads
from .walking import Answers, Place, stored, walk

NOT_FILLED = "没有填"
MASKED = frozenset({"L3", "L4"})
NOTHING: Mapping[str, Any] = {}
MASKS = {
    "citizen_id": security.mask_identifier, "mobile": security.mask_mobile, "uscc": lambda text: text,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One answer. `page` is where it can be changed (0: nowhere now); `masked` says that `value` hides something."""

    path: str
    label: str
    value: str
    page: int
    sensitivity: str
    masked: bool = False
    filled: bool = True


@dataclass(frozen=True)
class Part:
    """A section, or one item of a repeated section."""

    key: str
    title: str
    lines: tuple[Line, ...]


def summary(
    form: Form, answers: Answers, day: date, *, mask: bool | Collection[str], uploads: Uploads = NOTHING,
    place_name: Callable[[str], str] = str,
) -> list[Part]:  # fmt: skip
    """Sections of label and value, of what applies. `mask` names the levels to hide as far as their kind demands (True: L3, L4).

    `place_name` turns a 12-digit code into a name.
    """
    numbers = {path: page.number for page in pages(form, answers, day) for path in page.paths}
    take = stored(answers)
    hide = MASKED if mask is True else frozenset(mask or ())
    found: dict[tuple[str, int | None], tuple[Place, list[Line]]] = {}
    for place in walk(form, answers, day).places():
        if place.applies:
            line = _line(place, take(place), numbers.get(place.path, 0), hide, uploads, place_name)
            found.setdefault((place.section.key, place.row), (place, []))[1].append(line)
    return [Part(place.section.key, _title(place), tuple(lines)) for place, lines in found.values()]


def _title(place: Place) -> str:
    repeat = place.section.repeat
    return f"{repeat.item} {(place.row or 0) + 1}" if repeat else place.section.title


def _line(
    place: Place, value: Any, page: int, hide: Collection[str], uploads: Uploads, place_name: Callable[[str], str]
) -> Line:  # fmt: skip
    question = place.question
    text = shown(question, value, uploads, place_name)
    hidden = bool(text) and question.level in hide and question.type != "uscc"
    return Line(
        place.path, question.label or question.title, (masked(question, text) if hidden else text) or NOT_FILLED, page,
        question.level, hidden, bool(text),
    )  # fmt: skip


def shown(
    question: Question, value: Any, uploads: Uploads = NOTHING, place_name: Callable[[str], str] = str
) -> str:  # fmt: skip
    """One stored answer in words; "" where there is none."""
    if value is None or value == [] or value == "":
        return ""
    kind = question.type
    if kind == "yes_no":
        return "是" if value else "否"
    if kind == "date":
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    if kind == "money":
        return f"{Decimal(value):,.2f} 元"
    if kind == "number":
        return f"{Decimal(value):,f}{' ' + question.unit if question.unit else ''}"
    if kind == "file":
        return "、".join(str(uploads.get(one, NOTHING).get("name", "附件")) for one in value)
    if kind in ("choice", "choices"):
        titles = question.titles()
        return "、".join(titles.get(one, one) for one in ([value] if isinstance(value, str) else value))
    return place_name(value) if kind == "division" else str(value)


def masked(question: Question, text: str) -> str:
    """As much as may be seen: numbers by kind, half of an address, the first character of other text."""
    if question.type in MASKS:
        return MASKS[question.type](text)
    if question.type == "address":
        return text[: len(text) // 2] + "*" * (len(text) - len(text) // 2)
    return security.mask_name(text) if len(text) <= 4 else f"{text[0]}***"
