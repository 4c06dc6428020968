"""Forms on paper: what is shown is text, and what no font can show is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from yiwang.toolbox.documents import api as documents


def test_what_looks_like_a_program_is_shown_and_never_run():
    rows = (documents.Row("问", '#panic("no")'), documents.Row("空", tall=True))
    sheet = documents.form_sheet('#read("/etc/passwd")', [documents.Block("一", rows)], mark="样表", foot="脚")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(sheet)).pages)
    assert "panic" in text and "passwd" in text and "root:" not in text


def test_the_same_form_is_the_same_file():
    blocks = [documents.Block("一", (documents.Row("问"),))]
    first = documents.form_sheet("表", blocks)
    from yiwang.toolbox.documents import sheets

    sheets._drawn.cache_clear()
    assert documents.form_sheet("表", blocks) == first


def test_what_no_font_can_show_is_refused():
    with pytest.raises(documents.CannotPrint):
        documents.form_sheet("表\U0003fffd", [])
