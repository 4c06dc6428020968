"""From what was typed on the edit page to a body, and back: nothing typed is lost, wrong or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from .fields import FIELDS, GROUPS, LIST_TITLES, LISTS, Body, Field
from .rules import Fault

MOST_ROWS, LONGEST = 60, 20_001
MAIN = {
    "materials": ("material_name", "is_need", "page_num", "source_type", "fill_explain", "accept_stand"),
    "fees": ("fee_name", "fee_stand", "by_law"),
    "faqs": ("question", "answer"),
}
EMPTY_ROWS = {"materials": 0, "fees": 1, "faqs": 1}
GIVEN = ("catalog_code", "dept_name", "dept_code")  # an item's own: they come from the agency, not from a keyboard


@dataclass(frozen=True)
class Box:
    """One field on the page: its value, the basic entry's beside it, and what is wrong with it."""

    field: Field
    name: str
    value: Any
    basic: str
    fixed: bool
    faults: list[Fault]

    @property
    def shown(self) -> str:
        return self.field.shown(self.value)

    @property
    def differs(self) -> bool:
        return bool(self.basic) and self.basic != self.shown

    @property
    def bad(self) -> bool:
        return any(one.blocks for one in self.faults)


@dataclass(frozen=True)
class Row:
    number: int
    title: str
    main: list[Box]
    rest: list[Box]


def body_from(data: QueryDict, before: Body, basic: Body | None) -> Body:
    """What was typed over what was there. What must be the same as the basic entry's is, whatever was sent."""
    body = dict(before)
    for one in FIELDS:
        if basic is not None and one.say == "same":
            body[one.key] = basic[one.key]
        elif not (basic is not None and one.key in GIVEN):
            body[one.key] = _value(one, data, one.key)
    for name in LISTS:
        body[name] = _rows(name, data, before)
    return body


def _value(one: Field, data: QueryDict, name: str) -> Any:
    if one.kind == "choices":
        return [code for code in data.getlist(name) if code in one.choices]
    text = data.get(name, "").replace("\r\n", "\n").strip()[:LONGEST]
    if one.kind == "yes_no":
        return {"1": True, "0": False}.get(text)
    if one.kind == "number":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or None
    return text


def _rows(name: str, data: QueryDict, before: Body) -> list[dict[str, Any]]:
    sent = data.get(f"{name}.count", "0")
    many, kept = min(int(sent) if sent.isascii() and sent.isdigit() else 0, MOST_ROWS), before.get(name) or []
    found = []
    for number in range(many):
        if data.get(f"{name}.{number}.drop"):
            continue
        row = {one.key: _value(one, data, f"{name}.{number}.{one.key}") for one in LISTS[name]}
        if name == "materials":
            row["key"] = kept[number]["key"] if number < len(kept) else f"own{number}"
        if any(value not in ("", None, []) for key, value in row.items() if key != "key"):
            found.append(row)
    return found


def groups(body: Body, basic: Body | None, found: list[Fault], *, item: bool) -> list[tuple[str, list[Box]]]:
    """The page's blocks of fields."""
    return [
        (name, [_box(one, one.key, body, basic, found, item) for one in FIELDS if one.group == name]) for name in GROUPS
    ]


def _box(
    one: Field, name: str, body: Mapping[str, Any], basic: Mapping[str, Any] | None, found: list[Fault], item: bool
) -> Box:
    beside = one.shown(basic.get(one.key)) if basic is not None else ""
    fixed = item and (one.key in GIVEN or (one.say == "same" and name == one.key))
    return Box(one, name, body.get(one.key), beside, fixed, [each for each in found if each.key == name])


def lists(body: Body, basic: Body | None, found: list[Fault], *, item: bool) -> list[tuple[str, str, int, list[Row]]]:
    """The page's rows: (key, title, how many, rows); a blank one at the end where rows may be added."""
    pages = []
    for name, columns in LISTS.items():
        spare = 1 if name == "materials" and not item else EMPTY_ROWS[name]
        rows = [*(body.get(name) or []), *({} for _ in range(spare))]
        known = {one.get("key"): one for one in (basic or {}).get(name) or [] if one.get("key")}
        shown = [
            _row(name, number, row, known.get(row.get("key")), columns, found, item) for number, row in enumerate(rows)
        ]
        pages.append((name, LIST_TITLES[name], len(rows), shown))
    return pages


def _row(
    name: str, number: int, row: Mapping[str, Any], basic: Mapping[str, Any] | None, columns: tuple[Field, ...],
    found: list[Fault], item: bool,
) -> Row:  # fmt: skip
    boxes = [_box(one, f"{name}.{number}.{one.key}", row, basic, found, item) for one in columns if one.key != "key"]
    main = [one for one in boxes if one.field.key in MAIN[name]]
    return Row(
        number,
        str(row.get(columns[1 if name == "materials" else 0].key) or ""),
        main,
        [one for one in boxes if one not in main],
    )
