"""The console of flows, and the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework.api import flows
from yiwang.toolbox.drawing.api import taken

from .conftest import browser

FILES = Path(__file__).parent / "files"


def sent(name: str, content: bytes) -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content)}


def test_all_flows_stand_in_the_list_and_each_has_a_page(steward):
    page = steward.get("/console/flows/").content.decode()
    for name, flow in flows.items():
        assert flow.title in page and f"/console/flows/{name}/" in page
        one = steward.get(f"/console/flows/{name}/")
        assert one.status_code == 200 and all(step.title in one.content.decode() for step in flow.steps)
    assert steward.get("/console/flows/no/such/").status_code == 404


def test_a_limit_nobody_read_is_shown_as_such(steward):
    page = steward.get("/console/flows/food_operation/licence/").content.decode()
    assert "行政许可法" in page and "待核实" in page


def test_the_download_comes_back_as_the_flow(steward):
    answer = steward.get("/console/flows/food_operation/licence/flow.bpmn")
    assert answer["Content-Disposition"] == 'attachment; filename="food_operation_licence.bpmn"'
    assert taken(answer.content).flow == flows["food_operation/licence"]


def test_a_file_of_others_is_told_of_element_by_element(steward):
    content = (FILES / "flowable.bpmn").read_bytes()
    page = steward.post("/console/flows/take/", sent("x.bpmn", content)).content.decode()
    assert "会签（seats）" in page and "multiInstanceLoopCharacteristics" in page and "到不了办结" in page
    draft = steward.post("/console/flows/take/", {"do": "draft", "draft": "title: x\n"})
    assert draft.content == b"title: x\n" and "attachment" in draft["Content-Disposition"]


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE a><a/>", b"no"])
def test_what_cannot_be_read_is_refused_in_words(steward, content):
    answer = steward.post("/console/flows/take/", sent("x.bpmn", content))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert steward.post("/console/flows/take/").status_code == 422


def test_a_clerk_has_no_business_there(db):
    client = browser(testing.cast().liu.user)
    assert client.get("/console/flows/").status_code == 403
    assert client.post("/console/flows/take/", sent("x.bpmn", b"")).status_code == 403
