"""A check of the whole trail as work that can be left: asked for, done in parts by a job, its result kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound

from .acting import Record, acting
from .actions import declare
from .actor import SYSTEM, Actor
from .heads import compare_heads
from .models import TrailCheck
from .sealing import seal
from .trail import Ref
from .verifying import Verdict, verify

VERIFY = declare("security.verify_trail", "核对审计链", roles="auditor")
NOTE = declare("security.note_check", "记下核对的进度", by="system")
PART = 100_000


def open_check(record: Record, by: Actor) -> int:
    """Ask for a check inside the change `VERIFY`; returns its number. The caller defers the job."""
    made = TrailCheck.objects.create(user_id=by.user, asked_at=clock.now(), total=_sealed())
    record.about("trail-check", str(made.pk))
    return made.pk


def check(number: int) -> TrailCheck:
    """One check. Raises `NotFound`."""
    found = TrailCheck.objects.select_related("user").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def checks(limit: int = 20) -> list[TrailCheck]:
    return list(TrailCheck.objects.select_related("user").order_by("-pk")[:limit])


def run_check(number: int, key: str) -> None:
    """Do it, noting how far it is after each part; stops at the first break."""
    while seal():
        pass
    total, verdict = _sealed(), Verdict(0, None)
    for verdict in parts():
        _note(number, f"{key}:{verdict.rows}", total=total, done=verdict.rows)
        if verdict.broken:
            break
    heads = compare_heads()
    broken = verdict.broken or heads.broken
    facts = {"broken_seq": broken.seq, "broken_row": broken.row, "why": broken.why} if broken else {}
    _note(number, f"{key}:end", total=max(total, verdict.rows), done=verdict.rows, heads=heads.kept,
          finished_at=clock.now(), **facts)  # fmt: skip


def parts(size: int = PART) -> Iterator[Verdict]:
    """The whole trail in parts from seal to seal; the last part looks for what is beyond the last seal as well."""
    since = 0
    for upto in _cuts(size):
        verdict = verify(since, upto)
        yield verdict
        if verdict.broken:
            return
        since = upto
    yield verify(since) if since else verify()


def _cuts(size: int) -> list[int]:
    """Numbers of seals to stop at, some `size` rows apart; never the last, which the open end takes in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq FROM security_seal ORDER BY last_seq")
        seals = [seq for (seq,) in cursor.fetchall()]
    found, last = [], 0
    for seq in seals[:-1]:
        if seq - last >= size:
            found.append(seq)
            last = seq
    return found


def _sealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(last_seq), 0) FROM security_seal")
        return int(cursor.fetchone()[0])


def _note(number: int, key: str, **facts: object) -> None:
    with acting(SYSTEM, NOTE, Ref("trail-check", str(number)), key=key) as record:
        if not record.replayed:
            TrailCheck.objects.filter(pk=number).update(**facts)
            record.done(number)
