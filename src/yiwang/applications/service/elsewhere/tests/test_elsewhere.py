"""There and back: consent, the ticket, news in every order, forgeries, replays, and messages for cases of ours."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.applications.service.elsewhere import connecting, definition, going, hearing, ministry, placing, rules
from yiwang.applications.service.elsewhere.errors import Forged, MustAgree, Replayed, Stale, TicketOver, Unreadable
from yiwang.applications.service.elsewhere.models import Agreement, Mirror, News, Nonce, Ticket
from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

Case = apps.get_model("casework", "Case")
MATTER, SYSTEM = "elsewhere_mirror/sample", "elsewhere_mirror/ministry"
KEYS = ("kind", "number", "seq", "matter", "subject", "status", "facts", "days")
PATH = "/api/elsewhere/elsewhere_mirror.ministry/status/"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-03-02T10:00"):
        made = testing.cast()
        standards.Agency.objects.update(line="service")
        ministry.stand_up()
        yield made


@pytest.fixture
def subject(cast) -> str:
    """王小吃 agreed and went."""
    going.go(cast.wang, MATTER, ["name", "identifier"])
    testing.enter(security.SYSTEM)
    return Agreement.objects.get().subject


def told(subject, status, seq, number="BW1", **more):
    return {
        "kind": "status",
        "number": number,
        "seq": seq,
        "matter": MATTER,
        "subject": subject,
        "status": status,
        **more,
    }


def push(content, path=PATH):
    request = ministry.signed(SYSTEM, path, content)
    answer = hearing.hear(SYSTEM, request)
    placing.place_all()
    testing.enter(security.SYSTEM)
    return answer


def mirrored():
    return Case.objects.get(pk=Mirror.objects.get().case_id)


def test_the_consent_page_shows_masked_values_and_what_is_needed(cast):
    with security.viewing(cast.wang):
        page = going.offered(cast.wang, MATTER)
    assert [(key, needed) for key, _, _, needed in page["rows"]] == [
        ("name", True),
        ("identifier", True),
        ("mobile", False),
    ]
    assert "530102199003070016" not in str(page["rows"])


def test_without_what_is_needed_nobody_goes(cast):
    with pytest.raises(MustAgree, match="证件号码"):
        going.go(cast.wang, MATTER, ["name"])
    testing.enter(security.SYSTEM)
    assert not Ticket.objects.exists()


def test_the_ticket_carries_only_what_was_agreed_to(cast):
    address = going.go(cast.wang, MATTER, ["name", "identifier"])
    ticket = address.partition("ticket=")[2]
    assert "530102" not in address and "王" not in address
    request = ministry.signed(SYSTEM, PATH, {"ticket": ticket})
    answer = going.redeem(SYSTEM, request)
    values = json.loads(crypto.sm2_decrypt(ministry._private(SYSTEM), bytes.fromhex(answer["sealed"])))
    assert values == {"name": "王小吃", "identifier": "530102199003070016"}


def test_a_ticket_is_good_once_and_for_a_minute(cast):
    ticket = going.go(cast.wang, MATTER, ["name", "identifier"]).partition("ticket=")[2]
    ministry.enter(ticket)
    with pytest.raises(TicketOver):
        ministry.enter(ticket)
    late = going.go(cast.wang, MATTER, ["name", "identifier"]).partition("ticket=")[2]
    with clock.frozen(clock.now() + timedelta(seconds=61)), pytest.raises(TicketOver):
        ministry.enter(late)


def test_without_the_look_at_use_a_ticket_would_open_twice(cast, monkeypatch):
    monkeypatch.setattr(going, "usable", lambda _ticket: True)
    ticket = going.go(cast.wang, MATTER, ["name", "identifier"]).partition("ticket=")[2]
    assert ministry.enter(ticket) != ministry.enter(ticket)


def test_a_ticket_made_up_is_not_ours(cast):
    with pytest.raises(Forged):
        ministry.enter("abc.elsewhere-1.00")


def test_a_ticket_is_only_for_the_system_it_names(cast, subject):
    ticket = Ticket.objects.get()
    Agreement.objects.update(system="elsewhere_mirror/exam_centre")
    code = "x" * 43
    Ticket.objects.create(digest=going._digest(code), agreement=ticket.agreement, fields=["name"], made_at=clock.now(),
                          until=clock.now() + timedelta(minutes=1))  # fmt: skip
    signed = crypto.sign(going.SIGNING, code.encode())
    with pytest.raises(TicketOver):
        ministry.enter(f"{code}.{signed.key_id}.{signed.value.hex()}")


def test_the_first_news_open_a_case_with_the_told_limit(cast, subject):
    assert push(told(subject, "已收件", 1, days=7)) == "kept"
    case = mirrored()
    assert (case.step, case.channel, case.promise_days) == ("received", "elsewhere", 7)
    push(told(subject, "已受理", 2))
    case = mirrored()
    assert (case.step, case.status) == ("handling", "accepted") and case.limit["promise"] == 7 and case.promised_on
    with security.viewing(cast.wang):
        view = casework.case_view(cast.wang, case.number)
        assert [one.title for one in view.stages if one.state == "now"] == ["对方在办理"]
    with security.viewing(cast.liu):
        assert "等别处的消息" in casework.case_view(cast.liu, case.number).why_not


def test_the_whole_way_ends_closed(cast, subject):
    for seq, status in enumerate(("已收件", "待补正", "已收件", "已受理", "审核中", "准予", "已送达"), 1):
        push(told(subject, status, seq, says=f"第{seq}条"))
    case = mirrored()
    assert (case.status, case.outcome) == ("closed", "granted")
    assert not News.objects.exclude(state="placed").exists()


def test_no_applicant_takes_back_here_what_is_handled_there(cast, subject):
    push(told(subject, "已收件", 1))
    client = Client()
    client.force_login(security.User.objects.get(pk=cast.wang.user))
    path = f"/my/cases/{mirrored().number}/"
    assert "办理，进度由那里送来" in client.get(path).content.decode()
    assert client.post(f"{path}withdraw/", {"reason": ""}).status_code == 409
    testing.enter(security.SYSTEM)
    assert mirrored().status == "submitted"


def test_news_out_of_order_wait_for_each_other(cast, subject):
    push(told(subject, "已受理", 2))
    assert not Mirror.objects.exists() and News.objects.get().state == "waiting"
    push(told(subject, "已收件", 1))
    assert mirrored().step == "handling"


def test_a_gap_that_stays_is_stepped_over_and_what_comes_late_is_kept(cast, subject):
    push(told(subject, "已受理", 2))
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        placing.place_all()
        testing.enter(security.SYSTEM)
        assert mirrored().step == "handling"
        push(told(subject, "已收件", 1))
    assert News.objects.get(seq=1).state == "late" and mirrored().step == "handling"


def test_the_same_news_twice_count_once(cast, subject):
    push(told(subject, "已收件", 1))
    assert push(told(subject, "已收件", 1)) == "known"
    assert mirrored().entries.count() == 2  # opened, received


def test_who_dies_after_moving_the_case_moves_it_once(cast, subject, monkeypatch):
    push(told(subject, "已收件", 1))
    whole = placing._placed
    monkeypatch.setattr(placing, "_placed", lambda *_: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        push(told(subject, "已受理", 2))
    monkeypatch.setattr(placing, "_placed", whole)
    placing.place_all()
    testing.enter(security.SYSTEM)
    assert mirrored().entries.filter(verb="accepted").count() == 1 and News.objects.get(seq=2).state == "placed"


def test_an_unknown_status_is_held_and_does_not_stop_the_next(cast, subject):
    push(told(subject, "已收件", 1))
    push(told(subject, "转圈中", 2))
    assert News.objects.get(seq=2).state == "held" and "转圈中" in News.objects.get(seq=2).why
    push(told(subject, "已受理", 3))
    assert mirrored().step == "handling"


def test_news_about_nobody_we_know_are_held(cast):
    push(told("0" * 64, "已收件", 1))
    assert "对不上人" in News.objects.get().why and not Mirror.objects.exists()


def test_held_news_are_tried_again_when_the_list_is_mended(cast, subject):
    push(told(subject, "转圈中", 1))
    there = definition.systems[SYSTEM].matters[MATTER]
    more = there.model_copy(update={"statuses": {**there.statuses, "转圈中": ("received",)}})
    system = definition.systems[SYSTEM].model_copy(update={"matters": {MATTER: more}})
    admin = administrator(cast)
    with definition.systems.plus(**{SYSTEM: system}):
        placing.retry(admin, str(News.objects.get().pk))
        placing.place_all()
    testing.enter(security.SYSTEM)
    assert mirrored().step == "received"


def administrator(cast):
    agency = standards.agency(cast.luo.agency)
    user, _ = security.User.objects.get_or_create(username="else-admin", defaults={"password": "!"})
    post, _ = standards.Post.objects.get_or_create(agency=agency, title="系统", defaults={"roles": ["administrator"]})
    security.Appointment.objects.get_or_create(user=user, post=post, since="2020-01-01")
    return security.actor_as(user)


def forged(content):
    request, stranger = ministry.signed(SYSTEM, PATH, content), crypto.sm2_generate()
    text = rules.text_of(request.path, request.timestamp, request.nonce, security.sm3(request.body).hex())
    return rules.Signed(
        request.path, request.timestamp, request.nonce, request.body, crypto.sm2_sign(stranger.private, text)
    )


def test_a_forged_push_is_refused_and_recorded(cast, subject):
    with pytest.raises(Forged):
        hearing.hear(SYSTEM, forged(told(subject, "准予", 1)))
    assert not News.objects.exists()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_trail WHERE action = 'elsewhere.hear' AND verdict = 'refused'")
        assert cursor.fetchone() == (1,)


def test_without_the_signature_check_forged_news_would_enter(cast, subject, monkeypatch):
    monkeypatch.setattr(connecting, "genuine", lambda *_: True)
    assert hearing.hear(SYSTEM, forged(told(subject, "准予", 1))) == "kept"


def test_a_replay_is_refused(cast, subject):
    request = ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1))
    hearing.hear(SYSTEM, request)
    with pytest.raises(Replayed):
        hearing.hear(SYSTEM, request)


def test_without_the_memory_of_nonces_a_replay_would_enter(cast, subject, monkeypatch):
    monkeypatch.setattr(hearing, "once", lambda *_: None)
    request = ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1))
    hearing.hear(SYSTEM, request)
    assert hearing.hear(SYSTEM, request) == "known"  # it enters; only the sequence number keeps it from counting


@pytest.mark.parametrize("change", [{"path": "/another/"}, {"body": b"{}"}, {"nonce": "z" * 32}, {"nonce": "short"}])
def test_whatever_is_changed_breaks_the_signature(cast, subject, change):
    request = ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1))
    facts = {**request.__dict__, **change}
    with pytest.raises(Forged):
        hearing.hear(SYSTEM, rules.Signed(**facts))


def test_an_old_request_is_refused(cast, subject):
    request = ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1))
    with clock.frozen(clock.now() + timedelta(minutes=6)), pytest.raises(Stale):
        hearing.hear(SYSTEM, request)


def test_old_nonces_are_forgotten_only_when_nobody_would_believe_them(cast, subject):
    hearing.hear(SYSTEM, ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1)))
    assert rules.NONCE_LIVES > 2 * rules.SKEW
    connecting.forget_nonces()
    testing.enter(security.SYSTEM)
    assert Nonce.objects.count() == 1
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert connecting.forget_nonces() == 1


@pytest.mark.parametrize(
    "body", [[], {}, {"kind": "other"}, {"number": 5}, {"number": "1", "matter": "m", "subject": "s", "status": "x", "seq": 0},
             {"kind": "message", "number": "1", "step": "s", "facts": {"a": {}}}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(cast, body):
    with pytest.raises(Unreadable):
        hearing.hear(SYSTEM, ministry.signed(SYSTEM, PATH, body))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(list(KEYS)), inner)))  # fmt: skip
def test_no_body_breaks_the_reader(body):
    told, problem = rules.read(body)
    assert (told is None) == bool(problem)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(1, 6)), doubled=st.lists(st.integers(1, 5), max_size=3))
def test_in_whatever_order_news_come_the_case_ends_the_same(cast, order, doubled):
    going.go(cast.wang, MATTER, ["name", "identifier"])
    testing.enter(security.SYSTEM)
    subject, number = Agreement.objects.get().subject, f"BW{security.sm3(str((order, doubled)).encode()).hex()[:20]}"
    says = dict(enumerate(("已收件", "已受理", "审核中", "准予", "已送达"), 1))
    News.objects.filter(number=number).delete()
    for seq in (*order, *doubled):
        push(told(subject, says[seq], seq, number))
    mirror = Mirror.objects.get(number=number)
    case = Case.objects.get(pk=mirror.case_id)
    assert (case.status, case.outcome, mirror.last) == ("closed", "granted", 5)
    assert case.entries.filter(verb="granted").count() == 1


def test_only_who_is_named_may_send_facts_for_a_step(cast, subject):
    push(told(subject, "已收件", 1))
    message = {"kind": "message", "number": mirrored().number, "step": "received", "facts": {"status": "granted"}}
    push(message)
    assert News.objects.get(kind="message").state == "held" and mirrored().step == "received"


def test_an_examination_result_reaches_the_case_that_waits_for_it(cast, subject):
    """The same door, another kind: here for a mirrored case, which waits like the examined one does."""
    push(told(subject, "已收件", 1))
    named = definition.Message(matter=MATTER, step="received")
    system = definition.systems[SYSTEM].model_copy(update={"messages": (named,)})
    with definition.systems.plus(**{SYSTEM: system}):
        push({"kind": "message", "number": mirrored().number, "step": "received", "facts": {"status": "accepted"}})
    assert mirrored().step == "handling"


def test_a_closed_connection_hears_and_leads_nowhere(cast, subject):
    admin = administrator(cast)
    connecting.connect(
        admin,
        SYSTEM,
        address="/rehearsal/ministry/",
        key=ministry.RehearsalMinistry.objects.get(pk=SYSTEM).public,
        on=False,
    )
    with pytest.raises(connecting.NotConnected):
        hearing.hear(SYSTEM, ministry.signed(SYSTEM, PATH, told(subject, "已收件", 1)))
    with pytest.raises(connecting.NotConnected):
        going.go(cast.wang, MATTER, ["name", "identifier"])


def test_only_administrators_connect_and_only_to_the_declared_host(cast):
    with pytest.raises(Refused):
        connecting.connect(cast.liu, SYSTEM, address="", key="", on=False)
    admin = administrator(cast)
    with pytest.raises(connecting.NotThere):
        connecting.connect(admin, "elsewhere_mirror/exam_centre", address="https://evil.example/", key="", on=False)
    with pytest.raises(connecting.WrongKey):
        connecting.connect(admin, SYSTEM, address="", key="04", on=True)


def test_in_a_live_installation_there_is_no_rehearsal(cast, settings):
    settings.LIVE = True
    with pytest.raises(NotFound):
        ministry.there()
    assert Client().get("/rehearsal/ministry/").status_code == 404
