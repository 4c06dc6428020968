"""Opening a list: lines of JSON, CSV, or a workbook. A line that cannot be read is a line, the others follow."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import Invalid

from .mapping import ListMapping

MOST_UNPACKED = 256 << 20
LOST = "\ufffd"


class NoList(Invalid):
    """这个文件不是{wanted}，换一个文件，或者在对照表里改 format"""

    code = "matters.import.no_list"


@dataclass(frozen=True)
class Broken:
    """A line that is no row, and why."""

    why: str


Line = tuple[int, dict[str, Any] | Broken]


def lines(data: bytes, mapping: ListMapping) -> Iterator[Line]:
    """Rows by line number, as the reader counts them in an editor (in a workbook: as the rows are numbered)."""
    if mapping.format == "xlsx":
        yield from _workbook(data)
        return
    text = data.decode(mapping.encoding or encoding(data), errors="replace").removeprefix("\ufeff")
    found = _objects(text) if mapping.format == "jsonl" else _cells(text, mapping.separator)
    for number, row in found:
        whole = isinstance(row, Broken) or LOST not in json.dumps(row, ensure_ascii=False)
        yield number, row if whole else Broken("这一行有读不出来的字，文件里这里坏了，或者编码不一样")


def encoding(data: bytes) -> str:
    """UTF-8 unless more lines with Chinese are readable as GB 18030: one broken line does not decide for the others."""
    told = [line for line in data.split(b"\n") if not line.isascii()][:5000]
    good = {name: sum(_readable(line, name) for line in told) for name in ("utf-8", "gb18030")}
    return "gb18030" if good["gb18030"] > good["utf-8"] and good["utf-8"] < 0.9 * len(told) else "utf-8"


def _readable(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _objects(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, Broken("这一行不是完整的 JSON")
            continue
        yield number, row if isinstance(row, dict) else Broken("这一行不是一个 JSON 对象")


def _cells(text: str, separator: str) -> Iterator[Line]:
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    heads: list[str] = []
    while True:
        before = rows.line_num
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield before + 1, Broken("这一行的引号或者分隔不对")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not heads:
            heads = [cell.strip() for cell in cells]
        elif len(cells) != len(heads):
            yield before + 1, Broken(f"这一行有 {len(cells)} 格，表头是 {len(heads)} 格")
        else:
            yield before + 1, dict(zip(heads, cells, strict=True))


def _workbook(data: bytes) -> Iterator[Line]:
    from python_calamine import CalamineWorkbook

    try:
        files.unpackable(BytesIO(data), MOST_UNPACKED)  # what opens it next keeps all of it in memory
        rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except files.Dangerous:
        raise
    except Exception as wrong:  # the library's own family of errors is not public
        raise NoList(wanted="Excel 工作簿（xlsx）") from wrong
    heads: list[str] = []
    for number, cells in enumerate(rows, 1):
        shown = [_cell(cell) for cell in cells]
        if not any(shown):
            continue
        if not heads:
            heads = shown
        else:
            yield number, dict(zip(heads, shown, strict=False))


def _cell(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
