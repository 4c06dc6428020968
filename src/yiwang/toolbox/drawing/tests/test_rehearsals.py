"""A rehearsal in the browser: its state is signed, its refusals are sentences, its clock is the law's."""

from __future__ import annotations

import re

import pytest

from yiwang.kernel import clock
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework.api import Case, Task
from yiwang.toolbox.drawing import rehearsals

from .conftest import browser

PAGE = "/console/flows/food_operation/licence/rehearse/"


@pytest.fixture
def play(steward):
    """Click, with what the last page carried; the page as text."""
    carried = {"state": ""}

    def click(status: int = 200, **sent: str) -> str:
        answer = steward.post(PAGE, {"who": "甲", **carried, **sent})
        page = answer.content.decode()
        assert answer.status_code == status, re.findall(r'role="alert".*?</p>', page, re.S)
        found = re.search(r'name="state" value="([^"]+)"', page)
        carried["state"] = found.group(1) if found else ""
        return page

    return click


def test_a_licence_is_played_to_its_end(play):
    assert "还没有受理" in play(do="begin", day="2026-03-02")
    page = play(do="give", verdict="accept")
    assert "2026-03-30" in page and 'class="step now"' in page and "甲 · 03-02" in page
    assert "2026-03-05" in play(do="days", days="3")
    play(do="give", verdict="pause", kind="hearing")
    assert "停表中" in play(do="days", days="10")
    assert "2026-04-14" in play(do="resume"), "ten working days that did not count: the last day moved on by them"
    play(do="extend")
    play(do="give", verdict="inspect")
    assert "签了字" in play(do="give", verdict="passed")
    assert "您已经签过了" in play(409, do="give", verdict="passed")
    play(do="give", verdict="passed", who="乙")
    assert "要换一个人办" in play(403, do="give", verdict="grant", who="乙")
    play(do="give", verdict="grant", who="丙")
    assert "办结了" in play(do="give", verdict="delivered")
    assert Case.objects.count() == Task.objects.count() == 0


def test_silence_accepts_and_an_applicant_brings_more(play):
    play(do="begin", day="2026-03-02")
    play(do="give", verdict="supplement")
    play(do="resubmit")
    assert "视为受理" in play(do="days", days="6")


@pytest.mark.parametrize("sent", [{"do": "days", "days": "0"}, {"do": "days", "days": "x"}, {"do": "give"}, {"who": "丁"},
                                  {"do": "give", "verdict": "none"}, {"do": "resume"}])  # fmt: skip
def test_what_is_not_clear_is_said_and_nothing_is_lost(play, sent):
    play(do="begin", day="2026-03-02")
    page = play(409 if sent.get("do") == "resume" or "verdict" in sent else 422, **sent)
    assert 'role="alert"' in page and "2026-03-02" in page


def test_a_state_that_was_changed_is_not_played_on(play, monkeypatch):
    play(do="begin", day="2026-03-02")
    assert "请重新开始演练" in play(422, do="give", verdict="accept", state="x:y:z")
    play(do="begin", day="2026-03-02")
    monkeypatch.setattr(rehearsals, "SALT", "another")
    assert "请重新开始演练" in play(422, do="give", verdict="accept")


def test_a_day_nobody_can_mean_is_refused(steward):
    for day in ("soon", "1900-01-01", "9999-12-31"):
        assert steward.post(PAGE, {"do": "begin", "day": day}).status_code == 422
    with clock.frozen("2026-03-02"):
        assert 'value="2026-03-02"' in steward.get(PAGE).content.decode()


def test_a_clerk_plays_nothing(db):
    client = browser(testing.cast().liu.user)
    assert client.get(PAGE).status_code == client.post(PAGE, {"do": "begin"}).status_code == 403
