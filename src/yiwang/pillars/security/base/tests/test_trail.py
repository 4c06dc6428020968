"""The sealed trail: every kind of tampering is found and the first broken row is named."""

from __future__ import annotations

import time

import psycopg
import pytest
from django.db import DatabaseError, connection

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import verifying


def seal_all(count: int) -> None:
    """Seal until `count` rows are. The other workers' open transactions hold the sealer back for moments."""
    until = time.monotonic() + 30
    while (count := count - security.seal()) > 0:
        assert time.monotonic() < until
        time.sleep(0.02)


CLERK = security.Actor("staff", user=1, roles=frozenset({"clerk"}))


@pytest.fixture
def sealed(own_database):
    """Ten acts, sealed in two batches."""
    with security.actions.plus(**{"test.act": security.Action("试做", frozenset({"staff"}))}):
        for batch in range(2):
            for serial in range(5):
                with security.acting(CLERK, "test.act", security.Ref("thing", f"{batch}{serial}")) as record:
                    record.note(serial=serial)
            seal_all(5)
    with psycopg.connect(own_database, autocommit=True) as owner:
        yield owner


def strike(owner: psycopg.Connection, statement: str) -> None:
    """What somebody with the owner's rights could do: switch the trigger off, change a row, switch it on."""
    for table in ("security_trail", "security_link", "security_seal"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    owner.execute(statement)


def row(seq: int) -> str:
    return f"(SELECT row_id FROM security_link WHERE seq = {seq})"


def test_an_untouched_trail_holds(sealed):
    assert security.verify() == security.Verdict(rows=10, broken=None)


@pytest.mark.parametrize(
    ("what", "seq", "statement"),
    [
        ("a field changed", 3, f"UPDATE security_trail SET action = 'other' WHERE id = {row(3)}"),
        ("a payload changed", 4, f"UPDATE security_trail SET payload = '{{}}' WHERE id = {row(4)}"),
        ("a row deleted", 2, f"DELETE FROM security_trail WHERE id = {row(2)}"),
        ("a row and its link deleted", 6,
         f"WITH gone AS (DELETE FROM security_trail WHERE id = {row(6)}) DELETE FROM security_link WHERE seq = 6"),
        ("two rows swapped", 7, "UPDATE security_link l SET row_id = o.row_id, digest = o.digest FROM security_link o "
                                "WHERE (l.seq, o.seq) IN ((7, 8), (8, 7))"),
        ("the tail cut off", 10, "DELETE FROM security_link WHERE seq = 10"),
        ("a seal forged", 5, "UPDATE security_seal SET signature = '\\x00' WHERE last_seq = 5"),
    ],
)  # fmt: skip
def test_tampering_is_found_and_the_first_broken_row_named(sealed, what, seq, statement):
    if what == "two rows swapped":
        sealed.execute("DROP INDEX security_link_by_row")
    strike(sealed, statement)

    broken = security.verify().broken
    assert broken is not None and broken.seq == seq


def test_a_whole_chain_forged_without_the_key_is_found(sealed):
    """Digest and links recomputed to match: the MAC is what the forger cannot make."""
    strike(sealed, "SELECT 1")
    from yiwang.pillars.security.base.sealing import GENESIS, link
    from yiwang.pillars.security.base.trail import digest_of

    sealed.execute(f"UPDATE security_trail SET actor = 'staff/9' WHERE id = {row(1)}")
    fields = sealed.execute(
        f"SELECT id, at, verdict, actor, action, kind, subject, purpose, payload_digest FROM security_trail "
        f"WHERE id = {row(1)}"
    ).fetchone()
    digest = digest_of((*fields[:-1], bytes(fields[-1])))
    sealed.execute(f"UPDATE security_trail SET digest = %s WHERE id = {row(1)}", [digest])
    sealed.execute("UPDATE security_link SET digest = %s WHERE seq = 1", [digest])
    head = GENESIS
    for seq, each in sealed.execute("SELECT seq, digest FROM security_link ORDER BY seq").fetchall():
        head = link(head, bytes(each))
        sealed.execute("UPDATE security_link SET link = %s WHERE seq = %s", [head, seq])

    broken = security.verify().broken
    assert broken is not None and (broken.seq, broken.why) == (1, "记录的密钥校验码不符")


def test_without_the_link_check_a_swap_would_pass(sealed, monkeypatch):
    """Planted fault: the check of each link against the one before is what finds a reordering."""
    sealed.execute("DROP INDEX security_link_by_row")
    strike(sealed, "UPDATE security_link l SET row_id = o.row_id, digest = o.digest FROM security_link o "
                   "WHERE (l.seq, o.seq) IN ((7, 8), (8, 7))")  # fmt: skip
    links = {seq: bytes(linked) for seq, linked in sealed.execute("SELECT seq, link FROM security_link").fetchall()}
    walked = iter(sorted(links))
    monkeypatch.setattr(verifying, "link", lambda _head, _digest: links[next(walked)])
    assert security.verify().holds


def test_a_lawful_erasure_blanks_the_payload_and_the_chain_holds(sealed):
    from yiwang.pillars.security.base.trail import erase_payload

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_id FROM security_link WHERE seq = 4")
        erase_payload(cursor.fetchone()[0])
    assert security.verify().holds
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_trail WHERE payload IS NULL")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("statement", ["UPDATE security_trail SET action = 'x'", "DELETE FROM security_trail"])
def test_the_working_role_cannot_touch_the_trail(sealed, statement):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_transaction_still_open_is_not_skipped(own_database):
    """A row written before, committed after the sealer passed: the next round takes it, none is left out."""
    with security.actions.plus(**{"test.act": security.Action("试做", frozenset({"staff"}))}):
        with psycopg.connect(own_database) as slow:
            slow.execute("SELECT pg_current_xact_id()")
            with security.acting(CLERK, "test.act"):
                pass
            assert security.seal() == 0  # an older transaction may still write
        with security.acting(CLERK, "test.act"):
            pass
        seal_all(2)
    assert security.verify().holds
