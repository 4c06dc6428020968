"""A hall at work: booking, numbers, calling, handing on, closing. What must not happen does not, and with its guard
taken away it would."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, time
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from yiwang.applications.service.halls import (
    api,
    board,
    booking,
    closing,
    errors,
    looking,
    places,
    receipts,
    taking,
    windows,
)
from yiwang.applications.service.halls.models import Appointment, Authority, Hall, Holder, Receipt, Slot, Ticket
from yiwang.applications.service.halls.rules import calling
from yiwang.applications.service.halls.tests.hall import FOOD, MONDAY, Built, build
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards

DAY = date(2026, 3, 3)


@pytest.fixture
def place(own_database) -> Iterator[Built]:
    with clock.frozen(MONDAY):
        with transaction.atomic():
            built = build()
        yield built


def rows(model, **found):
    with security.viewing(security.SYSTEM):
        return list(model.objects.filter(**found))


def book(
    place: Built, who: security.Actor | None = None, at: time = time(9), day: date = DAY, stage: str = "intake"
) -> UUID:
    return api.book(who or place.people.wang, place.pk, api.Wish(FOOD, stage, day, at), key=uuid7().hex)


def take(place: Built, who: security.Actor = security.NOBODY, **wanted) -> Ticket:
    wanted = {"matter": FOOD, "door": True, **wanted}
    pk = api.take(who, place.pk, api.Wanted(**wanted), key=uuid7().hex)
    return rows(Ticket, pk=pk)[0]


def seated(place: Built, who: security.Actor, window: int) -> security.Actor:
    api.sit(who, place.windows[window])
    return who


# ---- booking ----


def test_a_booked_half_hour_has_a_code_and_is_opened_by_it_alone(place):
    made = rows(Appointment, pk=book(place))[0]
    assert len(made.code) == 8 and made.code.isdigit() and made.party_shown == "王*吃"
    for who, code, seen in (
        (place.people.wang, "", 1), (place.people.li, "", 0), (security.NOBODY, made.code, 1), (security.NOBODY, "", 0),
        (place.people.yang, "", 0), (place.people.liu, "", 1),
    ):  # fmt: skip
        with security.viewing(who, code=code):
            assert Appointment.objects.count() == seen, (who.name, code)


def test_only_open_half_hours_can_be_booked(place):
    today, saturday, far = date(2026, 3, 2), date(2026, 3, 7), date(2027, 3, 2)
    for day, at in ((DAY, time(12)), (DAY, time(9, 15)), (saturday, time(9)), (today, time(9)), (far, time(9))):
        with pytest.raises(errors.NoSuchSlot):
            book(place, day=day, at=at)


def test_one_live_appointment_a_person_matter_and_day(place):
    first = book(place)
    with pytest.raises(errors.BookedAlready):
        book(place, at=time(10))
    api.cancel(place.people.wang, first)
    book(place, at=time(10))
    assert [slot.taken for slot in sorted(rows(Slot), key=lambda one: one.starts)] == [0, 1]


def test_without_the_question_the_table_itself_refuses_the_second(place):
    """Planted fault: written past `book`, as if it had forgotten to ask."""
    one = rows(Appointment, pk=book(place))[0]
    one.pk, one.code, one.starts = uuid7(), "1", time(10)
    with pytest.raises(IntegrityError, match="one_live_appointment"), as_system():
        one.save(force_insert=True)


@contextmanager
def as_system() -> Iterator[None]:
    with transaction.atomic():
        testing.enter(security.SYSTEM)
        yield


def test_nobody_cancels_what_is_anothers_or_over(place):
    made = book(place)
    with pytest.raises(NotFound):
        api.cancel(place.people.li, made)
    api.cancel(place.people.wang, made)
    with pytest.raises(errors.NotHere):
        api.cancel(place.people.wang, made)
    assert rows(Slot)[0].taken == 0


def together(*calls):
    """All at the same moment, each on a connection of its own; what each answered or raised."""
    barrier = Barrier(len(calls))

    def one(call):
        try:
            with clock.frozen(MONDAY):
                barrier.wait(5)
                return call()
        except Exception as why:
            return why
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_a_half_hour_is_never_overfull_when_all_press_at_once(place):
    with as_system():
        people = [_somebody(n) for n in range(6)]
    answers = together(*[lambda who=who: book(place, who) for who in people])
    assert sum(isinstance(one, UUID) for one in answers) == 2, answers
    assert sum(isinstance(one, errors.SlotFull) for one in answers) == 4, answers
    assert rows(Slot)[0].taken == len(rows(Appointment)) == 2


def _somebody(n: int) -> security.Actor:
    return testing._person(f"p{n}", f"某{n}人", f"53010219900307{n:02d}1{n}", f"1540000010{n}")


def test_without_the_condition_the_half_hour_would_be_overfull(place, monkeypatch, as_owner):
    """Planted fault: the statement forgets to look, and the table's own check is taken away."""
    as_owner.execute("ALTER TABLE halls_slot DROP CONSTRAINT no_half_hour_is_overfull")
    monkeypatch.setattr(booking, "PLACE", booking.PLACE.replace("halls_slot.taken < halls_slot.capacity", "true"))
    with as_system():
        people = [_somebody(n) for n in range(3)]
    for who in people:
        book(place, who)
    assert rows(Slot)[0].taken == 3


