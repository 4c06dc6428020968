"""What packcheck says of a pack's `documents/`."""

from __future__ import annotations

import pytest
import yaml

from yiwang.kernel.section import Declared
from yiwang.toolbox.documents import typesetting
from yiwang.toolbox.documents.errors import NoFont
from yiwang.toolbox.documents.kinds import KindOf, kinds
from yiwang.toolbox.documents.sections import SECTIONS

SECTION = SECTIONS[0]
GOOD = """
title: 受理通知书
layout: letter
addressee: "{name}"
fields:
  - {key: name, label: 申请人}
paragraphs:
  - 您的申请已受理。
"""


@pytest.fixture
def declared(tmp_path):
    try:
        typesetting.fonts()
    except NoFont:
        pytest.skip("no Chinese font on this machine")

    def make(text: str = GOOD, source: str | None = None) -> Declared:
        path = tmp_path / "notice.yaml"
        path.write_text(text)
        if source is not None:
            path.with_suffix(".typ").write_text(source)
        return Declared("demo", "notice", KindOf.model_validate(yaml.safe_load(text)), path)

    return make


def test_a_good_declaration_has_no_problem_and_is_known_by_its_published_name(declared):
    with kinds.only():
        assert list(SECTION.check(declared(), {})) == []
        SECTION.load(declared())
        assert kinds["demo/notice"].body.title == "受理通知书"


@pytest.mark.parametrize(
    ("text", "source", "problem", "says"),
    [
        (GOOD.replace("受理。", "受理，{when}。"), None, "DOCUMENT001", "when"),
        (GOOD.split("paragraphs")[0], None, "DOCUMENT001", "正文"),
        (GOOD, '#import "@preview/x:1.0.0"', "DOCUMENT001", "网上的包"),
        (GOOD, '#import "/base.typ": *\n#data.nobody', "DOCUMENT002", "nobody"),
    ],
)
def test_a_mistake_is_named(declared, text, source, problem, says):
    found = list(SECTION.check(declared(text, source), {}))

    assert [one.id for one in found] == [problem]
    assert says in found[0].says


def test_a_source_of_its_own_sets_the_page(declared):
    source = '#import "/base.typ": *\n#show: letter.with(addressee: data.name)\n本通知书一式两份。'

    assert list(SECTION.check(declared(GOOD, source), {})) == []
