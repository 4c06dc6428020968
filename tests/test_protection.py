"""Personal data on its way to eyes: who works on a case sees it, who only reads along sees masks, and its subject sees
who looked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from tests.test_bad_input import at, finished, text
from tests.test_pages import decide, go, send, state
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import seeing


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


CONTACT = "赵联系"  # asked for as 联系人 (L3)


def applied(cast):
    """A case whose contact stands nowhere else on the page."""
    client, _, number = finished(cast)
    case = state(number)
    case.answers["contact"] = CONTACT
    case.save(update_fields=["answers"])
    return client, number


def read_rows(number: str) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, split_part(actor, '/', 3), payload FROM security_trail"
                       " WHERE verdict = 'read' AND subject = %s ORDER BY id", [number])  # fmt: skip
        return cursor.fetchall()


def parts(actor, number) -> dict[str, casework.CaseView]:
    with security.viewing(actor):
        return {
            line.label: line
            for part in casework.application_of(casework.case_view(actor, number))
            for line in part.lines
        }


def test_who_works_on_the_case_reads_names_and_addresses_and_no_number(cast):
    _, number = applied(cast)
    seen = parts(cast.liu, number)
    assert (seen["联系人"].value, seen["联系人"].masked) == (CONTACT, False)
    assert seen["手机号"].masked and "15400000001" not in seen["手机号"].value


def test_who_only_reads_along_sees_masks_and_opens_nothing(cast):
    _, number = applied(cast)
    seen = parts(cast.luo, number)
    assert seen["联系人"].masked and CONTACT not in seen["联系人"].value
    page = go(at(cast.luo), "desk-case", number).content.decode()
    assert CONTACT not in page and "您看到的是遮盖后的" in page and 'data-dialog="reveal"' not in page
    refused = send(at(cast.luo), "desk-reveal", number, field="identifier", purpose="好奇")
    assert refused.status_code == 422 and "只给办理这件的岗位" in text(refused)
    file = casework.case_view(security.SYSTEM, number).attachments[0].pk
    assert go(at(cast.luo), "desk-file", number, file).status_code == 403
    assert go(at(cast.liu), "desk-file", number, file).getvalue()


def test_without_the_decision_masks_would_fall(cast, monkeypatch):
    """Planted fault: everybody is taken for somebody who works on the case."""
    _, number = applied(cast)
    monkeypatch.setattr(seeing.rules, "posts", lambda *_: {(cast.luo.agency, "supervisor")})
    assert parts(cast.luo, number)["联系人"].value == CONTACT


def test_a_post_of_another_agency_with_the_same_role_does_not_work_on_it(cast):
    """An approver of the province has the case in reach and another's step is not his."""
    _, number = applied(cast)
    approver = replace(cast.luo, roles=frozenset({"approver"}))
    assert parts(approver, number)["联系人"].masked


def test_a_list_has_no_column_of_personal_data(cast):
    """Lists, their JSON and their Excel file are made of `Line`: each of its fields is a column of L1 or L2."""
    columns = {"party": "party_shown", "light": "urgent_on", "days_left": "urgent_on", "mine": "status"}
    for name in casework.Line.__dataclass_fields__:
        assert security.level_of("casework.Case", columns.get(name, name)) in ("L1", "L2"), name


def test_every_look_leaves_one_row_and_its_subject_reads_it(cast):
    client, number = applied(cast)
    assert "还没有人看过" in text(go(client, "my-readings"))
    go(at(cast.liu), "desk-case", number)
    go(at(cast.luo), "desk-case", number)
    rows = read_rows(number)
    assert [(action, who) for action, who, _ in rows] == [
        ("casework.read", f"post:{cast.liu.post}"), ("casework.read", f"post:{cast.luo.post}")
    ]  # fmt: skip
    assert '"masked":false' in rows[0][2] and '"masked":true' in rows[1][2] and '"query":' in rows[0][2]
    page = text(go(client, "my-readings"))
    assert "五华区市场监督管理局 窗口受理" in page and "办件里的申请信息" in page and "遮盖后的" in page
    assert cast.liu.name not in page.replace("窗口受理", ""), "the post is told, not the official's name"
    assert "还没有人看过" in text(go(at(cast.li), "my-readings")), "another's readings are not his"


def test_a_page_shown_again_after_a_wrong_verdict_is_a_look_too(cast):
    _, number = applied(cast)
    send(at(cast.liu), "desk-case", number, verdict="", revision="0", key="x")
    assert [action for action, _, _ in read_rows(number)] == ["casework.read"]


def test_what_is_opened_one_by_one_is_read_by_its_subject(cast):
    client, number = applied(cast)
    send(at(cast.liu), "desk-reveal", number, field="identifier", purpose="核对申请人身份")
    page = text(go(client, "my-readings"))
    assert "证件号码" in page and "核对申请人身份" in page


def test_papers_and_files_are_looks(cast):
    client, number = applied(cast)
    decide(cast, number, "liu", "accept")
    paper = casework.case_view(security.SYSTEM, number).papers[0].document
    for who in (at(cast.liu), client):
        assert who.get(f"/documents/{paper}.pdf").getvalue().startswith(b"%PDF")
    assert text(go(client, "my-readings")).count("一份文书") == 1, "the clerk's look, not his own"


def test_a_reading_that_is_not_recorded_is_missed(cast, monkeypatch):
    """Planted fault: nothing is noted, and the page the subject trusts stays empty."""
    client, number = applied(cast)
    monkeypatch.setattr(security, "note_reading", lambda *_, **__: None)
    go(at(cast.liu), "desk-case", number)
    assert read_rows(number) == [] and "还没有人看过" in text(go(client, "my-readings"))


def test_what_cannot_be_recorded_is_not_shown(cast, monkeypatch):
    _, number = applied(cast)

    def broken(*_args, **_more):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("yiwang.pillars.security.base.people.Row", broken)
    answer = go(at(cast.liu), "desk-case", number)
    assert answer.status_code == 500 and number not in answer.content.decode()


def test_a_helper_does_not_read_who_looked(cast):
    helper = replace(cast.li, party=cast.wang.party, mandate=1)
    with pytest.raises(Refused, match="只给本人看"), security.viewing(helper):
        security.readings_of(helper)


def test_the_page_is_for_those_it_is_about(cast):
    assert at(cast.liu).get(reverse("my-readings")).status_code == 403
