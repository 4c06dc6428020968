"""Nothing lost or doubled: random changes, outages, lost answers and deaths, and then both sides are held together."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.applications.service.reporting import preparing, rehearsal, rules, sending, settling
from yiwang.applications.service.reporting.capture import NOTICE, notice
from yiwang.applications.service.reporting.models import (
    Batch,
    Due,
    RehearsalBatch,
    RehearsalRow,
    RehearsalStation,
    Row,
    Standing,
)
from yiwang.applications.service.reporting.rules import Line
from yiwang.applications.service.reporting.sources import Object, sources
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

START = datetime(2026, 3, 2, 1, 30, tzinfo=clock.CHINA)
KIND = "ratings"


class Things:
    """Objects that are a word each: "" is gone, "坏" our own check finds, "无主" only the other side does."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def look(self, keys):
        return [Object(key, key, tuple(self.lines(key)), testing.WUHUA) for key in keys]

    def sweep(self):
        return []

    def lines(self, key):
        word, guid = self.words.get(key, ""), rules.guid(key)
        if word == "无主":
            return [Line("up_pro_result", guid, {
                "row_guid": guid, "project_no": "没报过", "result_date": "20260302T090000", "result_type": "准予",
                "org_name": "局", "area_code": "530102", "is_delivery_results": "0"})]  # fmt: skip
        return [Line("pro_evaluate", guid, {
            "row_guid": guid, "project_no": key, "evaluate_channel": "PC端", "evaluate_time": "20260302T090000",
            "evaluate_count": "1", "satisfaction": "9" if word == "坏" else "1", "evaluate_detail": word,
            "area_code": "530102"})] if word else []  # fmt: skip


class Died(Exception):
    pass


class World:
    """One run: the things, the clock, and where the worker dies next."""

    def __init__(self, monkeypatch) -> None:
        self.things, self.now, self.dies = Things(), START, ""
        for module, name in ((sending, "_answer"), (sending, "settle"), (preparing, "_freeze")):
            self._mortal(monkeypatch, module, name)

    def _mortal(self, monkeypatch, module, name):
        whole = getattr(module, name)

        def mortal(*given):
            if self.dies == f"before {name}":
                self.dies = ""
                raise Died
            done = whole(*given)
            if self.dies == f"after {name}":
                self.dies = ""
                raise Died
            return done

        monkeypatch.setattr(module, name, mortal)

    def do(self, what: str, *given) -> None:
        with clock.frozen(self.now), suppress(Died):
            getattr(self, what)(*given)

    def change(self, key, word):
        self.things.words[key] = word
        with security.acting(security.SYSTEM, NOTICE) as record:
            notice(record, KIND, key)

    def prepare(self):
        preparing.prepare(KIND)

    def send(self):
        sending.send_due()

    def outage(self, minutes):
        with security.acting(security.SYSTEM, rehearsal.TAKE) as record:
            rehearsal.behave(record, out_minutes=minutes)

    def lose(self):
        rehearsal._station()
        RehearsalStation.objects.update(lose_answers=1)

    def die(self, where):
        self.dies = where

    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    def calm_down(self):
        """All is well again, and the worker has time."""
        self.dies = ""
        for _ in range(6):
            self.do("wait", 24 * 60)
            self.do("send")
            self.do("prepare")
            self.do("send")


STEPS = st.one_of(
    st.tuples(st.just("change"), st.sampled_from("abc"), st.sampled_from(["好", "更好", "坏", "无主", ""])),
    st.tuples(st.just("prepare")), st.tuples(st.just("send")), st.tuples(st.just("lose")),
    st.tuples(st.just("outage"), st.integers(1, 300)), st.tuples(st.just("wait"), st.integers(1, 200)),
    st.tuples(st.just("die"), st.sampled_from([f"{when} {where}" for when in ("before", "after")
                                              for where in ("_answer", "settle", "_freeze")])),
)  # fmt: skip


