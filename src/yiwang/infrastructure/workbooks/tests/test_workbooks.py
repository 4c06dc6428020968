"""Excel files: what is written is what another program reads, and nothing in them runs."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock


def read(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_cells_are_what_they_are():
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=clock.CHINA)
    rows = [
        ["事项", "件", "比例", "日期", "时间", "在用"],
        ["食品经营许可", 12, Decimal("99.5"), date(2026, 3, 2), moment, True],
    ]
    head, row = read(workbooks.workbook("清单", rows))
    assert head == rows[0]
    assert row == ["食品经营许可", 12, 99.5, date(2026, 3, 2), moment.replace(tzinfo=None), "是"]


def test_nothing_in_it_is_a_formula():
    said = ["=1+1", "+1", "-1+2", "@SUM(A1)", "http://example.cn", "00123", "\t=1"]
    data = workbooks.workbook("清单", [["列"] * 7, said])
    assert [str(one) for one in read(data)[1]] == said
    sheet = zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"hyperlink" not in sheet


def test_a_title_that_excel_refuses_is_made_one_it_takes():
    assert read(workbooks.workbook("2026/3: [甲]*?", [["列"], ["1"]])) == [["列"], ["1"]]


@given(st.lists(st.lists(st.text(max_size=30).filter(lambda text: text.strip() == text and "\r" not in text), min_size=2,
                         max_size=2), min_size=1, max_size=8))  # fmt: skip
def test_any_text_comes_back_without_what_xml_cannot_hold(rows):
    wanted = [[workbooks.NO_XML.sub("", cell) for cell in row] for row in rows]
    found = read(workbooks.workbook("清单", [["甲", "乙"], *rows]))[1:]
    found += [["", ""]] * (len(wanted) - len(found))
    assert [[str(cell) for cell in row] for row in found] == wanted


def test_rows_may_come_one_by_one():
    assert len(read(workbooks.workbook("多", ([number, "行"] for number in range(1000))))) == 1000
