from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from yiwang.toolbox.forms.api import (
    bind,
    page,
    pages,
    parse,
    render_dense,
    render_errors,
    render_page,
    render_summary,
    summary,
)

from .example import FORM, GOOD, TODAY, UPLOADS


class Tags(HTMLParser):
    """All start tags as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, *names):
        return [attrs for tag, attrs in self.found if tag in names]


GIVEN = parse(FORM, GOOD, TODAY, uploads=UPLOADS).answers
EVERY = [*pages(FORM, GIVEN, TODAY)]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
@pytest.mark.parametrize("wrong", [False, True])
def test_every_input_has_a_label_and_says_what_describes_it(one, wrong):
    parsed = parse(FORM, {"birth.year": "45"}, TODAY, page=one, before=GIVEN) if wrong else None
    tags = Tags(render_page(one, GIVEN, parsed, UPLOADS))
    ids = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    labels = {attrs["for"] for attrs in tags.of("label")}
    for attrs in tags.of("input", "textarea"):
        assert attrs.get("type") == "hidden" or attrs["id"] in labels
        assert "required" not in attrs
    for _, attrs in tags.found:
        assert set((attrs.get("aria-describedby") or "").split()) <= set(ids)
        assert not {"style", "onclick", "onchange"} & attrs.keys()
    assert [tag for tag, _ in tags.found if tag in ("style", "script")] == []
    assert len(tags.of("h1")) == 1


def test_what_was_typed_comes_back_escaped_with_its_sentence():
    second = page(FORM, GIVEN, 3, TODAY)
    parsed = parse(FORM, {"name": "<b>&", "number": "123"}, TODAY, page=second, before=GIVEN)
    html = render_page(second, GIVEN, parsed)
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html
    assert re.search(r'id="f-number"[^>]* value="123"[^>]*aria-describedby="f-number-error" aria-invalid="true"', html)
    box = render_errors(bind(second, GIVEN, parsed))
    assert '<a href="#f-number">身份证号要 18 位，您填了 3 位</a>' in box
    assert '<a href="#f-birth-year">请填写出生日期</a>' in box
    assert render_errors(bind(second, GIVEN)) == ""


def test_a_kept_upload_and_its_limits_are_shown():
    html = render_page(EVERY[-1], GIVEN, None, UPLOADS)
    assert "证明.PDF" in html
    assert 'accept=".jpg,.pdf"' in html
    assert "JPG、PDF，每个不超过 2 MB" in html


def test_answers_to_check_link_to_their_page_and_the_desk_sees_pairs():
    parts = summary(FORM, GIVEN, TODAY, mask=True, uploads=UPLOADS)
    html = render_summary(parts, "/ask/")
    assert '<a href="/ask/3/">修改<span class="visually-hidden">姓名</span></a>' in html
    dense = render_dense(parts)
    assert '<dt>身份证号</dt><dd class="masked">5301**********001X</dd>' in dense
    assert "5301021945" not in dense
