"""Keys change while people work: nothing is lost, every value opens, every number finds its party, once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.console import rotating

ACTS = {"test.register": security.Action("登记", frozenset({"system"}))}


@pytest.fixture
def keys(own_database, tmp_path, monkeypatch) -> Iterator[crypto.FileKeys]:
    """Keys of the test's own, so that no other test's data is under them."""
    own = crypto.FileKeys(tmp_path / "keys")
    crypto.providers._items["test"] = own
    monkeypatch.setenv("YIWANG_KEYS", "test")
    security.actions._items.update(ACTS)
    yield own
    crypto.providers._items.pop("test")
    security.actions._items.pop("test.register")


def number_of(serial: int) -> str:
    return f"530102{serial:012}"


def register(serial: int, **facts) -> security.Party:
    party = security.new_party("person", f"人{serial}", number_of(serial), f"154{serial:08}", **facts)
    with security.acting(security.SYSTEM, "test.register", security.Ref("party", str(party.id))):
        party.save(force_insert=True)
    return party


def opened(serial: int) -> tuple[str, str]:
    with security.viewing(security.SYSTEM):
        party = security.party_with("person", number_of(serial))
        assert party is not None, serial
        facts = security.own_facts(party)
    return facts["party.identifier"], facts["party.mobile"]


def test_what_older_versions_hold_is_sealed_anew_and_opens(keys):
    for serial in range(7):
        register(serial)
    assert rotating.rotate("personal") == "personal-2"
    register(7)
    assert [(one.version.id, one.values) for one in rotating.holdings("personal")] == [
        ("personal-1", 14),
        ("personal-2", 2),
    ]
    assert rotating.reseal("personal") == 14
    assert [(one.version.id, one.values) for one in rotating.holdings("personal")] == [
        ("personal-1", 0),
        ("personal-2", 16),
    ]
    assert [opened(serial) for serial in range(8)] == [(number_of(n), f"154{n:08}") for n in range(8)]
    assert rotating.reseal("personal") == 0


def test_resealing_that_broke_off_goes_on(keys, monkeypatch):
    for serial in range(5):
        register(serial)
    rotating.rotate("personal")
    monkeypatch.setattr(rotating, "CHUNK", 2)
    write, calls = rotating._sealer, []

    def breaking(one):
        def inner(rows):
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError("the power went")
            write(one)(rows)

        return inner

    monkeypatch.setattr(rotating, "_sealer", breaking)
    with pytest.raises(RuntimeError):
        rotating.reseal("personal")
    assert rotating.reseal("personal") == 8
    assert rotating.holdings("personal")[0].values == 0


def test_an_old_version_goes_only_when_nothing_needs_it_and_a_day_has_passed(keys):
    register(1)
    rotating.rotate("personal")
    with pytest.raises(rotating.StillNeeded, match="不到一天"):
        rotating.retire("personal", "personal-1")
    with clock.frozen((clock.now() + rotating.REST * 2).isoformat()):
        with pytest.raises(rotating.StillNeeded, match="还有 2 个值"):
            rotating.retire("personal", "personal-1")
        with pytest.raises(rotating.StillNeeded, match="最新"):
            rotating.retire("personal", "personal-2")
        rotating.reseal("personal")
        signed = keys.sign("personal", b"x")
        rotating.retire("personal", "personal-1")
    assert opened(1)[0] == number_of(1)
    assert crypto.verify("personal", b"x", signed)
    assert crypto.sm2_verify(keys.public_key("personal", "personal-1"), b"y", b"") is False, "its public key stays"


def test_a_key_nobody_declared_the_values_of_is_never_retired(keys):
    """What lies in a library's table and is not declared: nobody could say how many are left."""
    keys.encrypt("planted", b"x")
    rotating.rotate("planted")
    later = (clock.now() + rotating.REST * 2).isoformat()
    with clock.frozen(later), pytest.raises(rotating.StillNeeded, match="没有登记"):
        rotating.retire("planted", "planted-1")


def test_without_the_guard_a_value_would_be_lost(keys, monkeypatch):
    """Planted fault: nobody counts what still needs the version."""
    register(1)
    rotating.rotate("personal")
    monkeypatch.setattr(rotating, "_needed", lambda *_: 0)
    with clock.frozen((clock.now() + rotating.REST * 2).isoformat()):
        rotating.retire("personal", "personal-1")
    with pytest.raises(crypto.NoSuchKey):
        opened(1)


def test_a_number_is_found_by_both_indexes_while_they_change(keys):
    old = register(1)
    before = bytes(old.identifier_mark)
    keys.new_index("personal.person")
    with security.viewing(security.SYSTEM):
        assert security.party_with("person", number_of(1)).pk == old.pk
    assert rotating.change_marks("personal.person") == 1
    with security.viewing(security.SYSTEM):
        found = security.party_with("person", number_of(1))
    assert found.pk == old.pk
    assert bytes(found.identifier_mark) == bytes(found.identifier_mark_next) != before
    assert before in security.marks_of("person", number_of(1)), "what was kept of it elsewhere is still his"


