"""Blank and filled-in forms: every question is on the blank one, and the example is an answer the form itself takes."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from yiwang.applications.service.matters import samples
from yiwang.applications.service.matters.library import address, matters
from yiwang.kernel import clock
from yiwang.toolbox.forms import api as forms

WITH_FORM = [name for name in matters if samples.has_sample(address(name))]
SLUG = "food_operation.licence"


def words(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize("name", WITH_FORM)
def test_every_question_is_on_the_blank_form(name):
    form = forms.forms[matters[name].form]
    labels = [row.label for block in samples.blank(form) for row in block.rows]
    assert len(labels) == len(list(form.questions()))
    assert all(any((one.label or one.title) in label for label in labels) for _section, one in form.questions())


@pytest.mark.parametrize("name", WITH_FORM)
def test_the_example_answers_what_it_is_asked(name):
    form = forms.forms[matters[name].form]
    for block in samples.filled(form, clock.today()):
        assert all(row.value and row.value != "没有填" for row in block.rows), block


def test_anybody_gets_them_as_a_pdf(db):
    guide = Client().get(f"/matters/{SLUG}/").content.decode()
    for kind, says in (("blank", "□餐饮服务"), ("filled", "样表里的人、单位和数字都是编的")):
        assert f"/matters/{SLUG}/samples/{kind}.pdf" in guide
        response = Client().get(reverse("guide-sample", args=[SLUG, kind]))
        assert response.status_code == 200 and response.headers["Content-Type"] == "application/pdf"
        assert says in words(response.content)
    assert Client().get(f"/matters/{SLUG}/samples/other.pdf").status_code == 404
    assert Client().get("/matters/no.such/samples/blank.pdf").status_code == 404


def test_no_number_of_a_person_stands_on_the_example_in_full(db):
    shown = words(samples.sample(SLUG, "filled", clock.today()))
    assert samples.INVENTED["citizen_id"] not in shown and samples.INVENTED["mobile"] not in shown
