"""Tables as Excel files, by XlsxWriter: one sheet, its head bold and standing still.

    HttpResponse(workbook("事项", [["编码", "事项"], …]), headers=attached("matters"), content_type=MIME)

Text stays text whatever it begins with: nothing in such a file is ever a formula. Numbers and days are numbers and
days, so that they can be added and sorted. Rows are written as they come; the file is not held twice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

import xlsxwriter

from yiwang.kernel import clock

__all__ = ["MIME", "attached", "workbook"]

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 32_767  # characters Excel keeps in a cell
NARROW, WIDE, LOOKED_AT = 8, 44, 200


def workbook(title: str, rows: Iterable[Sequence[object]]) -> bytes:
    """The file; the first row is the head. Cells: text, int, float, Decimal, date, datetime, bool, None."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "remove_timezone": True}  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(FORBIDDEN_IN_TITLE.sub(" ", title)[:31] or "Sheet1")
    sheet.freeze_panes(1, 0)
    shapes = {
        "head": book.add_format({"bold": True, "bg_color": "#EAF1FB", "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    ahead, following = _ahead(rows)
    for column, width in enumerate(_widths(ahead)):
        sheet.set_column(column, column, width)
    for number, row in enumerate(following):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, shapes)
    book.close()
    return out.getvalue()


def attached(name: str) -> dict[str, str]:
    """Headers that keep the answer as a file named after today."""
    file = quote(f"{name}-{clock.today():%Y%m%d}.xlsx")
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"}


def _ahead(rows: Iterable[Sequence[object]]) -> tuple[list[Sequence[object]], Iterable[Sequence[object]]]:
    """The first rows, to find widths by (they must be told before any is written), and all rows."""
    stream = iter(rows)
    first = list(islice(stream, LOOKED_AT))
    return first, chain(first, stream)


def _widths(rows: list[Sequence[object]]) -> list[int]:
    columns = max((len(row) for row in rows), default=0)
    return [
        min(WIDE, max([NARROW, *(_breadth(row[at]) + 2 for row in rows if at < len(row))])) for at in range(columns)
    ]


def _breadth(value: object) -> int:
    """Chinese characters are two wide."""
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text[:WIDE])


def _write(sheet: Any, row: int, column: int, value: object, shapes: dict[str, Any]) -> None:
    head = shapes["head"] if row == 0 else None
    if value is None or value == "":
        sheet.write_blank(row, column, None, head)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", head)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value, head)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(clock.CHINA).replace(tzinfo=None), shapes["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), shapes["day"])  # noqa: DTZ001
    else:
        sheet.write_string(row, column, NO_XML.sub("", str(value))[:LONGEST], head)