@pytest.mark.parametrize("moment", ["before", "filling", "filled", "switched", "after"])
def test_nobody_is_registered_twice_at_any_moment(keys, moment):
    register(1)
    if moment != "before":
        keys.new_index("personal.person")
    if moment in ("filled", "switched", "after"):
        rotating._fill("personal.person", "person")
    if moment in ("switched", "after"):
        keys.switch_index("personal.person")
    if moment == "after":
        rotating._settle("personal.person", "person")
    with pytest.raises(IntegrityError):
        register(1)
    register(2)
    assert opened(2)[0] == number_of(2)


def test_without_the_second_mark_somebody_would_be_registered_twice(keys, as_owner):
    """Planted fault: the second column is not unique."""
    as_owner.execute("DROP INDEX a_party_is_registered_once_while_marks_change")
    register(1)
    keys.new_index("personal.person")
    rotating._fill("personal.person", "person")
    keys.switch_index("personal.person")
    register(1)
    with security.viewing(security.SYSTEM):
        assert security.Party.objects.filter(name="人1").count() == 2


def test_a_firm_still_knows_its_head_after_the_index_changed(keys):
    head = register(1)
    mark = bytes(head.identifier_mark).hex()
    firm = security.new_party("firm", "某店", "92530102MA00000001", facts={"representative_mark": mark})
    with security.acting(security.SYSTEM, "test.register"):
        firm.save(force_insert=True)
    rotating.change_marks("personal.person")
    with security.viewing(security.SYSTEM):
        now = security.Party.objects.get(pk=firm.pk).facts["representative_mark"]
        assert now == bytes(security.Party.objects.get(pk=head.pk).identifier_mark).hex() != mark


def test_a_change_of_the_index_that_broke_off_is_taken_up_again(keys, monkeypatch):
    for serial in range(3):
        register(serial)
    settle, calls = rotating._settle, []

    def breaking(*given):
        calls.append(given)
        if len(calls) == 2:  # the first looks for an earlier break, the second settles this change
            raise RuntimeError("the power went")
        return settle(*given)

    with monkeypatch.context() as broken:
        broken.setattr(rotating, "_settle", breaking)
        with pytest.raises(RuntimeError):
            rotating.change_marks("personal.person")
    rotating.change_marks("personal.person")
    assert [opened(serial)[0] for serial in range(3)] == [number_of(serial) for serial in range(3)]
    with security.viewing(security.SYSTEM):
        assert not security.Party.objects.exclude(identifier_mark=models.F("identifier_mark_next")).exists()


class Load:
    """Writers and readers in threads. `there`: who is registered; `wrong`: what should never have happened."""

    def __init__(self) -> None:
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.there: list[int] = list(range(40))
        self.wrong: list[str] = []
        for serial in self.there:
            register(serial)

    def write(self, first: int) -> None:
        for serial in count(first):
            if self.stop.is_set():
                break
            try:
                self.add(serial)
            except Exception as failure:
                self.wrong.append(f"writing {serial}: {failure!r}")
                break
        connection.close()

    def add(self, serial: int) -> None:
        register(serial)
        with self.lock:
            self.there.append(serial)
        if serial % 3 == 0:
            with suppress(IntegrityError):
                register(serial)
                self.wrong.append(f"{serial} was registered twice")

    def read(self) -> None:
        for turn in count():
            if self.stop.is_set():
                break
            with self.lock:
                serial = self.there[(turn * 7919) % len(self.there)]
            try:
                if opened(serial) != (number_of(serial), f"154{serial:08}"):
                    self.wrong.append(f"{serial} opened as another")
            except (AssertionError, Exception) as failure:
                self.wrong.append(f"reading {serial}: {failure!r}")
                break
        connection.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.write, args=(first,)) for first in (10_000, 20_000)]
        threads += [threading.Thread(target=self.read) for _ in range(2)]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self.stop.set()
            for one in threads:
                one.join(30)


@pytest.mark.slow
def test_under_load_nothing_is_lost_and_every_number_finds_its_party(keys):
    """Versions and the index change twice over meanwhile."""
    load = Load()
    with load.running():
        for _ in range(2):
            rotating.rotate("personal")
            rotating.reseal("personal")
            rotating.change_marks("personal.person")
            time.sleep(0.3)
    assert load.wrong == []
    rotating.reseal("personal")
    assert [one.values for one in rotating.holdings("personal")][:-1] == [0, 0]
    assert len(load.there) > 80, "the writers came to work"
    for serial in load.there:
        assert opened(serial)[0] == number_of(serial)
    with security.viewing(security.SYSTEM):
        assert security.Party.objects.filter(kind="person").count() == len(load.there)
        assert not security.Party.objects.exclude(identifier_mark=models.F("identifier_mark_next")).exists()


def test_every_sealed_column_says_how_it_is_opened():
    """What rotation does not know of would be lost with the old version."""
    declared = set(security.sealed_columns)
    found = {
        f"{one.table}.{column.column}"
        for one in security.classified.values() if one.model
        for column in apps.get_model(one.model)._meta.concrete_fields
        if isinstance(column, models.BinaryField) and column.column.endswith("sealed")
    }  # fmt: skip
    inside = {name for name, one in security.sealed_columns.items() if one.inside}
    assert inside == {"mfa_authenticator.data"} and found == declared - inside