# ---- numbers ----


def test_numbers_have_no_gap_even_after_a_refusal(place):
    assert [take(place).number for _ in range(2)] == ["A001", "A002"]
    take(place, place.people.wang)
    with pytest.raises(errors.WaitsAlready):
        take(place, place.people.wang)
    assert take(place).number == "A004"
    assert take(place, stage="handout").number == "C001"


def test_numbers_have_no_gap_and_no_twin_when_all_press_at_once(place):
    found = together(*[lambda: take(place).number for _ in range(6)])
    assert sorted(found) == [f"A{n:03d}" for n in range(1, 7)]


def test_the_same_press_twice_is_one_number(place):
    first = api.take(security.NOBODY, place.pk, api.Wanted(matter=FOOD, door=True), key="once")
    assert api.take(security.NOBODY, place.pk, api.Wanted(matter=FOOD, door=True), key="once") == first
    assert len(rows(Ticket)) == 1


def test_an_appointments_code_gives_its_number_once(place):
    made = rows(Appointment, pk=book(place, day=date(2026, 3, 2), at=time(10, 30)))[0]
    ticket = take(place, code=made.code, matter="", door=False)
    assert (ticket.matter, ticket.due.astimezone(clock.CHINA).time()) == (FOOD, time(10, 30))
    assert rows(Appointment)[0].state == "arrived"
    assert rows(Holder)[0].party_id == place.people.wang.party
    with pytest.raises(errors.CodeUnknown):
        take(place, code=made.code)
    with pytest.raises(errors.CodeUnknown):
        take(place, code="99999999")


def test_without_the_door_a_stranger_must_log_in(place):
    with pytest.raises(errors.NotTheDoor):
        take(place, door=False)
    assert take(place, place.people.wang, door=False).number == "A001"


def test_a_closed_hall_gives_no_number_and_says_when_it_opens(place):
    with clock.frozen("2026-03-02T12:30:00"), pytest.raises(errors.Closed, match="今天 13:00 开门"):
        take(place)
    with clock.frozen("2026-03-07T10:00:00"), pytest.raises(errors.Closed, match="3月9日（周一） 09:00"):
        take(place)


def test_what_no_window_is_for_is_not_queued(place):
    with pytest.raises(NotFound):
        take(place, matter="no/such")
    with transaction.atomic():
        Hall.objects.get(pk=place.pk).windows.exclude(number=1).delete()
    with pytest.raises(errors.NotOffered):
        take(place, stage="handout")


# ---- windows ----


def test_a_clerk_sits_only_where_there_is_something_for_him(place):
    with pytest.raises(Refused, match="没有可以办的事项"):
        api.sit(place.song, place.windows[2])
    with pytest.raises(NotFound):
        api.sit(place.people.yang, place.windows[1])
    seated(place, place.people.liu, 2)
    with pytest.raises(errors.WindowTaken, match="柳"):
        api.sit(place.su, place.windows[2])


def test_why_a_clerk_may_not_accept(place):
    two, four = place.windows[2], place.windows[4]
    assert api.may_accept(place.people.liu, two, FOOD) == ""
    assert "4 号窗口不办受理" in api.may_accept(place.people.liu, four, FOOD)
    assert "您的单位不负责" in api.may_accept(place.song, place.windows[3], FOOD)
    assert "需要" in api.may_accept(place.people.he, two, FOOD)


def test_the_halls_own_clerk_takes_what_was_authorised_and_no_more(place):
    with transaction.atomic():
        Authority.objects.create(
            hall_id=place.pk, line="market", stages=["intake"], ground="委托书", since=DAY.replace(day=1)
        )
    assert api.may_accept(place.song, place.windows[3], FOOD, "intake") == ""
    assert "受理" in api.may_accept(place.song, place.windows[3], FOOD, "acceptance")
    Authority.objects.update(until=date(2026, 3, 2))
    assert api.may_accept(place.song, place.windows[3], FOOD, "intake") != ""


def test_a_window_calls_in_order_and_only_what_it_may(place):
    take(place, stage="handout"), take(place), take(place)
    liu = seated(place, place.people.liu, 2)
    assert api.call_next(liu) == "A001"
    with pytest.raises(errors.StillServing):
        api.call_next(liu)
    serve(liu, "A001")
    assert api.call_next(liu) == "A002"
    serve(liu, "A002")
    with pytest.raises(errors.NobodyWaits):
        api.call_next(liu)


