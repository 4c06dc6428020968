"""Pages between the journeys: what each shows, to whom, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.journeys.walker import photo
from tests.test_bad_input import FIRST, at, begun, finished, text
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.organisations.testing import seated


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


def go(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def send(client, name, *args, **body):
    return client.post(reverse(name, args=args), body)


def state(number: str) -> Case:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number)


def decide(cast, number: str, who: str, verdict: str, **more) -> None:
    body = {"verdict": verdict, "revision": str(state(number).revision), "key": f"{who}{verdict}", **more}
    answer = send(at(getattr(cast, who)), "desk-case", number, **body)
    assert answer.status_code == 302, text(answer)[-1500:]


def test_the_guide_says_the_law_and_who_may(cast):
    answer = go(at(cast.wang), "guide", "food_operation.licence")
    assert "行政许可法" in text(answer) and "待核实" in text(answer)
    assert go(at(cast.wang), "guide", "no.such").status_code == 404


def test_a_draft_is_found_again_on_another_device_and_thrown_away(cast):
    client, draft = begun(cast)
    client.post(f"{draft}1/", {**FIRST, "uscc": "91110000600037341L", "revoked": "no"})
    other = at(cast.wang)
    assert "食品经营许可" in text(go(other, "my-cases"))
    assert "翠湖小吃" in go(other, "apply-page", draft.split("/")[2], 1).content.decode()
    assert go(at(cast.li), "apply-page", draft.split("/")[2], 1).status_code == 404
    assert send(other, "apply-drop", draft.split("/")[2]).status_code == 302
    assert go(other, "apply-page", draft.split("/")[2], 1).status_code == 404
    assert send(other, "apply-start", "food_operation.licence").status_code == 302


def test_leaving_a_field_says_what_sending_would_say(cast):
    client, draft = begun(cast)
    said = send(client, "apply-field", draft.split("/")[2], 1, leaving="uscc", uscc="92530102MA6L00023A")
    sent = client.post(f"{draft}1/", {**FIRST, "uscc": "92530102MA6L00023A", "revoked": "no"})
    sentence = text(said).strip()
    assert sentence and sentence in text(sent)
    assert (
        text(send(client, "apply-field", draft.split("/")[2], 1, leaving="uscc", uscc="91110000600037341L")).strip()
        == ""
    )


def test_the_check_page_judges_before_it_is_sent(cast):
    client, draft = begun(cast)
    assert "没有填好" in text(go(client, "apply-check", draft.split("/")[2]))


def test_confirmation_can_be_opened_again(cast):
    client, _, number = finished(cast)
    assert number in text(go(client, "my-case-done", number))


def test_ones_own_files_are_shown_to_oneself_and_to_the_agency(cast):
    client, _, number = finished(cast)
    attachment = state(number).attachments.first()
    own = go(client, "my-file", number, attachment.pk)
    assert own.status_code == 200 and own["Content-Type"] == "image/jpeg"
    desk = go(at(cast.liu), "desk-file", number, attachment.pk)
    assert desk.status_code == 200
    assert go(at(cast.li), "my-file", number, attachment.pk).status_code == 404
    assert go(at(cast.yang), "desk-file", number, attachment.pk).status_code == 404


def test_only_what_was_asked_for_is_asked_again(cast):
    client, _, number = finished(cast)
    decide(cast, number, "liu", "supplement", reason="看不清", items=["layout", "steps"])
    assert "看不清" in text(go(client, "my-supplement", number))
    half = client.post(
        reverse("my-supplement", args=[number]), {"layout": SimpleUploadedFile("a.jpg", photo()["buffer"])}
    )
    assert half.status_code == 422 and "a.jpg" in text(half), "the file that was right is kept for the next try"
    steps = SimpleUploadedFile("b.jpg", photo(colour=(1, 2, 3))["buffer"])
    assert client.post(reverse("my-supplement", args=[number]), {"steps": steps}).status_code == 302
    assert state(number).status == "submitted"
    assert state(number).attachments.filter(replaced=True).count() == 2


def test_taking_it_back_is_answered_by_a_letter_with_rights(cast):
    client, _, number = finished(cast)
    assert send(client, "my-withdraw", number, reason="不开了").status_code == 302
    page = text(go(client, "my-case", number))
    assert "申请人撤回" in page and "终止办理告知书" in page
    assert send(client, "my-withdraw", number, reason="再来").status_code in (302, 409)


def test_a_special_procedure_and_an_extension_from_the_desk(cast):
    _, _, number = finished(cast)
    decide(cast, number, "liu", "accept")
    decide(cast, number, "he", "pause", reason="申请人要求听证", kind="hearing")
    assert state(number).status == "paused"
    revision = str(state(number).revision)
    assert send(at(cast.liu), "desk-resume", number, reason="完", revision=revision).status_code == 403
    assert send(at(cast.he), "desk-resume", number, reason="完", revision="0", key="r0").status_code == 409
    assert send(at(cast.he), "desk-resume", number, reason="完", revision=revision, key="r1").status_code == 302
    revision = str(state(number).revision)
    without = send(at(cast.duan), "desk-extend", number, reason="", revision=revision, key="e0")
    assert without.status_code == 422 and "请写明理由" in text(without)
    assert send(at(cast.duan), "desk-extend", number, reason="案情复杂", revision=revision, key="e1").status_code == 302
    assert state(number).extended_days == 10


def test_a_masked_number_opens_for_a_purpose_and_the_trail_knows(cast):
    _, _, number = finished(cast)
    clerk = at(cast.liu)
    assert "530102199003070016" not in go(clerk, "desk-case", number).content.decode()
    refused = send(clerk, "desk-reveal", number, field="identifier", purpose="")
    assert refused.status_code == 422 and "用途" in text(refused)
    opened = send(clerk, "desk-reveal", number, field="identifier", purpose="核对申请人身份")
    assert "530102199003070016" in text(opened)
    assert send(clerk, "desk-reveal", number, field="password", purpose="x").status_code == 404
    assert send(at(cast.yang), "desk-reveal", number, field="identifier", purpose="好奇").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, purpose, subject FROM security_trail WHERE verdict = 'read' AND action LIKE 'security.%'"
        )
        assert cursor.fetchall() == [("security.disclose.identifier", "核对申请人身份", number)]


def test_without_the_mask_the_number_would_stand_on_the_desk(cast, monkeypatch):
    """Planted fault: the mask is what keeps an ID number off the desk's page."""
    monkeypatch.setattr("yiwang.pillars.security.base.people.mask_identifier", lambda number: number)
    testing.enter(security.SYSTEM)
    known = security.Party.objects.get(pk=cast.wang.party)
    fresh = security.new_party("person", known.name, "530102199003070016")
    security.Party.objects.filter(pk=known.pk).update(identifier_masked=fresh.identifier_masked)
    _, _, number = finished(cast)
    assert "530102199003070016" in go(at(cast.liu), "desk-case", number).content.decode()


