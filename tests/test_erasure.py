"""Somebody asks that what is known of him goes: what may goes from everywhere, what must stays, two people decide."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_bad_input import at, finished, text
from tests.test_pages import go, send
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.infrastructure.files import testing as keeping
from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.console import rotating
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.documents import typesetting
from yiwang.toolbox.erasure import api, deciding, erasing, planning, rules
from yiwang.toolbox.notices.testing import as_worker, deliver_all
from yiwang.toolbox.organisations.testing import seated

ACT = "test.erasure"


@dataclass
class Scene:
    cast: testing.Cast
    steward: security.Actor
    admin: security.Actor
    url: str


@pytest.fixture
def scene(own_database, tmp_path, monkeypatch) -> Iterator[Scene]:
    """The cast and two officials of the province, a database with real commits, a home of its own."""
    try:
        typesetting.fonts()
    except documents.NoFont:
        pytest.skip("no Chinese font on this machine")
    monkeypatch.setenv("YIWANG_HOME", str(tmp_path))
    acts = security.actions.plus(**{ACT: security.Action("试做", frozenset({"system"}))})
    with acts, for_everybody():
        with transaction.atomic():
            cast = testing.cast()
            top = cast.luo.agency or 0
            steward, admin = (seated(f"e_{role}", "某", top, role) for role in ("data_steward", "administrator"))
        yield Scene(cast, sure(steward), sure(admin), own_database)


def sure(actor: security.Actor) -> security.Actor:
    return replace(actor, assurance=3)


@contextmanager
def known(years: int = 30) -> Iterator[None]:
    """As if the office had read its table of terms."""
    value = standards.parameter("case_keep").on(clock.today())
    read = replace(value, value=years, how="read")
    with standards.parameters.plus(case_keep=Dated("保存", {date(2000, 1, 1): read})):
        yield


def model(label: str):
    return apps.get_model(label)


def plant(party: UUID, words: dict[str, str]) -> None:
    """A draft, a message, a text, a rating, each with words of its own."""
    now = clock.now()
    with security.acting(security.SYSTEM, ACT, security.Ref("party", str(party))) as record:
        version = model("forms.FormVersion").objects.get_or_create(
            digest="e" * 64, defaults={"name": "e/e", "body": {}}
        )[0]
        kept = files.keep(record, PNG, "a.png")
        draft = model("forms.Draft").objects.create(
            party_id=party, version=version, answers={"a": words["answer"]}, updated_at=now,
            uploads={"m": {"name": words["file"], "file": kept.digest}},
        )  # fmt: skip
        model("notices.Message").objects.create(
            party_id=party, text="x", title=words["title"], body=words["body"], created_at=now
        )
        model("notices.Sms").objects.create(party_id=party, mobile_masked="139", text=words["sms"], state="rehearsed",
                                            queued_at=now, settled_at=now)  # fmt: skip
        model("ratings.Rating").objects.create(
            party_id=party, code=words["code"], kind="case", named=True, grade=5, channel="mobile", words=words["rating"],
            agency=standards.Agency.objects.first(), division=testing.WUHUA, matter="a/b", title="x", served_on=now.date(),
            made_at=now,
        )  # fmt: skip
        record.note(said=words["said"])
    with security.acting(security.SYSTEM, ACT, security.Ref("draft", str(draft.pk))) as record:
        record.note(said=words["trail"])


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)
KINDS = ("answer", "file", "title", "body", "sms", "code", "rating", "said", "trail")


def worded(tag: str) -> dict[str, str]:
    return {kind: f"{kind}{tag}" for kind in KINDS}


def found(url: str, words: list[str]) -> list[str]:
    """Where any of these words stand, in any column of any table, in clear or as bytes. Knows nothing of the product."""
    with psycopg.connect(url, autocommit=True) as owner:
        tables = owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        sought = [f"%{one}%" for one in words] + [f"%{one.encode().hex()}%" for one in words]
        escaped = [one.encode("unicode_escape").decode().replace("\\", "\\\\") for one in words]
        sought += [f"%{one}%" for one in escaped]
        return [
            f"{table}: {row[0][:300]}"
            for (table,) in tables
            for row in owner.execute(f"SELECT t::text FROM {table} t WHERE t::text LIKE ANY(%s) LIMIT 3", [sought]).fetchall()
        ]  # fmt: skip


def let_go(scene: Scene, by: security.Actor, groups: list[str]) -> api.RequestView:
    """Asked, checked, approved, done."""
    code = api.ask(by, groups)
    one = api.request_by_code(code)
    api.check(scene.steward, one.id)
    api.approve(scene.admin, one.id)
    with as_worker():
        erasing.execute(one.id, key=code)  # what the job does, and here it says what is wrong
    return api.request_by_code(code)


def worked_off() -> None:
    """As the worker: the web role may not touch what was told."""
    with as_worker():
        jobs.work_off()


def tell_and_seal() -> None:
    deliver_all()
    with as_worker():
        for _ in range(20):
            security.seal()


def test_what_may_go_goes_and_what_must_stay_is_said_line_by_line(scene):
    wang = scene.cast.wang
    plant(wang.party, worded("甲乙丙"))
    _, _, number = finished(scene.cast)
    lines = {(one.group, one.how) for one in api.plan(wang.party).lines if one.count}
    assert ("drafts", "goes") in lines and ("messages", "goes") in lines and ("cases", "busy") in lines
    assert ("account", "last") in lines and ("account", "goes") not in lines
    assert set(api.plan(wang.party).choices) == {"drafts", "messages", "ratings"}

    done = let_go(scene, sure(wang), ["drafts", "messages"])
    assert done.state == "done" and done.counts["草稿"] == 1 and done.counts["站内消息"] >= 1
    gone = [f"{kind}甲乙丙" for kind in ("answer", "file", "title", "body", "sms", "trail")]
    assert found(scene.url, gone) == []
    assert found(scene.url, ["rating甲乙丙"]), "what he did not choose stays"
    assert found(scene.url, [number]) and found(scene.url, ["翠湖小吃"]), "a case under way stays whole"


def test_without_a_step_words_would_stay(scene, monkeypatch):
    """Planted faults: the trail is not blanked; a column is forgotten."""
    wang = scene.cast.wang
    plant(wang.party, worded("子丑寅"))
    monkeypatch.setattr(erasing.security, "erase_said", lambda *_: 0)
    let_go(scene, sure(wang), ["drafts"])
    assert any("security_trail" in place for place in found(scene.url, ["trail子丑寅"]))

    forgetful = replace(security.retained["notices.Message"], blank=("title",))
    with security.retained.plus(**{"notices.Message": forgetful}):
        let_go(scene, sure(wang), ["messages"])
    assert any("notices_message" in place for place in found(scene.url, ["body子丑寅"]))


def close(number: str, years: int) -> None:
    """The case was closed so long ago, and its letters with it."""
    then = clock.now() - timedelta(days=366 * years)
    with security.acting(security.SYSTEM, ACT):
        model("casework.Task").objects.filter(case__number=number).update(state="dropped")
        model("casework.Case").objects.filter(number=number).update(
            status="closed", closed_at=then, accepted_on=then.date(), outcome="withdrawn"
        )
        model("documents.Document").objects.filter(case_number=number).update(
            issued_at=then, valid_from=then.date(), valid_until=then.date()
        )
        model("notices.Delivery").objects.all().update(sent_at=then)
        model("notices.Message").objects.all().update(created_at=then)


def test_when_nothing_holds_it_any_more_a_whole_person_goes(scene):
    cast = scene.cast
    _, _, number = finished(cast)
    plant(cast.wang.party, worded("卯辰巳"))
    name, address, digits = "王小吃", "翠湖东路", "530102199003070016"
    with security.viewing(security.SYSTEM):
        attached = set(model("casework.Attachment").objects.filter(case__number=number).values_list("file", flat=True))
    assert attached and all(keeping.store().address(one).exists() for one in attached)
    tell_and_seal()
    close(number, 31)
    with known(30):
        choices = api.plan(cast.wang.party).choices
        assert "account" in choices and "cases" in choices
        mark = security.mark_of("person", digits)
        done = let_go(scene, sure(cast.wang), choices)
    assert done.state == "done"
    tell_and_seal()
    words = [name, digits, "15400000001", "翠湖小吃", *worded("卯辰巳").values()]
    assert found(scene.url, [one for one in words if one != "code卯辰巳"]) == []
    assert found(scene.url, [mark.hex()]) == [], "the blind index too"
    with security.viewing(security.SYSTEM):
        assert not [one for one in security.Party.objects.filter(pk=cast.wang.party) if one.name or one.address]
    assert ["李邻居" in one for one in found(scene.url, [address])] == [True], "his neighbour's address is not his"
    assert not any(keeping.store().address(one).exists() for one in attached)
    assert security.verify().holds
    assert cast.wang.user and not security.User.objects.get(pk=cast.wang.user).is_active
    verdict = documents.verify(done.verify_code)
    assert verdict.state == "valid" and verdict.facts["名称"] == "个人信息删除证明"
    assert name not in str(verdict) and "持有人" not in verdict.facts
    rotated(scene)


def rotated(scene: Scene) -> None:
    """Keys still change where parties without numbers stand."""
    crypto.provider().rotate("personal")
    rotating.reseal("personal")
    rotating.change_marks("personal.person")
    with security.viewing(security.SYSTEM):
        assert security.party_with("person", "530102199003070016") is None
        assert security.party_with("person", "532901198511200029").pk == scene.cast.li.party


def test_a_limit_that_is_not_over_or_not_verified_keeps(scene):
    _, _, number = finished(scene.cast)
    close(number, 31)
    wang = scene.cast.wang
    how = {one.how for one in api.plan(wang.party).lines if one.group == "cases" and one.count}
    assert how == {"unverified"}, "a remembered number deletes nothing"
    assert not {"cases", "account"} & set(api.plan(wang.party).choices)
    with pytest.raises(api.NothingChosen):
        api.ask(sure(wang), ["cases"])
    with known(50):
        lines = [one for one in api.plan(wang.party).lines if one.group == "cases" and one.count]
        assert {one.how for one in lines} == {"kept"} and all(one.until and one.until > clock.today() for one in lines)
    with known(30):
        assert "cases" in api.plan(wang.party).choices


def test_without_the_look_at_how_well_it_is_known_a_remembered_limit_would_delete(scene, monkeypatch):
    _, _, number = finished(scene.cast)
    close(number, 31)
    monkeypatch.setattr(planning.standards, "binding", lambda _: True)
    assert "cases" in api.plan(scene.cast.wang.party).choices


def test_a_hold_stops_everything_until_it_is_lifted(scene):
    wang, url = sure(scene.cast.wang), scene.url
    plant(wang.party, worded("午未申"))
    one = api.request_by_code(api.ask(wang, ["drafts"]))
    api.check(scene.steward, one.id)
    held = api.hold(scene.steward, one.id, "lawsuit", "（2026）云 0102 行初 12 号")
    with pytest.raises(api.HeldBack):
        api.approve(scene.admin, one.id)
    assert api.plan(wang.party).choices == [] and api.plan(wang.party).held == ["lawsuit"]
    api.lift(scene.admin, held, "已经结案")
    api.approve(scene.admin, one.id)
    late = api.hold(scene.steward, one.id, "audit", "审计通知书 5 号")
    worked_off()
    assert api.request_by_code(one.code).state == "approved" and found(url, ["answer午未申"]), "also at the last moment"
    api.lift(scene.steward, late, "审计结束")
    worked_off()
    assert api.request_by_code(one.code).state == "done" and found(url, ["answer午未申"]) == []


def test_without_the_look_at_holds_it_would_go(scene, monkeypatch):
    wang = sure(scene.cast.wang)
    plant(wang.party, worded("酉戌亥"))
    one = api.request_by_code(api.ask(wang, ["drafts"]))
    api.check(scene.steward, one.id)
    api.hold(scene.steward, one.id, "lawsuit", "立案")
    monkeypatch.setattr(deciding, "_not_held", lambda _row: None)
    monkeypatch.setattr(planning, "holds", lambda _party: [])
    api.approve(scene.admin, one.id)
    worked_off()
    assert api.request_by_code(one.code).state == "done"


def test_who_checked_does_not_approve_and_nobody_his_own(scene, monkeypatch):
    wang = sure(scene.cast.wang)
    plant(wang.party, worded("一二三"))
    one = api.request_by_code(api.ask(wang, ["drafts"]))
    with pytest.raises(api.NotNow):
        api.approve(scene.admin, one.id)
    api.check(scene.steward, one.id)
    with pytest.raises(api.SamePerson):
        api.approve(scene.steward, one.id)
    with pytest.raises(security.StepUp):
        api.approve(replace(scene.admin, assurance=2), one.id)
    monkeypatch.setattr(rules, "why_not_approve", lambda *_: "")
    with pytest.raises(IntegrityError, match="two_people_let_data_go"):
        api.approve(scene.steward, one.id)


def test_officials_of_another_county_and_other_roles_reach_nothing(scene):
    cast = scene.cast
    one = api.request_by_code(_asked(scene))
    elsewhere = sure(_seated(cast.yang.agency or 0, "data_steward"))
    with pytest.raises(NotFound):
        api.check(elsewhere, one.id)
    with pytest.raises(Refused):
        api.check(cast.liu, one.id)
    with pytest.raises(Refused):
        api.ask(cast.liu, ["drafts"])
    with security.viewing(elsewhere):
        assert api.requests(elsewhere) == []


def _seated(agency: int, role: str) -> security.Actor:
    with transaction.atomic():
        testing.enter(security.SYSTEM)
        return seated(f"o_{role}", "外", agency, role)


def _asked(scene: Scene) -> str:
    plant(scene.cast.wang.party, worded("四五六"))
    return api.ask(sure(scene.cast.wang), ["drafts"])


def test_a_job_done_over_erases_once_and_a_death_in_the_middle_leaves_all(scene, monkeypatch):
    code = _asked(scene)
    one = api.request_by_code(code)
    api.check(scene.steward, one.id)
    api.approve(scene.admin, one.id)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(erasing.certificate, "issue", dies)
        with as_worker(), pytest.raises(KeyboardInterrupt):
            erasing.execute(one.id, key="k")
    assert found(scene.url, ["answer四五六"]), "no certificate, no erasure"
    with as_worker():
        assert erasing.execute(one.id, key="k")
        assert not erasing.execute(one.id, key="k") and not erasing.execute(one.id)
    with security.viewing(security.SYSTEM):
        assert model("documents.Document").objects.filter(kind=api.KIND).count() == 1


def test_a_file_somebody_else_names_stays(scene):
    wang, li = scene.cast.wang, scene.cast.li
    plant(wang.party, worded("七八"))
    plant(li.party, worded("九十"))
    with security.viewing(security.SYSTEM):
        digest = model("forms.Draft").objects.get(party=li.party).uploads["m"]["file"]
    let_go(scene, sure(wang), ["drafts"])
    assert files.open_file(digest).read() == PNG
    let_go(scene, sure(li), ["drafts"])
    with pytest.raises(files.Lost):
        files.open_file(digest)


def test_without_the_look_at_others_their_file_would_be_lost(scene, monkeypatch):
    plant(scene.cast.wang.party, worded("七八"))
    plant(scene.cast.li.party, worded("九十"))
    with security.viewing(security.SYSTEM):
        digest = model("forms.Draft").objects.get(party=scene.cast.li.party).uploads["m"]["file"]
    monkeypatch.setattr(erasing, "claimed", lambda _digest: False)
    let_go(scene, sure(scene.cast.wang), ["drafts"])
    with pytest.raises(files.Lost):
        files.open_file(digest)


WORD = st.text("幽谷鹤鸣苍梧溪桥野渡听松观澜", min_size=4, max_size=9)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=st.lists(WORD, min_size=9, max_size=9, unique=True), account=st.booleans(), data=st.data())
def test_whatever_is_erased_stands_nowhere_and_the_trail_holds(scene, words, account, data):
    tag = secrets.token_hex(6)
    mine = {kind: f"{word}{tag}" for kind, word in zip(KINDS, words, strict=True)}
    digits = _number(data.draw(st.integers(0, 9999)), tag)
    with security.acting(security.SYSTEM, ACT):
        party = security.new_party("person", f"名{tag}", digits, "15900009999", address=f"址{tag}", synthetic=True)
        party.save()
        user = security.User.objects.create(username=f"u{tag}", display_name=f"名{tag}", party=party, password="!")
    by = sure(security.actor_as(user))
    plant(party.pk, mine)
    tell_and_seal()
    choices = api.plan(party.pk).choices
    wanted = choices if account else [one for one in choices if one != "account"]
    assert let_go(scene, by, wanted).state == "done"
    tell_and_seal()
    gone = [mine[kind] for kind in KINDS if kind not in ("code", "said")]
    gone += [mine["said"], f"名{tag}", f"址{tag}", f"u{tag}", digits] if account else []
    assert found(scene.url, gone) == []
    assert security.verify().holds


def _number(serial: int, tag: str) -> str:
    body = f"530102{1950 + serial % 50}0101{int(tag, 16) % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def test_the_pages_from_asking_to_the_certificate(scene):
    plant(scene.cast.wang.party, worded("东南"))
    owner = at(scene.cast.wang)
    page = go(owner, "my-erasure")
    assert "没有交的草稿" in text(page) and "可以删除" in text(page)
    nothing = send(owner, "my-erasure", key="a")
    assert nothing.status_code == 422 and "请选出" in text(nothing)
    assert send(owner, "my-erasure", key="b", group=["drafts"]).status_code == 302
    with security.viewing(security.SYSTEM):
        one = model("erasure.Request").objects.get(state="asked")
    assert send(owner, "my-erasure", key="c", group=["messages"]).status_code == 409
    assert one.code in go(owner, "my-erasure").content.decode()
    assert send(owner, "my-erasure-withdraw", one.pk).status_code == 302
    send(owner, "my-erasure", key="d", group=["drafts"])
    with security.viewing(security.SYSTEM):
        one = model("erasure.Request").objects.get(state="asked")
    steward, admin = at(scene.steward), at(scene.admin)
    assert "没有交的草稿" in text(go(steward, "console-erasure"))
    shown = text(go(steward, "console-erasure-one", one.pk))
    assert "王*吃" in shown and "王小吃" not in shown
    assert send(steward, "console-erasure-check", one.pk, do="decline", key="x").status_code == 422
    assert send(steward, "console-erasure-hold", one.pk, kind="audit", why="", key="h").status_code == 422
    assert send(steward, "console-erasure-check", one.pk, key="e").status_code == 302
    assert "不能是同一个人" in text(go(steward, "console-erasure-one", one.pk))
    assert send(steward, "console-erasure-approve", one.pk, key="f").status_code == 403
    assert send(admin, "console-erasure-approve", one.pk, key="g").status_code == 302
    worked_off()
    stranger = at(scene.cast.li)
    told = go(stranger, "erasure-status", one.code)
    assert (
        "已经删除" in text(told)
        and "王" not in re.sub(r".*<main", "", told.content.decode(), flags=re.S).split("</main")[0]
    )
    paper = go(stranger, "erasure-certificate", one.code)
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"
    assert go(stranger, "erasure-status", "0" * 20).status_code == 404
    assert go(stranger, "erasure-certificate", "0" * 20).status_code == 404
    with security.viewing(scene.cast.wang):
        assert any("只有数目" in each.what for each in security.readings_of(scene.cast.wang)), "his look is recorded"


def test_a_no_says_why_and_is_read_by_who_asked(scene):
    code = _asked(scene)
    one = api.request_by_code(code)
    with pytest.raises(api.WhyNeeded):
        api.decline(scene.steward, one.id, " ")
    api.decline(scene.steward, one.id, "请先结束草稿里的申请")
    assert api.request_by_code(code).why == "请先结束草稿里的申请"
    assert "请先结束" in text(go(at(scene.cast.wang), "my-erasure"))