def serve(clerk: security.Actor, number: str, *verbs: str, **more) -> None:
    for verb in verbs or ("start", "done"):
        ticket = next(one for one in rows(Ticket, number=number) if one.window_id)
        api.handle(clerk, ticket.pk, verb, **more)


def test_without_the_guard_a_window_would_be_given_what_it_may_not_take(place, monkeypatch):
    """Planted fault."""
    take(place, stage="handout")
    liu = seated(place, place.people.liu, 2)
    with pytest.raises(errors.NobodyWaits):
        api.call_next(liu)
    monkeypatch.setattr(calling, "fits", lambda at, one: True)
    assert api.call_next(liu) == "C001"


def test_an_authority_that_ended_stops_the_service_that_was_called(place):
    with transaction.atomic():
        Authority.objects.create(
            hall_id=place.pk, line="market", stages=["intake"], ground="委托书", since=DAY.replace(day=1)
        )
    take(place)
    song = seated(place, place.song, 3)
    api.call_next(song)
    Authority.objects.update(until=date(2026, 3, 2))
    with pytest.raises(Refused, match="没有授权"):
        serve(song, "A001", "start")


def test_two_windows_calling_at_once_never_get_the_same_number(place):
    for _ in range(6):
        take(place)
    liu, su = seated(place, place.people.liu, 2), seated(place, place.su, 3)
    for turn in range(3):
        found = together(lambda: api.call_next(liu), lambda: api.call_next(su))
        assert sorted(found) == [f"A{2 * turn + 1:03d}", f"A{2 * turn + 2:03d}"]
        for number in found:
            clerk = liu if rows(Ticket, number=number)[0].window_id == place.windows[2] else su
            serve(clerk, number)


def test_without_the_lock_two_windows_would_call_the_same_number(place, monkeypatch):
    """Planted fault: both choose before either writes."""
    take(place), take(place)
    liu, su = seated(place, place.people.liu, 2), seated(place, place.su, 3)
    both, chosen = Barrier(2), windows.rules.next_ticket
    monkeypatch.setattr(windows, "locked", lambda pk: Hall.objects.get(pk=pk))
    monkeypatch.setattr(windows.rules, "next_ticket", lambda *facts: (chosen(*facts), both.wait(5))[0])
    assert together(lambda: api.call_next(liu), lambda: api.call_next(su)) == ["A001", "A001"]


def test_who_comes_back_after_being_missed_keeps_his_place_once(place):
    missed, _ = take(place), take(place)
    liu = seated(place, place.people.liu, 2)
    api.call_next(liu)
    serve(liu, "A001", "again", "miss")
    taking.come_back(security.NOBODY, missed.pk, key="b1")
    assert api.call_next(liu) == "A001"
    serve(liu, "A001", "miss")
    with pytest.raises(errors.MissedTwice):
        taking.come_back(security.NOBODY, missed.pk, key="b2")
    with pytest.raises(errors.NotHere):
        taking.come_back(security.NOBODY, rows(Ticket, number="A002")[0].pk, key="b3")


def test_handed_on_keeps_number_holder_and_place(place):
    take(place, place.people.wang)
    liu = seated(place, place.people.liu, 2)
    api.call_next(liu)
    serve(liu, "A001", "start")
    with clock.frozen("2026-03-02T10:01:00"):
        take(place)
    serve(liu, "A001", "transfer", onward=windows.Onward("acceptance", FOOD))
    legs = sorted(rows(Ticket, number="A001"), key=lambda one: one.leg)
    assert [(one.stage, one.state) for one in legs] == [("intake", "transferred"), ("acceptance", "waiting")]
    assert legs[0].arrived_at == legs[1].arrived_at
    assert {one.ticket_id for one in rows(Holder)} == {one.pk for one in legs}
    assert api.call_next(liu) == "A001"


def test_nobody_moves_a_number_at_anothers_window(place):
    ticket = take(place)
    liu, su = seated(place, place.people.liu, 2), seated(place, place.su, 3)
    api.call_next(liu)
    with pytest.raises(NotFound):
        api.handle(su, ticket.pk, "start")
    with pytest.raises(errors.NotHere):
        api.handle(liu, ticket.pk, "done")
    with pytest.raises(errors.NotAtWindow):
        api.call_next(place.song)