def clean():
    testing.enter(security.SYSTEM)
    for model in (Row, Batch, Standing, Due, RehearsalRow, RehearsalBatch, RehearsalStation):
        model.objects.all().delete()


def held_together(world: World) -> None:
    """The other side is exactly what we have where it could take it; nothing waits, nothing came twice."""
    testing.enter(security.SYSTEM)
    assert not Batch.objects.filter(received_at=None).exists(), "a batch was never answered"
    assert not [one for one in Due.objects.all() if one.wanted != one.taken], "a change was never reported"
    there = {one.guid: one.body for one in RehearsalRow.objects.filter(there=True)}
    for key, word in world.things.words.items():
        guid = rules.guid(key)
        if word in ("好", "更好"):
            assert there.pop(guid)["evaluate_detail"] == word
        elif word == "":
            assert guid not in there
        else:
            there.pop(guid, None)
            assert not Standing.objects.get(pk=guid).good
    assert there == {}
    taken = Counter(Row.objects.filter(state="accepted").values_list("guid", flat=True))
    assert taken == {one.guid: one.arrivals for one in RehearsalRow.objects.all()}, (
        "something came twice, or not at all"
    )


def run(monkeypatch, steps) -> World:
    clean()
    with pytest.MonkeyPatch.context() as patch:
        world = World(patch)
        with sources.plus(**{KIND: world.things}):
            for name, *given in steps:
                world.do(name, *given)
            world.calm_down()
    return world


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_nothing_is_lost_or_doubled(db, monkeypatch, steps):
    held_together(run(monkeypatch, steps))


NASTY = [("change", "a", "好"), ("lose",), ("prepare",), ("send",), ("wait", 5), ("change", "a", "更好"), ("send",)]


def test_an_answer_lost_after_it_was_stored_is_asked_for(db, monkeypatch):
    world = run(monkeypatch, NASTY)
    held_together(world)
    assert Batch.objects.order_by("made_at").first().tries == 2


def test_without_the_memory_of_numbers_it_doubles(db, monkeypatch):
    monkeypatch.setattr(rehearsal, "remembered", lambda _shipment: None)
    monkeypatch.setattr(rehearsal.Rehearsal, "receipt", lambda *_: None)
    with pytest.raises(AssertionError, match="came twice"):
        held_together(run(monkeypatch, NASTY))


def test_who_dies_between_sending_and_noting_asks_again(db, monkeypatch):
    steps = [("change", "a", "好"), ("prepare",), ("die", "after _answer"), ("send",)]
    world = run(monkeypatch, steps)
    held_together(world)
    assert RehearsalRow.objects.get().arrivals == 1


def test_a_number_cannot_carry_another_content(db, monkeypatch):
    run(monkeypatch, [("change", "a", "好"), ("prepare",), ("send",)])
    kept = RehearsalBatch.objects.get()
    shipment = sending.Shipment(kept.number, KIND, START, "another", [])
    with pytest.raises(sending.AnotherContent):
        rehearsal.Rehearsal().send(shipment)


def test_a_batch_altered_on_its_way_is_not_taken(db, monkeypatch):
    whole = sending._answer
    altered = {"done": False}

    def tampering(shipment, tries):
        rows = [replace(one, body={**one.body, "evaluate_detail": "改过"}) for one in shipment.rows]
        altered["done"] = True
        return whole(replace(shipment, rows=rows), tries)

    monkeypatch.setattr(sending, "_answer", tampering)
    run(monkeypatch, [("change", "a", "好"), ("prepare",), ("send",)])
    assert altered["done"] and Row.objects.get().code == "P00" and not RehearsalRow.objects.exists()


def test_a_receipt_that_comes_twice_changes_nothing(db, monkeypatch):
    run(monkeypatch, [("change", "a", "好"), ("prepare",), ("send",)])
    receipt = rehearsal.Rehearsal().receipt(Batch.objects.get().pk)
    before = Batch.objects.get().received_at
    settling.settle(receipt)
    assert Batch.objects.get().received_at == before
