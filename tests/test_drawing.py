"""Where a case stands is drawn on its page, from the version it runs under; and flows by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from yiwang.applications.packs.testing import applied, give, staffed
from yiwang.assembly.cli import main
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox import drawing as unit
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.drawing.api import both, standing_of

FILES = Path(unit.__file__).parent / "tests" / "files"
NAME = "elder_allowance/allowance"
MOTHER = {
    "whose": "代办", "elder_name": "赵桂兰", "elder_identifier": "530102193605050023", "relation": "子女", "county": "530102",
    "elsewhere": "no", "bank": "农村信用社", "account": "6223 6900 1234 5678", "mobile": "13800002471",
}  # fmt: skip


@pytest.fixture
def cast(db):
    with clock.frozen("2026-11-02"):
        yield staffed("civil")


@pytest.fixture
def number(cast) -> str:
    found = applied(cast.wang, NAME, MOTHER)
    give(cast.liu, found, "accept")
    return found


def test_the_page_of_a_case_shows_what_is_done_by_whom_and_where_it_stands(cast, number):
    client = Client()
    client.force_login(security.User.objects.get(pk=cast.he.user))
    page = client.get(f"/desk/cases/{number}/").content.decode()
    second = casework.flows[NAME].steps[1]
    assert "办到哪一步了" in page and page.count('class="step now"') == 1
    assert f'href="#step-{second.key}" class="step now"' in page and "柳 · 11-02 12:00" in page


def test_a_case_keeps_the_picture_of_the_day_it_was_opened(cast, number):
    """Planted fault beside it: today's text would show another step."""
    flow = casework.flows[NAME]
    other = flow.model_copy(update={"steps": (flow.steps[0].model_copy(update={"title": "别的"}), *flow.steps[1:])})
    with casework.flows.plus(**{NAME: other}), security.viewing(cast.he):
        view = casework.case_view(cast.he, number)
        titles = [one.says for one in both(view.flow, standing_of(view)).wide.shapes if one.kind == "step"]
        assert titles[0] == flow.steps[0].title
        assert "别的" in [one.says for one in both(casework.flows[NAME]).wide.shapes]


def test_the_command_writes_and_reads(tmp_path, capsys):
    assert main(["bpmn", "out", "elder_card/card"]) == 0
    written = capsys.readouterr().out
    (tmp_path / "x.bpmn").write_text(written)
    assert main(["bpmn", "in", str(tmp_path / "x.bpmn")]) == 0
    assert "title: " in capsys.readouterr().out
    assert main(["bpmn", "in", str(FILES / "camunda.bpmn")]) == 2
    assert "没取 conditionExpression" in capsys.readouterr().err
    assert main(["bpmn", "out", "no/such"]) == 1 and main(["bpmn", "in", str(tmp_path / "none")]) == 1