def test_a_receipt_says_what_was_taken_and_is_seen_by_its_own(place):
    take(place, place.people.wang)
    liu = seated(place, place.people.liu, 2)
    api.call_next(liu)
    serve(liu, "A001", "start")
    with pytest.raises(errors.NothingReceived):
        serve(liu, "A001", "done", taken=receipts.Taken(()))
    serve(liu, "A001", "done", taken=receipts.Taken(("layout", "no such"), "两张"))
    made = rows(Receipt)[0]
    assert made.received == ["主要设备设施和经营布局图"] and made.party_shown == "王*吃"
    for who, seen in (
        (place.people.wang, True),
        (place.people.liu, True),
        (place.people.li, False),
        (place.people.yang, False),
    ):
        with security.viewing(who):
            try:
                assert receipts.receipt(who, made.pk) and seen
            except NotFound:
                assert not seen


# ---- waits ----


def test_the_wait_told_is_the_wait_that_comes(place):
    """One window, services of exactly ten minutes: who is third waits twenty."""
    liu = seated(place, place.people.liu, 2)
    _history(place, 10)
    told = [take(place) for _ in range(3)]
    assert [(one.told_low, one.told_high) for one in told] == [(0, 5), (10, 15), (20, 25)]
    for turn, number in enumerate(("A001", "A002", "A003")):
        with clock.frozen(f"2026-03-02T10:{turn * 10:02d}:00"):
            api.call_next(liu)
            serve(liu, number, "start")
        with clock.frozen(f"2026-03-02T10:{turn * 10 + 10:02d}:00"):
            serve(liu, number, "done")
    with security.viewing(security.NOBODY):
        kept = board.kept(places.hall(place.pk))
    assert (kept.told, kept.kept) == (3, 3)


def _history(place: Built, minutes: int) -> None:
    from datetime import timedelta

    with transaction.atomic():
        for n in range(8):
            begun = clock.now() - timedelta(days=3, minutes=n * 20)
            Ticket.objects.create(hall_id=place.pk, day=begun.date(), number=f"H{n}", stage="intake", matter=FOOD,
                                  title="", line="market", arrived_at=begun, since=begun, called_at=begun, served_at=begun,
                                  done_at=begun + timedelta(minutes=minutes), state="done")  # fmt: skip


def test_a_wait_that_was_told_wrong_counts_against_the_hall(place):
    liu = seated(place, place.people.liu, 2)
    take(place)
    with clock.frozen("2026-03-02T11:30:00"):
        api.call_next(liu)
    with security.viewing(security.NOBODY), clock.frozen("2026-03-02T11:30:00"):
        kept = board.kept(places.hall(place.pk))
    assert (kept.told, kept.kept, kept.later, kept.share) == (1, 0, 1, 0)


def test_where_nobody_sits_no_wait_is_invented(place):
    assert take(place).told_low is None


# ---- the night ----


def test_the_night_closes_what_the_day_left_open(place):
    take(place), take(place)
    liu = seated(place, place.people.liu, 2)
    api.call_next(liu)
    serve(liu, "A001", "start")
    book(place, day=date(2026, 3, 2), at=time(14))
    book(place)
    assert closing.close_days() == 0
    with clock.frozen("2026-03-03T00:10:00"):
        assert closing.close_days() == 4
        assert closing.close_days() == 0
    assert {one.number: one.state for one in rows(Ticket)} == {"A001": "done", "A002": "left"}
    assert sorted(one.state for one in rows(Appointment)) == ["booked", "missed"]
    with clock.frozen("2026-03-03T09:00:00"):
        assert windows.sitting_of(liu) is None
        with security.viewing(place.people.wang):
            assert booking.missed_lately(place.people.wang) == 1


def test_a_slip_names_nobody_and_follows_the_number(place):
    ticket = take(place, place.people.wang)
    take(place)
    with security.viewing(security.NOBODY):
        assert looking.slip(ticket.pk).before == 0
        assert looking.holder_shown(security.NOBODY, ticket) == ""
    with security.viewing(place.people.liu):
        assert looking.holder_shown(place.people.liu, ticket) == "王*吃"


def test_the_sample_fills_every_prefecture_and_only_once(own_database):
    with clock.frozen(MONDAY):
        with as_system():
            _service_bureaus()
        assert api.sample(security.SYSTEM) == 16
        assert api.sample(security.SYSTEM) == 0
        with security.viewing(security.NOBODY):
            halls = list(Hall.objects.all())
            assert len({one.division // 10**8 for one in halls}) == 16
            for one in halls:
                card = looking.card(one, FOOD, None)
                assert card.waiting >= 4 and card.windows >= 3
                assert board.kept(one).told > 50
                numbers = {one.number for one in Ticket.objects.filter(hall=one, day=clock.today())}
                assert "A001" in numbers


def _service_bureaus() -> None:
    """One at each prefecture's seat with a clerk's post, as the whole sample has them."""
    for serial, place in enumerate(standards.children(53)):
        made = testing._agency(f"1153000000000{serial:05d}", f"{place.name}政务服务管理局", place.code, None, 3)
        standards.Agency.objects.filter(pk=made.pk).update(line="service")
        standards.Post.objects.create(agency=made, title="综合窗口", roles=["clerk"])
