"""Forms on paper: blank ones, and filled-in examples. Nothing is issued, numbered or signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

import typst

from .errors import BadTemplate, CannotPrint
from .rules import clean
from .typesetting import TEMPLATES, own_compiler, unprintable


@dataclass(frozen=True)
class Row:
    """One question. Without a value there is room to write, more of it where `tall`."""

    label: str
    value: str = ""
    tall: bool = False


@dataclass(frozen=True)
class Block:
    title: str
    rows: tuple[Row, ...]


def form_sheet(title: str, blocks: Sequence[Block], *, note: str = "", mark: str = "", foot: str = "") -> bytes:
    """The PDF. `mark` stands across the page (样表). Raises `BadTemplate`, `CannotPrint`, `NoFont`."""
    return _drawn(title, tuple(blocks), note, mark, foot)


@lru_cache(maxsize=64)
def _drawn(title: str, blocks: tuple[Block, ...], note: str, mark: str, foot: str) -> bytes:
    parts = [{"title": one.title, "rows": [asdict(row) for row in one.rows]} for one in blocks]
    given = clean({"title": title, "note": note, "mark": mark, "foot": foot, "parts": parts})
    if lacking := unprintable(given):
        raise CannotPrint(characters=lacking)
    source = (TEMPLATES / "sheet.typ").read_bytes()
    try:
        made = own_compiler().compile(
            input=source, sys_inputs={"given": json.dumps(given, ensure_ascii=False)}, format="pdf", timestamp=0
        )
    except typst.TypstError as error:
        raise BadTemplate(kind=title, problem=error.message) from error
    if not isinstance(made, bytes):
        raise BadTemplate(kind=title, problem="没有排出一个文件")
    return made
