"""Heads kept apart: what rebuilds the whole trail with keys and owner's rights is found; and checks in parts."""

from __future__ import annotations

import json

import psycopg
import pytest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import checking, heads
from yiwang.pillars.security.base.sealing import GENESIS, head_text, link
from yiwang.pillars.security.base.tests.test_trail import CLERK, row, seal_all, strike
from yiwang.pillars.security.base.trail import digest_of

ACTS = {"test.act": security.Action("试做", frozenset({"staff"}))}


@pytest.fixture
def kept(own_database, tmp_path, monkeypatch):
    """Two days: five acts, the head kept; five more, the head kept."""
    monkeypatch.setenv("YIWANG_HEADS", str(tmp_path / "heads"))
    with security.actions.plus(**ACTS):
        for day, many in (("2026-03-02", 5), ("2026-03-03", 6)):  # the second day seals the keeping of the first
            with clock.frozen(day):
                for serial in range(5):
                    with security.acting(CLERK, "test.act", security.Ref("thing", f"{day}/{serial}")):
                        pass
                seal_all(many)
                assert security.keep_head() is not None
    with psycopg.connect(own_database, autocommit=True) as owner:
        yield owner


def rebuilt(owner: psycopg.Connection) -> None:
    """The whole chain made anew with the installation's own keys, one row changed: everything inside agrees."""
    strike(owner, f"UPDATE security_trail SET actor = 'staff/9' WHERE id = {row(2)}")
    fields = owner.execute("SELECT id, at, verdict, actor, action, kind, subject, purpose, payload_digest"
                           f" FROM security_trail WHERE id = {row(2)}").fetchone()  # fmt: skip
    digest = digest_of((*fields[:-1], bytes(fields[-1])))
    owner.execute(f"UPDATE security_trail SET digest = %s, mac = %s WHERE id = {row(2)}",
                  [digest, security.vault().mac("trail", digest)])  # fmt: skip
    owner.execute("UPDATE security_link SET digest = %s WHERE seq = 2", [digest])
    head, links = GENESIS, {}
    for seq, each in owner.execute("SELECT seq, digest FROM security_link ORDER BY seq").fetchall():
        links[seq] = head = link(head, bytes(each))
        owner.execute("UPDATE security_link SET link = %s WHERE seq = %s", [head, seq])
    for (seq,) in owner.execute("SELECT last_seq FROM security_seal").fetchall():
        signature = security.vault().sign("trail", head_text(seq, links[seq]))
        owner.execute(
            "UPDATE security_seal SET head = %s, signature = %s WHERE last_seq = %s", [links[seq], signature, seq]
        )


def test_an_untouched_trail_fits_every_kept_head(kept):
    seal_all(1)
    assert security.compare_heads() == security.Heads(2)
    assert security.verify().holds


def test_a_trail_rebuilt_with_the_keys_is_found_by_the_heads_alone(kept):
    rebuilt(kept)
    assert security.verify().holds, "from inside nothing shows"
    found = security.compare_heads()
    assert found.broken is not None and found.broken.seq == 5 and "重新做过" in found.broken.why


def test_without_the_comparison_the_rebuilt_trail_would_pass(kept, monkeypatch):
    """Planted fault: no statement lies apart."""
    rebuilt(kept)
    monkeypatch.setattr(heads, "_why_not", lambda *_: (0, ""))
    assert security.compare_heads().broken is None


@pytest.mark.parametrize(("what", "says"), [
    ("a later day's rows cut off with their links", "后面的记录少了"), ("a statement edited", "签名不符"),
    ("the first day's statement deleted", "前一天"), ("the last day's statement deleted", "文件却不见了"),
    ("a statement that is no statement", "读不出来"), ("a day's statement replaced by one signed anew", "前一天"),
])  # fmt: skip
def test_what_happens_to_statements_is_found(kept, what, says):
    first, last = heads._files()
    if what.startswith("a later"):
        strike(kept, "DELETE FROM security_link WHERE seq > 10")
        kept.execute("DELETE FROM security_seal WHERE last_seq > 10")
    elif what == "a statement edited":
        text = first.read_text()
        first.unlink()
        first.write_text(text.replace('"seq": 5', '"seq": 4'))
    elif what == "a statement that is no statement":
        first.unlink()
        first.write_text("{}")
    elif "replaced" in what:
        said = json.loads(first.read_text())
        said.pop("signature")
        said["day"] = "2026-03-01"
        signature = security.vault().sign(heads.KEY, heads.canonical(said).encode()).hex()
        first.unlink()
        first.write_text(json.dumps({**said, "signature": signature}))
    else:
        (first if "first" in what else last).unlink()
    found = security.compare_heads()
    assert found.broken is not None and says in found.broken.why


def test_a_day_is_kept_once_and_never_over_another(kept):
    with clock.frozen("2026-03-03"):
        before = heads._files()[-1].read_bytes()
        assert security.keep_head() is None
        heads._write(heads._files()[-1], "something else")
    assert heads._files()[-1].read_bytes() == before


def test_a_check_in_parts_finds_what_the_whole_finds(kept, monkeypatch):
    seal_all(1)
    assert [one.rows for one in checking.parts(5)] == [5, 11, 12]
    strike(kept, f"UPDATE security_trail SET action = 'other' WHERE id = {row(7)}")
    *_, last = checking.parts(5)
    assert last.broken == security.verify().broken
    assert last.broken is not None and last.broken.seq == 7


def test_a_row_put_in_after_the_seal_is_found_by_the_last_part(kept):
    seal_all(1)
    kept.execute(
        "INSERT INTO security_trail SELECT gen_random_uuid(), at, '1'::xid8, verdict, actor, user_id, action, kind,"
        f" 'planted', purpose, payload, salt, payload_digest, digest, mac FROM security_trail WHERE id = {row(3)}"
    )
    *_, last = checking.parts(5)
    assert last.broken is not None and "插入" in last.broken.why


def test_a_check_that_was_asked_for_is_done_and_its_result_stays(kept):
    auditor = security.Actor("staff", post=1, roles=frozenset({"auditor"}))
    with security.acting(auditor, security.VERIFY) as record:
        number = security.open_check(record, auditor)
    security.run_check(number, "job:1")
    found = security.check(number)
    assert found.finished_at and not found.why and found.heads == 2 and found.done >= 12
    rebuilt(kept)
    with security.acting(auditor, security.VERIFY) as record:
        number = security.open_check(record, auditor)
    security.run_check(number, "job:2")
    assert "重新做过" in security.check(number).why
