"""What changed between two bodies, field by field and character by character, and each field's history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from .fields import FIELDS, LIST_TITLES, LISTS, Field

Body = Mapping[str, Any]
COMPARED = 4_000


@dataclass(frozen=True)
class Change:
    """One field before and after, in words. `key` of a row's field: `materials[layout].fill_explain`."""

    key: str
    title: str
    before: str
    after: str

    @property
    def marks(self) -> list[tuple[str, str]]:
        return marks(self.before, self.after)


def compare(before: Body, after: Body) -> list[Change]:
    """Every field that differs, in the order of the set; rows of lists are matched by their own name."""
    found = []
    for one in FIELDS:
        old, new = before.get(one.key), after.get(one.key)
        if (old or None) != (new or None) or (one.kind in ("number", "yes_no") and old != new):
            found.append(Change(one.key, one.title, one.shown(old), one.shown(new)))
    for name, columns in LISTS.items():
        found += _compare_rows(name, columns, before.get(name) or (), after.get(name) or ())
    return found


def _compare_rows(name: str, columns: tuple[Field, ...], before: Any, after: Any) -> Iterator[Change]:
    old, new = _named(columns, before), _named(columns, after)
    for mark in dict.fromkeys((*old, *new)):
        was, now = old.get(mark), new.get(mark)
        title = _row_title(name, now or was or {}) or mark
        if was is None or now is None:
            yield Change(f"{name}[{mark}]", title, _row(columns, was), _row(columns, now))
            continue
        for one in columns:
            if (was.get(one.key) or None) != (now.get(one.key) or None) or (
                one.kind in ("number", "yes_no") and was.get(one.key) != now.get(one.key)
            ):
                yield Change(f"{name}[{mark}].{one.key}", f"{title} · {one.title}",
                             one.shown(was.get(one.key)), one.shown(now.get(one.key)))  # fmt: skip
    if list(old) != list(new) and set(old) == set(new):
        titles = [[_row_title(name, row) for row in rows.values()] for rows in (old, new)]
        yield Change(f"{name}[]", f"{LIST_TITLES[name]}的顺序", "、".join(titles[0]), "、".join(titles[1]))


def _named(columns: tuple[Field, ...], rows: Any) -> dict[str, Body]:
    found: dict[str, Body] = {}
    for row in rows:
        mark = str(row.get(columns[0].key) or "")
        while mark in found:
            mark += "′"
        found[mark] = row
    return found


def _row_title(name: str, row: Body) -> str:
    title = row.get({"materials": "material_name", "fees": "fee_name", "faqs": "question"}[name]) or ""
    return f"{LIST_TITLES[name]}“{title}”"


def _row(columns: tuple[Field, ...], row: Body | None) -> str:
    if row is None:
        return ""
    said = ((one.title, one.shown(row.get(one.key))) for one in columns)
    return "；".join(f"{title}：{value}" for title, value in said if value) or "（空）"


def marks(before: str, after: str) -> list[tuple[str, str]]:
    """Character by character: ("same" | "del" | "ins", text). Long texts are set against each other whole."""
    if max(len(before), len(after)) > COMPARED:
        return [(kind, text) for kind, text in (("del", before), ("ins", after)) if text]
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", before[a:b]))
            continue
        found += [(mark, text) for mark, text in (("del", before[a:b]), ("ins", after[c:d])) if text]
    return found


@dataclass(frozen=True)
class Told:
    """One change of one field, as its history tells it."""

    number: int
    change: Change
    made: str
    checked: str
    effective_on: date


def history(editions: Sequence[Any]) -> dict[str, list[Told]]:
    """By field, newest first: which edition changed it, from what to what, who made and who checked it."""
    told: dict[str, list[Told]] = {}
    ordered = sorted(editions, key=lambda one: one.number)
    for before, after in zip(ordered, ordered[1:], strict=False):
        for change in compare(before.body, after.body):
            entry = Told(after.number, change, after.made_shown, after.checked_shown, after.effective_on)
            told.setdefault(change.key, []).insert(0, entry)
    return told
