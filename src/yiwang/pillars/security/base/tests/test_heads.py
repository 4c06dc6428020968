"""Heads kept apart find what a chain alone cannot: a trail rebuilt by somebody with the tables and the keys."""

from __future__ import annotations

import json

import pytest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import heads
from yiwang.pillars.security.base.ports import vault
from yiwang.pillars.security.base.sealing import GENESIS, head_text, link
from yiwang.pillars.security.base.trail import KEY, digest_of

from .test_trail import row, sealed, strike  # noqa: F401


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("YIWANG_HEADS", str(tmp_path / "heads"))
    return tmp_path / "heads"


def rebuilt(owner) -> None:
    """Everything an insider with owner rights and the keys can do: row, MAC, links, seals, all of them genuine."""
    strike(owner, f"UPDATE security_trail SET actor = 'staff/9' WHERE id = {row(3)}")
    fields = "id, at, verdict, actor, action, kind, subject, purpose, payload_digest"
    told = owner.execute(f"SELECT {fields} FROM security_trail WHERE id = {row(3)}").fetchone()
    digest = digest_of((*told[:-1], bytes(told[-1])))
    owner.execute(
        f"UPDATE security_trail SET digest = %s, mac = %s WHERE id = {row(3)}", [digest, vault().mac(KEY, digest)]
    )
    owner.execute("UPDATE security_link SET digest = %s WHERE seq = 3", [digest])
    head = GENESIS
    for seq, each in owner.execute("SELECT seq, digest FROM security_link ORDER BY seq").fetchall():
        head = link(head, bytes(each))
        owner.execute("UPDATE security_link SET link = %s WHERE seq = %s", [head, seq])
        signature = vault().sign("trail", head_text(seq, head))
        owner.execute("UPDATE security_seal SET head = %s, signature = %s WHERE last_seq = %s", [head, signature, seq])


def test_a_trail_that_was_rebuilt_is_found(sealed):  # noqa: F811
    assert heads.keep_head() is not None
    assert security.verify().holds
    rebuilt(sealed)
    broken = security.verify().broken
    assert broken is not None and (broken.seq, "整个重写过" in broken.why) == (10, True)


def test_without_the_heads_it_would_pass(sealed):  # noqa: F811
    """Planted fault: nothing was written down elsewhere."""
    rebuilt(sealed)
    assert security.verify().holds


def test_a_tail_cut_off_with_its_seal_is_found(sealed):  # noqa: F811
    heads.keep_head()
    strike(sealed, "DELETE FROM security_seal WHERE last_seq = 10")
    sealed.execute("DELETE FROM security_link WHERE seq > 5")
    sealed.execute("DELETE FROM security_trail WHERE id NOT IN (SELECT row_id FROM security_link)")
    broken = security.verify().broken
    assert broken is not None and (broken.seq, broken.why) == (6, "封存过的记录少了，链尾被截断")


@pytest.mark.parametrize(
    ("change", "says"), [({"head": "00" * 32}, "签名不符"), ({"seq": 9}, "签名不符"), ({"seq": "x"}, "读不出来")]
)
def test_a_statement_that_was_changed_is_said(sealed, folder, change, says):  # noqa: F811
    place = heads.keep_head()
    place.chmod(0o600)
    place.write_text(json.dumps({**json.loads(place.read_text()), **change}))
    broken = security.verify().broken
    assert broken is not None and says in broken.why


def test_a_day_has_one_statement_and_the_next_another(sealed, folder):  # noqa: F811
    first = heads.keep_head()
    assert heads.keep_head() == first and len(heads.kept_heads()) == 1
    with clock.frozen("2030-01-02"):
        heads.keep_head()
    assert [one.seq for one in heads.kept_heads()] == [10, 10] and security.verify().holds


def test_nothing_is_kept_of_an_empty_trail(own_database, folder):
    assert heads.keep_head() is None and heads.kept_heads() == [] and security.verify().holds


def test_parts_come_to_the_same_verdict(sealed):  # noqa: F811
    assert [one.rows for one in security.in_parts(5)] == [5, 10]
    assert [one.rows for one in security.in_parts(500)] == [10]
    strike(sealed, f"UPDATE security_trail SET action = 'other' WHERE id = {row(7)}")
    *whole, last = security.in_parts(5)
    assert [one.holds for one in whole] == [True]
    assert last.broken is not None and last.broken.seq == security.verify().broken.seq == 7


def said_to_be_written(name: str) -> None:
    """As the nightly job leaves it in the trail."""
    with (
        security.actions.plus(**{"test.keep": security.Action("试存", frozenset({"system"}))}),
        security.acting(security.SYSTEM, "test.keep", security.Ref("trail", "chain")) as record,
    ):
        record.note(written=name)


def test_a_statement_that_was_taken_away_is_missed(sealed, folder):  # noqa: F811
    place = heads.keep_head()
    said_to_be_written(place.name)
    assert security.verify().holds
    place.unlink()
    broken = security.verify().broken
    assert broken is not None and f"{place.name}，文件却不见了" in broken.why


def test_a_home_of_its_own_that_was_restored_raises_no_alarm(sealed, folder, monkeypatch):  # noqa: F811
    said_to_be_written("2026-01-01.json")
    monkeypatch.delenv("YIWANG_HEADS")
    assert security.verify().holds