def test_a_list_leaves_the_house_as_it_stands_on_the_screen(cast):
    _, _, number = finished(cast)
    lines = table(send(at(cast.liu), "desk-export", query="view=mine", kind="xlsx", purpose="周例会"))
    assert lines[0][:3] == ["编号", "事项", "申请人"]
    assert number in [line[0] for line in lines] and "王*吃" in [line[2] for line in lines]
    assert "王小吃" not in str(lines)
    elsewhere = send(at(cast.yang), "desk-export", query="view=reach", kind="xlsx", purpose="周例会")
    assert number not in str(table(elsewhere))


def table(response) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()


def test_health_in_words_for_who_runs_the_house(cast):
    agency = standards_agency()
    admin = testing._staff("root", "管", agency, "administrator")
    assert "PostgreSQL" in text(go(at(admin), "console-health"))
    assert go(at(cast.liu), "console-health").status_code == 403


def standards_agency():
    from yiwang.pillars.standards.base import api as standards

    return standards.Agency.objects.get(uscc="11530000015100004R")


def test_an_official_asks_a_colleague_who_answers(cast):
    """加签 on the desk's own pages: nothing is decided before the answer; what was typed stays where something is missing."""
    _, _, number = finished(cast)
    bai = seated("bai", "柏", cast.liu.agency, "clerk")
    assert "请同事一起办" in text(go(at(cast.liu), "desk-case", number))
    asks = {"kind": "before", "to": "bai", "revision": str(state(number).revision)}
    bare = send(at(cast.liu), "desk-ask", number, **asks, reason="", key="a0")
    assert bare.status_code == 422 and "请写明为什么" in text(bare)
    assert send(at(cast.liu), "desk-ask", number, **asks, reason="核对地址", due="早", key="a1").status_code == 409
    assert send(at(cast.liu), "desk-ask", number, **asks, reason="核对地址", key="a2").status_code == 302
    waiting = text(go(at(cast.liu), "desk-case", number))
    assert "在等柏回复" in waiting
    assert "前加签" in text(go(at(bai), "desk"))
    asked = Task.objects.get(kind="before", state="open")
    assert "核对地址" in text(go(at(bai), "desk-case", number))
    bare = send(at(bai), "desk-answer", number, asked.pk, vote="disagree", reason="", key="n0")
    assert bare.status_code == 422 and "不同意要写理由" in text(bare)
    assert send(at(cast.he), "desk-answer", number, asked.pk, vote="agree", reason="", key="n1").status_code == 403
    assert send(at(bai), "desk-answer", number, asked.pk, vote="agree", reason="地址没错", key="n2").status_code == 302
    assert "地址没错" in text(go(at(cast.liu), "desk-case", number))
    again = {"kind": "read", "to": "bai", "revision": str(state(number).revision)}
    assert send(at(cast.liu), "desk-ask", number, **again, reason="", key="a3").status_code == 302
    other, seen = Task.objects.get(kind="read", state="open"), str(state(number).revision)
    bare = send(at(cast.liu), "desk-recall", number, other.pk, reason="", revision=seen, key="r0")
    assert bare.status_code == 422
    assert (
        send(at(cast.liu), "desk-recall", number, other.pk, reason="请错人", revision=seen, key="r1").status_code == 302
    )
    decide(cast, number, "liu", "accept")


