"""Checking the chain as a job: asked for on a page, walked in parts, found again whenever one comes back."""

from __future__ import annotations

from django.db import connection

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict
from yiwang.pillars.security.base import api as security

from .actions import CHECK
from .models import ChainCheck

PARTS = 10
JOB = "security_console.check"


class AlreadyChecking(Conflict):
    """{who} {when} 要求的核验还没有做完，等它做完再要求下一次。"""

    code = "trail.already_checking"


def ask(by: security.Actor, *, key: str | None = None) -> ChainCheck:
    """Ask for a check of the whole chain. Raises `AlreadyChecking`."""
    with security.acting(by, CHECK, security.Ref("trail", "chain"), key=key) as record:
        if record.replayed:
            return ChainCheck.objects.get(pk=record.outcome)
        if running := ChainCheck.objects.exclude(state="done").order_by("asked_at").first():
            when = f"{running.asked_at.astimezone(clock.CHINA):%H:%M}"
            raise AlreadyChecking(who=running.shown, when=when)
        made = ChainCheck.objects.create(
            asked_at=clock.now(), asked_by_id=by.user, shown=f"{by.name}，{by.agency_name}", total=_total()
        )
        jobs.defer(record, JOB, check=str(made.pk))
        record.done(str(made.pk))
        return made


def _total() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(last_seq), 0) FROM security_seal")
        return int(cursor.fetchone()[0])


def walk(check: str) -> None:
    """Do what was asked; what was done over by a dying worker is begun again from the start."""
    while security.seal():
        pass
    total, verdict = _total(), security.Verdict(0, None)
    _note(check, state="running", rows=0, total=total)
    for verdict in security.in_parts(max(1000, total // PARTS)):  # noqa: B007  the last one counts
        _note(check, rows=verdict.rows)
    broken = verdict.broken
    _note(
        check, state="done", done_at=clock.now(), rows=verdict.rows, broken=broken.seq if broken else None,
        row=broken.row if broken else "", why=broken.why if broken else "",
    )  # fmt: skip


def _note(check: str, **facts: object) -> None:
    with security.acting(security.SYSTEM, CHECK, security.Ref("check", check)) as record:
        ChainCheck.objects.filter(pk=check).update(**facts)
        record.note(**{key: value for key, value in facts.items() if key != "done_at"})


def latest(limit: int = 5) -> list[ChainCheck]:
    return list(ChainCheck.objects.order_by("-asked_at")[:limit])
