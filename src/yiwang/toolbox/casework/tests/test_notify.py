"""Every step of a case is told once, in words, with its papers served."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base.api import Agency
from yiwang.toolbox.casework import history, moving, notify
from yiwang.toolbox.casework.events import CaseMoved
from yiwang.toolbox.casework.models import Case, Definition, Paper, Task
from yiwang.toolbox.notices import api as notices
from yiwang.toolbox.notices.testing import Phone, deliver_all, tell_again

DIVISION = 530102000000
DAY = date(2026, 3, 2)
NUMBER = "530102-2603-000001"
VERBS = sorted(
    {*moving.VERBS.values()} - {"forwarded"}
    | {"submitted", "resubmitted", "resumed", "extended", "withdrawn", "deemed_accepted"}
)
TO_PHONES = {"revoked", "supplement", "declined", "granted", "refused", "extended"}


@pytest.fixture
def case(own_database, settings):
    phone, settings.SMS_PROVIDER = Phone(), "phone"
    acts = security.actions.plus(**{"test.act": security.Action("试做", frozenset({"system"}))})
    with notices.providers.plus(phone=phone), acts, clock.frozen(DAY):
        yield SimpleNamespace(row=_case(), phone=phone)


def _case() -> Case:
    with security.acting(security.SYSTEM, "test.act"):
        agency = Agency.objects.create(
            uscc="11530102000000001X", name="昆明市五华区市场监督管理局", short_name="区市监局", line="test",
            division_id=DIVISION, level=4,
        )  # fmt: skip
        party = security.new_party("person", "王秀珍", "53010219620101002X", "13888123456", synthetic=True)
        party.save(force_insert=True)
        flow = Definition.objects.create(name="demo/flow", digest="0" * 64, body={})
        case = Case.objects.create(
            number=NUMBER, definition=flow, matter="demo/licence", title="食品经营许可", party=party, party_shown="王*珍",
            agency=agency, division=DIVISION, step="intake", form="demo/form", form_version="0", answers={},
            submitted_at=clock.now(), received_on=DAY, channel="mobile", synthetic=True,
        )  # fmt: skip
        Task.objects.create(case=case, step="intake", title="受理", role="clerk", agency=agency, division=DIVISION,
                            party=party, opened_at=clock.now(), due_on=date(2026, 3, 9))  # fmt: skip
    return case


def move(case: Case, verb: str, papers: int = 0, **changes) -> list[str]:
    """Take a step as `deciding` does: papers, then the history line that announces it."""
    with security.acting(security.SYSTEM, "test.act") as record:
        made = [
            Paper.objects.create(case=case, document=uuid4(), kind="demo/letter", title=f"文书{number}", issued_at=clock.now())
            for number in range(papers)
        ]  # fmt: skip
        issued = [str(one.document) for one in made]
        history.write(record, case, verb, "动了一步", paper=issued[0] if issued else "", papers=issued, **changes)
    return issued


def box(case: Case) -> list[notices.MessageView]:
    holder = security.Actor("person", user=1, party=case.party_id)
    with security.viewing(holder):
        return notices.messages(holder)


@pytest.mark.parametrize("verb", VERBS)
def test_every_step_has_its_words(case, verb):
    move(case.row, verb, reason="缺一份平面图")
    deliver_all()

    (told,) = box(case.row)
    assert "食品经营许可" in told.body
    assert told.case_number == NUMBER
    assert told.link == f"/my/cases/{NUMBER}/" + ("supplement/" if verb == "supplement" else "")
    assert len(case.phone.calls) == (verb in TO_PHONES)


def test_told_twice_changes_nothing(case):
    move(case.row, "granted", papers=2)
    deliver_all()
    tell_again()
    deliver_all()

    (told,) = box(case.row)
    assert [paper.title for paper in told.papers] == ["文书0", "文书1"]
    assert len(case.phone.calls) == 1


def test_the_key_is_what_keeps_it_to_one(case):
    """Planted fault: a listener that makes its own key each time tells everything again."""
    move(case.row, "accepted")
    deliver_all()
    moved = CaseMoved(str(case.row.pk), NUMBER, "accepted", "demo/licence", "食品经营许可", str(case.row.party_id))
    for key in ("another", "another", "and another"):
        notify.tell_the_applicant(moved, key)

    assert len(box(case.row)) == 3


def test_only_the_papers_of_this_step_are_served(case):
    earlier = move(case.row, "accepted", papers=1)
    later = move(case.row, "refused", papers=1, reason="不符合条件")
    deliver_all()

    served = {told.title: [str(paper.document) for paper in told.papers] for told in box(case.row)}
    assert served == {"您的申请已受理": earlier, "您的申请没有获准": later}
    assert all(paper.runs_from is None for told in box(case.row) for paper in told.papers)


def test_what_was_handed_in_says_by_when_it_is_looked_at(case):
    move(case.row, "submitted")
    deliver_all()

    assert "最迟 3月9日告诉您是否受理" in box(case.row)[0].body


def test_a_day_that_may_still_move_says_so(case):
    with security.acting(security.SYSTEM, "test.act"):
        case.row.due_on, case.row.due_provisional = date(2027, 1, 8), True
        case.row.save()
    move(case.row, "extended", reason="情况复杂")
    deliver_all()

    assert "延长到 2027年1月8日（暂定）" in box(case.row)[0].body
    (text,) = (text for _, text, _ in case.phone.calls)
    assert "2027年1月8日（暂定）" in text
    assert "情况复杂" not in text
    assert len(text) <= 70
