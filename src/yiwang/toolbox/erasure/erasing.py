"""The erasure itself: one change by the system, all of it or nothing, with its certificate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from yiwang.infrastructure.files import api as files
from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from . import certificate, planning, rules
from .models import Request

EXECUTE = security.declare("erasure.execute", "删除个人信息", by="system")
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
log = operations.logger("erasure")


def execute(request: UUID, *, key: str | None = None) -> bool:
    """Erase what was approved and may go now; False where a hold stands or it is done already. Called again, it is done once."""
    with security.acting(security.SYSTEM, EXECUTE, security.Ref("erasure", str(request)), key=key) as record:
        row = Request.objects.select_for_update().filter(pk=request, state="approved").first()
        if record.replayed or row is None:
            return False
        security.Party.objects.select_for_update().get(pk=row.party_id)  # nothing new of his begins meanwhile
        found = planning.plan_inside(row.party_id, clock.today())
        if found.held:
            record.note(held=found.held)
            log.info("held", request=str(row.pk))
            return False
        counts = erase(record, row.party_id, frozenset(row.groups), found)
        made = certificate.issue(record, row, counts)
        row.state, row.done_at, row.counts = "done", clock.now(), dict(counts)
        row.document, row.verify_code = made.id, made.verify_code
        row.save(update_fields=["state", "done_at", "counts", "document", "verify_code"])
        record.note(counts=dict(counts), certificate=made.number)
        return True


def erase(record: security.Record, party: UUID, chosen: frozenset[str], found: planning.Plan) -> Counter[str]:
    """Empty or remove every row of `party` that may go, in the open change; returns how many of what."""
    whole = rules.whole(found.lines, chosen, planning.LAST)
    counts: Counter[str] = Counter()
    named: set[str] = set()
    told: list[tuple[str, str]] = []
    users: list[int] = []
    for one in planning.ordered():
        if one.group not in chosen or (one.group == planning.LAST and not whole):
            continue
        keys = [key for how, _, key in _fates(one, party) if how == "goes"]
        if not keys:
            continue
        rows = planning.rows_of(one).filter(pk__in=keys)
        named |= digests(one, rows)
        told += mentions(one, rows)
        users += keys if one.model == security.User._meta.label else []
        empty(record, one, rows)
        counts[one.what] += len(keys)
    _forget(record, counts, told, users)
    counts["没有别处再用的文件"] = _drop(record, sorted(named))
    return +counts


def _fates(one: security.Retained, party: UUID) -> list[tuple[rules.How, Any, Any]]:
    today = clock.today()
    return planning.fates(one, party, today, planning.limit_of(one, today))


def empty(_record: security.Record, one: security.Retained, rows: Any) -> None:
    """Do to these rows what their declaration says."""
    if one.before:
        one.before(rows)
    if one.removes:
        rows.delete()
        return
    for row in rows if one.fresh else ():
        for column, value in one.fresh:
            setattr(row, column, value(row))
        row.save(update_fields=[planning.field_of(one, column).name for column, _ in one.fresh])
    if one.blank:
        rows.update(**{column: planning.nothing(planning.field_of(one, column)) for column in one.blank})
    for column in one.marked:
        rows.exclude(**{column: ""}).update(**{column: security.ERASED})


def digests(one: security.Retained, rows: Any) -> set[str]:
    """The kept files these rows name."""
    found: set[str] = set()
    for column in one.files:
        for (text,) in rows.annotate(erasure_text=Cast(column, TextField())).values_list("erasure_text"):
            found |= set(DIGEST.findall(text or ""))
    return found


def mentions(one: security.Retained, rows: Any) -> list[tuple[str, str]]:
    """How the trail names these rows: kind and identifier."""
    found = []
    for word in one.trail.split():
        kind, attribute, *length = word.split(":")
        for value in rows.values_list(attribute, flat=True):
            found.append((kind, str(value)[: int(length[0])] if length else str(value)))
    return found


def _forget(
    record: security.Record, counts: Counter[str], told: Sequence[tuple[str, str]], users: Sequence[int]
) -> None:
    """What the trail, the outbox and the keys of what was done say of it. That it happened, and when, stays."""
    counts["审计日志里的说明"] = security.erase_said(record, told, users)
    operations.forget(record, [identifier for _, identifier in told if len(identifier) > 7])


def _drop(record: security.Record, named: Iterable[str]) -> int:
    return sum(files.drop(record, digest) for digest in named if not claimed(digest))


def claimed(digest: str) -> bool:
    """Does any row still name this file?"""
    for one in security.retained.values():
        for column in one.files:
            rows = planning.rows_of(one).annotate(erasure_text=Cast(column, TextField()))
            if rows.filter(erasure_text__contains=digest).exists():
                return True
    return False
