from __future__ import annotations

import io
import json
from dataclasses import replace
from threading import Thread

import pypdf
import pytest

from yiwang.toolbox.documents import typesetting
from yiwang.toolbox.documents.errors import BadTemplate, CannotPrint, NoFont
from yiwang.toolbox.documents.kinds import filled, objections
from yiwang.toolbox.documents.rules import code_inside
from yiwang.toolbox.documents.tests import cast


@pytest.fixture(autouse=True)
def _fonts():
    try:
        typesetting.fonts()
    except NoFont:
        pytest.skip("no Chinese font on this machine")


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_licence_shows_its_facts_and_says_it_is_a_sample():
    text = text_of(typesetting.typeset(cast.LICENCE, cast.FACTS, cast.page()))

    for shown in ("滇味老街餐饮店", "王秀珍", "JY15301020012345", "2031年11月22日", "样例", "7K3MQ9XWPT2HRV4A"):
        assert shown in text
    assert "备注" not in text


def test_a_real_document_bears_no_sample_mark():
    assert "样例" not in text_of(typesetting.typeset(cast.LICENCE, cast.FACTS, cast.page(synthetic=False)))


def test_a_letter_names_whom_it_is_for_and_counts_its_pages():
    long = replace(cast.LETTER, body=cast.LETTER.body.model_copy(update={"paragraphs": ("甲" * 400,) * 4}))
    pdf = typesetting.typeset(long, {"name": "王秀珍", "matter": "开餐馆"}, cast.page())
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]

    assert len(pages) == 3
    assert "王秀珍" in pages[0]
    assert "扫码核验" in pages[-1]
    assert "扫码核验" not in pages[0]
    assert "2/3" in "".join(pages[1].split())


def test_rare_characters_of_names_are_printed():
    text = text_of(typesetting.typeset(cast.LICENCE, {**cast.FACTS, "boss": "龚𨱑㛃䶮"}, cast.page()))

    assert "龚𨱑㛃䶮" in text
    assert typesetting.unprintable("龚𨱑㛃䶮·Ａé") == ""


def test_a_character_without_shape_stops_the_document():
    with pytest.raises(CannotPrint):
        typesetting.typeset(cast.LICENCE, {**cast.FACTS, "boss": "王\U000e9999\U0010fff0珍"}, cast.page())


def test_without_the_look_at_the_shapes_the_template_is_blamed(monkeypatch):
    """PDF/A refuses the blank too, but its sentence helps nobody: the reader must learn which character it was."""
    monkeypatch.setattr(typesetting, "unprintable", lambda _value: "")

    with pytest.raises(BadTemplate, match="could not be displayed"):
        typesetting.typeset(cast.LICENCE, {**cast.FACTS, "boss": "王\U0010fff0珍"}, cast.page())


@pytest.mark.parametrize(
    "attack",
    [
        '#panic("x")', "#read(\"/base.typ\")", '"]); #panic("x") //', "$ sum_1^2 $", "*粗* _斜_", "#sys.inputs",
        "{matter}", '\\u{7d}", "x": "', "<script>", "= 标题", "\\",
    ],
)  # fmt: skip
def test_facts_are_printed_and_never_run(attack):
    text = text_of(typesetting.typeset(cast.LICENCE, {**cast.FACTS, "boss": attack}, cast.page()))
    letter = text_of(typesetting.typeset(cast.LETTER, {"name": attack, "matter": attack}, cast.page()))

    assert "".join(attack.split()).replace("\\", "") in text.replace("\\", "")
    assert "".join(attack.split()).replace("\\", "") in letter.replace("\\", "")


def test_a_template_that_splices_would_run_them():
    """The fault planted: the same text inside the source is run, so the test above sees the difference."""
    spliced = replace(cast.LICENCE, source='#import "/base.typ": *\n' + '#panic("x")')

    with pytest.raises(BadTemplate, match="panicked"):
        typesetting.typeset(spliced, cast.FACTS, cast.page())


@pytest.mark.parametrize(
    "source",
    ["#eval(data.name)", '#import "@preview/cetz:0.3.0"', '#read("/etc/passwd")', '#plugin("/x.wasm")'],
)
def test_a_template_that_runs_reads_or_fetches_is_refused(source):
    kind = replace(cast.LICENCE, source=source)

    assert objections(kind)
    with pytest.raises(BadTemplate, match="不能用"):
        typesetting.typeset(kind, cast.FACTS, cast.page())


def test_a_template_reaches_no_file_outside_the_layouts():
    with pytest.raises(BadTemplate):
        typesetting.typeset(replace(cast.LICENCE, source='#image("../../../../etc/hostname")'), {}, cast.page())


def test_a_broken_template_says_what_is_wrong():
    with pytest.raises(BadTemplate, match="unknown variable: nobody"):
        typesetting.proof(replace(cast.LICENCE, source="#nobody"))


def test_the_same_facts_make_the_same_bytes_and_carry_the_code():
    first, second = (typesetting.typeset(cast.LETTER, {"name": "a", "matter": "b"}, cast.page()) for _ in range(2))

    assert first == second
    assert first.startswith(b"%PDF-1.7")
    assert b"pdfaid" in first
    assert code_inside(first) == ""  # the sample code has a wrong check letter
    assert b"yiwang-verify:" + cast.CODE.encode() in first


def test_threads_set_pages_at_the_same_time():
    made: list[bytes] = []
    threads = [Thread(target=lambda: made.append(typesetting.proof(cast.LETTER))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4


def test_the_square_code_holds_the_address():
    assert typesetting.qr("http://127.0.0.1/verify/x/").startswith("<svg")


def test_what_is_filled_in_is_not_looked_at_again():
    assert filled("{a}-{b}", {"a": "{b}", "b": "1"}) == "{b}-1"
    assert filled("{a.__class__}{0}", {"a": 1}) == "{a.__class__}{0}"


def test_a_declaration_names_its_own_mistakes():
    body = cast.LETTER.body.model_copy(update={"paragraphs": ("{nothing}",)})

    assert "nothing" in objections(replace(cast.LETTER, body=body))[0]
    assert objections(cast.LICENCE) == objections(cast.LETTER) == []
    assert json.dumps(cast.LICENCE.missing({"name": "x"}), ensure_ascii=False) == '["法定代表人", "经营场所"]'