def test_colleagues_are_asked_one_after_another(cast):
    _, _, number = finished(cast)
    bai, tian = (seated(name, shown, cast.liu.agency, "clerk") for name, shown in (("bai", "柏"), ("tian", "田")))
    asks = {"kind": "consult", "to": ["bai", "tian"], "turn": "1", "revision": str(state(number).revision)}
    assert send(at(cast.liu), "desk-ask", number, **asks, reason="看看地址", key="t0").status_code == 302
    assert "还没轮到" in text(go(at(cast.liu), "desk-case", number))
    assert "征求意见" not in text(go(at(tian), "desk"))
    asked = Task.objects.get(kind="consult", state="open")
    assert send(at(bai), "desk-answer", number, asked.pk, reason="没有意见", key="t1").status_code == 302
    assert "征求意见" in text(go(at(tian), "desk"))


def test_a_leader_sees_what_is_late_and_urges(cast):
    _, _, number = finished(cast)
    decide(cast, number, "liu", "accept")
    assert "没有超期的" in text(go(at(cast.duan), "desk-late")) and go(at(cast.he), "desk-late").status_code == 403
    testing.enter(security.SYSTEM)
    Case.objects.filter(number=number).update(due_on=clock.today() - timedelta(days=3))
    page = text(go(at(cast.duan), "desk-late", page="x"))
    assert number in page and "已超期" in page and "超期的停在哪里" in page
    bare = send(at(cast.duan), "desk-urge", number, reason="", key="u0")
    assert bare.status_code == 422 and "请写明为什么" in text(bare)
    assert send(at(cast.duan), "desk-urge", number, reason="请今天办完", key="u1").status_code == 302
    assert "催过" in text(go(at(cast.duan), "desk-late", said="urged"))
    assert "请今天办完" in text(go(at(cast.he), "desk-case", number))
    casework.oversee_late()
    assert "督办：这件已经超期" in text(go(at(cast.duan), "desk-case", number))


