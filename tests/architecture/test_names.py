"""A form's questions share a page with the page's own fields: no question may bear one of their names."""

from __future__ import annotations

import pytest

from yiwang.applications.service.matters.api import matters
from yiwang.toolbox.casework.api import flows
from yiwang.toolbox.forms.api import forms

SHEET = {"do", "reason", "back", "leave", "drop", "add", "remove"}
DESK = {"verdict", "items", "other", "kind", "reason", "key", "revision", "then"}


def questions(form: str) -> set[str]:
    return {one.key for section in forms[form].sections for one in section.fields if section.repeat is None}


def clashes() -> list[tuple[str, str]]:
    """(form, question) wherever two fields of one page would answer to one name."""
    asked = {one.form: SHEET for one in matters.values()}
    written = {step.form: DESK for flow in flows.values() for step in flow.steps if step.form and step.by != "system"}
    return [
        (form, key) for where in (asked, written) for form, names in where.items() for key in questions(form) & names
    ]


def test_no_question_bears_a_name_of_its_page():
    assert clashes() == []


@pytest.mark.parametrize("page", [SHEET, DESK])
def test_a_question_of_that_name_is_found(monkeypatch, page):
    """Planted fault: the page takes the name of questions there are."""
    monkeypatch.setattr(f"{__name__}.{'SHEET' if page is SHEET else 'DESK'}", page | {"way", "conclusion"})
    assert clashes()
