"""Tables as Excel files, by XlsxWriter: one sheet, its head bold and standing still.

    HttpResponse(workbook("事项", [["编码", "事项"], …]), headers=attached("matters"), content_type=MIME)

Text stays text whatever it begins with: nothing in such a file is ever a formula. Numbers and days are numbers and
days, so that they can be added and sorted. Rows are written as they come; the file is not held twice.
`marks` says which cells are to be mended, and why.

    rows_of(upload.read(), most=2000)              # lines of text as they stand, each with its number
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

import xlsxwriter

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid

__all__ = ["CSV", "MIME", "NoWorkbook", "attached", "csv_of", "rows_of", "workbook"]

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA = re.compile(r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 32_767  # characters Excel keeps in a cell
NARROW, WIDE, LOOKED_AT = 8, 44, 200


class NoWorkbook(Invalid):
    """{says}"""

    code = "workbooks.no_workbook"


def rows_of(data: bytes, most: int) -> list[tuple[int, list[str]]]:
    """The first sheet as text: numbers without a tail of zeros, days as 2026-03-02; empty lines are left out. Raises
    `NoWorkbook` for what is no such file, or one of more than `most` lines below its head."""
    from python_calamine import CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False, nrows=most + 2)
    except Exception as wrong:  # the library's own family of errors is not public
        raise NoWorkbook(says="这不是 Excel 工作簿（xlsx）。请用下载的模板填好，另存为 xlsx 再上传") from wrong
    found = [(number, [_read(cell) for cell in line]) for number, line in enumerate(lines, 1)]
    found = [(number, line) for number, line in found if any(line)]
    if len(found) > most + 1:
        raise NoWorkbook(says=f"一次最多 {most} 行，请分成几张表")
    return found


def _read(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def workbook(title: str, rows: Iterable[Sequence[object]], marks: Mapping[tuple[int, int], str] | None = None) -> bytes:
    """The file; the first row is the head. Cells: text, int, float, Decimal, date, datetime, bool, None. `marks`: (row,
    column), both from 0, → what is to be mended there, as a colour and a note."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "remove_timezone": True}  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(FORBIDDEN_IN_TITLE.sub(" ", title)[:31] or "Sheet1")
    sheet.freeze_panes(1, 0)
    shapes = {
        "head": book.add_format({"bold": True, "bg_color": "#EAF1FB", "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrong": book.add_format({"bg_color": "#FBE3E1", "bottom": 1}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    ahead, following = _ahead(rows)
    for column, width in enumerate(_widths(ahead)):
        sheet.set_column(column, column, width)
    for number, row in enumerate(following):
        for column, value in enumerate(row):
            says = (marks or {}).get((number, column))
            _write(sheet, number, column, value, shapes, wrong=bool(says))
            if says:
                sheet.write_comment(number, column, says)
    book.close()
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[object]]) -> bytes:
    """The same cells as plain text, for who has no Excel. A text that a spreadsheet would take for a formula gets an
    apostrophe before it; the mark at the beginning tells Excel that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([_plain(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, (int, float, Decimal, date)):
        return str(value)
    text = NO_XML.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) else text


def attached(name: str, kind: str = "xlsx") -> dict[str, str]:
    """Headers that keep the answer as a file named after today."""
    file = quote(f"{name}-{clock.today():%Y%m%d}.{kind}")
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


def _write(sheet: Any, row: int, column: int, value: object, shapes: dict[str, Any], wrong: bool = False) -> None:
    head = shapes["wrong"] if wrong else shapes["head"] if row == 0 else None
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
