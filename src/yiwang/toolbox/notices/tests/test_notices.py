"""Telling, sending, serving and confirming, on a real database in the roles that serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base.api import Agency
from yiwang.toolbox.notices import api, reading, sending, serving
from yiwang.toolbox.notices.models import Delivery, Message, Sms
from yiwang.toolbox.notices.testing import Phone, deliver_all, tell_again

DIVISION = 530102000000
DAY = date(2026, 3, 2)
MOBILE = "13888123456"
ACT = {"test.act": security.Action("试做", frozenset({"staff", "system"}))}


@dataclass
class Scene:
    agency: int
    holder: security.Actor
    stranger: security.Actor
    clerk: security.Actor

    def tell(self, key: str = "granted", party: UUID | None = None, **changes) -> UUID:
        facts = {"title": "食品经营许可", "agency": "区市监局", "reason": "缺一份平面图", **changes}
        with security.acting(security.SYSTEM, "test.act") as record:
            number, link = "530102-2603-000001", "/my/cases/530102-2603-000001/"
            return api.send(record, party or self.holder.party, key, facts, case_number=number, link=link)

    def serve(self, document: UUID, method: str = "electronic", **how) -> api.DeliveryView:
        paper = api.Paper(
            document, "准予行政许可决定书", self.holder.party, self.agency, DIVISION, "530102-2603-000001"
        )
        with security.acting(security.SYSTEM, "test.act") as record:
            return api.serve(record, paper, method, **how)


@pytest.fixture
def scene(own_database):
    with security.actions.plus(**ACT), clock.frozen(DAY):
        with security.acting(security.SYSTEM, "test.act"):
            agency = Agency.objects.create(
                uscc="11530102000000001X", name="昆明市五华区市场监督管理局", short_name="区市监局", line="test",
                division_id=DIVISION, level=4,
            )  # fmt: skip
            people = [
                security.new_party("person", "王秀珍", "53010219620101002X", MOBILE, synthetic=True),
                security.new_party("person", "李明", "530102199001010019", synthetic=True),
            ]
            users = []
            for one in people:
                one.save(force_insert=True)
                users.append(security.User.objects.create(username=str(one.id), display_name=one.name, party=one))
        reach = (DIVISION, DIVISION + 999_999)
        yield Scene(
            agency.pk,
            *(security.Actor("person", user=user.pk, party=one.id) for user, one in zip(users, people, strict=True)),
            security.Actor("staff", user=users[1].pk, post=1, agency=agency.pk, divisions=reach,
                           agencies=frozenset({agency.pk}), roles=frozenset({"clerk"})),
        )  # fmt: skip


def texts_sent() -> list[Sms]:
    with security.viewing(security.SYSTEM):
        return list(Sms.objects.order_by("id"))


def test_a_party_finds_its_message_and_marks_it_read(scene):
    scene.tell("submitted")
    scene.tell("granted")

    with security.viewing(scene.holder):
        assert api.unread(scene.holder) == 2
        newest, older = api.messages(scene.holder)
        assert (newest.title, older.title) == ("您的申请已批准", "已收到您的申请")
        assert "530102-2603-000001" in newest.body
        assert api.messages(scene.holder, before=newest.id) == [older]
    assert api.mark_read(scene.holder, [newest.id]) == 1
    assert api.mark_read(scene.holder) == 1
    assert api.mark_read(scene.holder) == 0
    with security.viewing(scene.holder):
        assert api.unread(scene.holder) == 0


def test_others_see_nothing_and_change_nothing(scene):
    made = scene.tell()
    scene.serve(uuid4(), message=made)

    for other in (scene.stranger, security.NOBODY):
        with security.viewing(other):
            assert (api.unread(other), api.messages(other)) == (0, [])
    assert api.mark_read(scene.stranger, [made]) == 0
    with security.viewing(scene.clerk):
        assert api.messages(scene.clerk) == []


def test_without_the_filter_the_database_still_shows_nothing(scene, monkeypatch):
    """Planted fault: every query forgets who asks."""
    made = scene.tell()
    scene.serve(uuid4(), message=made)
    for module in (reading, serving):
        monkeypatch.setattr(module.security, "visible", lambda rows, *_, **__: rows)

    with security.viewing(scene.stranger):
        assert (api.unread(scene.stranger), api.messages(scene.stranger)) == (0, [])
        assert [Sms.objects.count(), Delivery.objects.count(), Message.objects.count()] == [0, 0, 0]
    assert api.mark_read(scene.stranger) == 0


def test_nobody_but_the_house_writes_into_a_box(scene):
    with pytest.raises(DatabaseError, match="row-level security"), security.acting(scene.clerk, "test.act") as record:
        api.send(record, scene.holder.party, "granted", {"title": "甲"})


def test_a_link_stays_on_this_site(scene):
    for link in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)"):
        with (
            pytest.raises(DatabaseError, match="a_message_leads_nowhere_outside"),
            security.acting(security.SYSTEM, "test.act") as record,
        ):
            api.send(record, scene.holder.party, "submitted", {"title": "甲"}, link=link)


@pytest.fixture
def phone(settings):
    made = Phone()
    settings.SMS_PROVIDER = "phone"
    with api.providers.plus(phone=made):
        yield made


def test_a_text_goes_out_once_however_often_it_is_delivered(scene, phone):
    scene.tell()
    deliver_all()
    tell_again()
    deliver_all()

    assert [mobile for mobile, _, _ in phone.calls] == [MOBILE]
    (sent,) = texts_sent()
    assert (sent.state, sent.receipt, sent.mobile_masked) == ("sent", "R-1", "138****3456")
    assert phone.calls[0][1:] == (sent.text, str(sent.id))
    assert "平面图" not in sent.text


def test_the_key_is_what_keeps_it_to_one(scene, phone, monkeypatch):
    """Planted fault: with a new key each time and the state not looked at, the phone rings twice."""
    scene.tell()
    (waiting,) = texts_sent()
    for number in range(2):
        sending.send_the_sms(SimpleNamespace(sms=str(waiting.id)), f"fresh {number}")
        with security.acting(security.SYSTEM, "test.act"):
            Sms.objects.update(state="waiting")

    assert len(phone.calls) == 2


def test_the_number_is_in_clear_nowhere_but_in_the_providers_hand(scene, phone, as_owner):
    scene.tell()
    deliver_all()

    def holding(table: str, text: str) -> int:
        return as_owner.execute(f"SELECT count(*) FROM {table} one WHERE one::text LIKE %s", [f"%{text}%"]).fetchone()[
            0
        ]

    for table in ("notices_sms", "notices_message", "operations_outbox", "security_trail", "security_command"):
        assert holding(table, MOBILE) == 0
    assert holding("notices_sms", "138****3456") == 1
    with pytest.raises(Refused, match="那一刻"), security.viewing(scene.holder):
        security.mobile_of(scene.holder.party)


def test_what_the_provider_did_not_take_waits_and_goes_later(scene, phone):
    phone.answers = [api.SmsFailed(why="通道忙")]
    scene.tell()
    assert deliver_all() == 0
    assert [one.state for one in texts_sent()] == ["waiting"]
    tell_again()
    assert deliver_all() == 1
    assert [one.state for one in texts_sent()] == ["sent"]
    assert phone.calls[0] == phone.calls[1]


def test_what_is_a_day_late_is_given_up(scene, phone):
    scene.tell()
    with clock.frozen(DAY + timedelta(days=2)):
        deliver_all()

    assert phone.calls == []
    assert [one.state for one in texts_sent()] == ["given_up"]


def test_who_left_no_number_is_told_on_the_site_alone(scene, phone):
    scene.tell(party=scene.stranger.party)
    scene.tell("submitted")
    deliver_all()

    assert (texts_sent(), phone.calls) == ([], [])
    with security.viewing(scene.stranger):
        assert api.unread(scene.stranger) == 1


def test_a_rehearsal_says_so_and_is_not_well_in_a_live_house(scene, settings):
    scene.tell()
    deliver_all()

    (sent,) = texts_sent()
    assert (sent.state, sent.get_state_display()) == ("rehearsed", "演练，没有发出")
    assert api.provider().check().state == "good"
    settings.LIVE = True
    assert api.provider().check().state == "degraded"


def test_electronic_service_counts_at_arrival_and_days_run_from_the_receipt(scene):
    document = uuid4()
    served = scene.serve(document, message=scene.tell(), channel="mobile")
    assert (served.deemed_on, served.unsure, served.runs_from) == (DAY, True, None)

    with clock.frozen(DAY + timedelta(days=3)):
        assert api.confirm_receipt(scene.holder, document, key="one") == DAY + timedelta(days=3)
    with clock.frozen(DAY + timedelta(days=9)):
        for key in ("one", "two"):
            assert api.confirm_receipt(scene.holder, document, key=key) == DAY + timedelta(days=3)
    with security.viewing(scene.holder):
        (seen,) = api.messages(scene.holder)[0].papers
        assert (seen.deemed_on, seen.runs_from) == (DAY, DAY + timedelta(days=3))
    with security.viewing(scene.clerk):
        assert api.deliveries(scene.clerk, "530102-2603-000001") == [seen]
    with security.viewing(scene.stranger):
        assert api.deliveries(scene.stranger, "530102-2603-000001") == []


def test_only_its_holder_confirms_a_document(scene):
    document = uuid4()
    scene.serve(document)

    with pytest.raises(NotFound):
        api.confirm_receipt(scene.stranger, document, key="one")
    with pytest.raises(Refused, match="由个人、企业经办人办理"):
        api.confirm_receipt(scene.clerk, document, key="one")


def test_without_consent_nothing_is_served_by_wire(scene):
    with pytest.raises(api.NoConsent, match="邮寄"):
        scene.serve(uuid4(), consented=False)
    with pytest.raises(DatabaseError, match="by_wire_only_with_consent"), security.acting(security.SYSTEM, "test.act"):
        Delivery.objects.create(document=uuid4(), title="x", party_id=scene.holder.party, agency_id=scene.agency,
                                division=DIVISION, method="electronic", consented=False, sent_at=clock.now())  # fmt: skip
    assert scene.serve(uuid4(), "post", consented=False).deemed_on is None


def test_a_return_card_says_when_post_arrived(scene):
    document = uuid4()
    scene.serve(document, "post")
    with pytest.raises(api.ServedAlready):
        scene.serve(document, "post")
    for wrong in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with pytest.raises(api.ReceivedBeforeSent), security.acting(scene.clerk, "test.act") as record:
            api.note_receipt(record, document, "post", wrong)
    with clock.frozen(DAY + timedelta(days=5)), security.acting(scene.clerk, "test.act") as record:
        api.note_receipt(record, document, "post", DAY + timedelta(days=4))

    with security.viewing(scene.holder):
        (seen,) = api.deliveries(scene.holder, "530102-2603-000001")
    assert seen.deemed_on == seen.runs_from == DAY + timedelta(days=4)


@pytest.fixture
def portal(settings, tmp_path):
    """The least pages the templates can stand in."""
    (tmp_path / "site").mkdir()
    for name in ("portal", "console", "error"):
        (tmp_path / "site" / f"{name}.html").write_text("{{ sentence }}{% block content %}{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def as_user(actor: security.Actor) -> Client:
        client = Client()
        client.force_login(security.User.objects.get(pk=actor.user))
        return client

    return as_user


def test_the_page_shows_messages_and_takes_the_receipt(scene, portal):
    document = uuid4()
    scene.serve(document, message=scene.tell("refused", reason="<script>alert(1)</script>"))
    page = portal(scene.holder)

    seen = page.get("/my/messages/").content.decode()
    assert "您的申请没有获准" in seen
    assert "确认收到" in seen
    assert "新消息" in seen
    assert "<script>" not in seen
    assert f"/documents/{document}.pdf" in seen
    assert page.post(f"/my/messages/receipt/{document}/", {"next": "/my/cases/1/"}).url == "/my/cases/1/"
    assert page.post("/my/messages/read/", {"next": "https://elsewhere.example/"}).url == "/my/messages/"
    later = page.get("/my/messages/").content.decode()
    assert "您确认收到" in later
    assert "新消息" not in later


def test_the_page_of_others_is_empty_and_looking_is_not_reading(scene, portal):
    document = uuid4()
    scene.serve(document, message=scene.tell())
    other = portal(scene.stranger)

    assert "没有消息" in other.get("/my/messages/").content.decode()
    assert other.post(f"/my/messages/receipt/{document}/").status_code == 404
    assert other.get("/my/messages/?before=x").status_code == 404
    assert other.get("/my/messages/read/").status_code == 405
    assert Client().get("/my/messages/").status_code == 302
    portal(scene.holder).get("/my/messages/")
    with security.viewing(scene.holder):
        assert api.unread(scene.holder) == 1