def test_an_official_passes_a_task_on_and_sends_a_case_back(cast):
    """On the desk's own pages: what was typed stays where a reason is missing."""
    _, _, number = finished(cast)
    seated("bai", "柏", cast.liu.agency, "clerk")
    page = text(go(at(cast.liu), "desk-case", number))
    assert "转给同事办" in page and "柏" in page
    revision = str(state(number).revision)
    bare = send(at(cast.liu), "desk-hand-over", number, to="bai", reason="", revision=revision, key="h0")
    assert bare.status_code == 422 and "请写明为什么" in text(bare)
    assert (
        send(at(cast.liu), "desk-hand-over", number, to="bai", reason="出差", revision=revision, key="h1").status_code
        == 302
    )
    assert "已经交给别人" in text(go(at(cast.liu), "desk-case", number))
    revision = str(state(number).revision)
    assert send(at(cast.duan), "desk-put-back", number, reason="急", revision=revision, key="p1").status_code == 302
    decide(cast, number, "liu", "accept")
    revision = str(state(number).revision)
    assert send(at(cast.liu), "desk-take-back", number, revision=revision, key="t1").status_code == 409, "he was told"
    assert (
        send(at(cast.he), "desk-send-back", number, to="intake", reason="改", revision=revision, key="b1").status_code
        == 409
    )


def test_who_leads_jumps_and_ends_a_case_on_its_page(cast):
    """What the applicant reads is the reason in the official's own words."""
    _, _, number = finished(cast)
    decide(cast, number, "liu", "accept")
    page = text(go(at(cast.duan), "desk-case", number))
    assert "跳转到别的环节" in page and "终止办理" in page
    assert "跳转到别的环节" not in text(go(at(cast.liu), "desk-case", number)), "who does not lead is not offered it"
    revision = str(state(number).revision)
    bare = send(at(cast.duan), "desk-jump", number, to="approve", reason="", revision=revision, key="j0")
    assert bare.status_code == 422 and "请写明为什么" in text(bare)
    assert (
        send(at(cast.duan), "desk-jump", number, to="approve", reason="急", revision=revision, key="j1").status_code
        == 302
    )
    assert state(number).step == "approve"
    revision = str(state(number).revision)
    assert send(at(cast.liu), "desk-terminate", number, reason="x", revision=revision, key="e0").status_code == 403
    ended = send(at(cast.duan), "desk-terminate", number, reason="店已经不开了", revision=revision, key="e1")
    assert ended.status_code == 302
    page = text(go(at(cast.wang), "my-case", number))
    assert "终止办理" in page and "店已经不开了" in page


def test_a_second_filing_is_merged_taken_out_and_a_closed_case_taken_up_again(cast):
    """On the case's own page, by who may."""
    _, _, first = finished(cast)
    case = state(first)
    with security.acting(security.SYSTEM, "casework.open_sub_cases") as record:
        second = casework.open_case(record, casework.Application(
            matter=case.matter, title=case.title, flow=case.definition.name, line="market", division=case.division, form=case.form,
            version=case.form_version, answers=case.answers, party=case.party_id, party_shown=case.party_shown,
        )).number  # fmt: skip
    page = text(go(at(cast.liu), "desk-case", second))
    assert "并入同一个人的另一件" in page and first in page

    def move(by, name, number, **more):
        body = {"revision": str(state(number).revision), "key": f"{name}{number}{by.name}{more}"[:60], **more}
        return send(at(by), name, number, **body)

    assert move(cast.liu, "desk-merge", second, to=first, reason="").status_code == 422
    assert move(cast.liu, "desk-merge", second, to=first, reason="交了两次").status_code == 302
    assert state(second).outcome == "merged"
    assert "并入" in text(go(at(cast.liu), "desk-case", second)) and second in text(
        go(at(cast.liu), "desk-case", first)
    )
    assert move(cast.liu, "desk-unmerge", second, reason="x").status_code == 403
    assert move(cast.duan, "desk-unmerge", second, reason="不是一回事").status_code == 302
    assert move(cast.liu, "desk-relate", second, to=first, reason="").status_code == 422
    assert move(cast.liu, "desk-relate", second, to=first, reason="同一家店").status_code == 302
    assert move(cast.duan, "desk-reopen", second, reason="x").status_code == 409
    decide(cast, second, "liu", "decline", reason="不归这里管")
    again = move(cast.duan, "desk-reopen", second, reason="复议撤销，重作决定")
    assert again.status_code == 302 and second not in again.url
