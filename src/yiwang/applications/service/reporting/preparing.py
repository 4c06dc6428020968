"""Making a batch: look at what is due, work out what changed, seal what is sealed, freeze it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db.models import Max

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .capture import waiting
from .fieldset import tables
from .models import OPEN, Batch, Correction, Due, Row, Standing
from .platforms import platform
from .ports import Sent
from .sources import Object, sources

PREPARE = security.declare("reporting.prepare", "编制上报批次", by="system")
PURPOSE = "上报国家平台：申请者名称和证件号码，加密后送出"
MOST = 300
PROVINCE = "53"


@dataclass(frozen=True)
class Plan:
    """What a look at one due object came to. `version` is what was wanted when it was looked at; `over` are rows that are
    neither wanted nor over there any more."""

    due: int
    version: int
    object: Object
    changes: tuple[rules.Change, ...]
    sealed: Mapping[str, str]
    over: tuple[str, ...] = ()


def prepare(kind: str, most: int = MOST) -> str | None:
    """Freeze the next batch of a kind; returns its number, None where nothing is to be sent or one is still under way."""
    with security.viewing(security.SYSTEM):
        if Batch.objects.filter(kind=kind, state__in=OPEN).exists():
            return None
        looked = _look(kind, most)
    if not looked:
        return None
    plans = [_sealed(one) for one in looked]
    with security.acting(security.SYSTEM, PREPARE, security.Ref("reporting", kind)) as record:
        return str(number) if (number := _freeze(record, kind, plans)) else None


def _look(kind: str, most: int) -> list[Plan]:
    dues = {one.object: one for one in waiting(kind)[:most]}
    found = {one.key: one for one in sources[kind].look(dues)}
    plans = []
    for key, due in dues.items():
        seen = found.get(key) or Object(key, key, (), 0)
        known = {
            one.guid: rules.Known(one.table, one.tried, one.there, one.good)
            for one in Standing.objects.filter(kind=kind, object=key)
        }
        written = list(Correction.objects.filter(kind=kind, object=key).values_list("column", "value"))
        lines = rules.corrected(seen.lines, written, tables())
        changed = tuple(rules.changes(lines, known, again=due.again))
        wanted = {one.guid for one in lines}
        over = tuple(key for key, one in known.items() if key not in wanted and not one.there)
        plans.append(Plan(due.pk, due.wanted, seen, changed, {}, over))
    return plans


def _sealed(plan: Plan) -> Plan:
    """Sealed columns, enciphered for the platform. The reading of somebody's number is recorded, and he can see it."""
    party = plan.object.party
    wanted = [one for one in plan.changes if one.operation != "D" and _secret_columns(one.line.table)]
    if party is None or not wanted:
        return plan
    about = security.Ref("case", plan.object.key)
    opened = {
        "applyer_name": security.disclose(security.SYSTEM, party, "name", PURPOSE, about),
        "applyer_page_code": security.disclose(security.SYSTEM, party, "identifier", PURPOSE, about),
    }
    key = platform().public_key()
    sealed = {
        one.line.guid: crypto.sm2_encrypt(key, json.dumps(opened, ensure_ascii=False).encode()).hex() for one in wanted
    }
    return replace(plan, sealed=sealed)


def _secret_columns(table: str) -> list[str]:
    return [name for name, column in tables()[table].columns.items() if column.sealed]


def _freeze(record: security.Record, kind: str, plans: list[Plan]) -> str | None:
    """The boundary between looking and sending: only what is still waiting goes in, and it is marked as taken."""
    locked = set(Due.objects.select_for_update().filter(pk__in=[one.due for one in plans]).values_list("pk", flat=True))
    still = set(waiting(kind).filter(pk__in=locked).values_list("pk", flat=True))
    plans = [one for one in plans if one.due in still]
    for one in plans:
        Due.objects.filter(pk=one.due).update(
            taken=one.version, seen=one.object.revision, again=False, since=clock.now()
        )
        Standing.objects.filter(pk__in=one.over).delete()
    rows = [_row(plan, change) for plan in plans for change in plan.changes]
    if not rows:
        record.note(kind=kind, looked_at=len(plans))
        return None
    rows.sort(key=_rank)
    batch = _batch(kind, rows)
    for place, row in enumerate(rows):
        row.batch, row.place = batch, place
    Row.objects.bulk_create(rows, batch_size=500)
    record.about("reporting_batch", batch.number)
    record.note(kind=kind, rows=len(rows), held=batch.held, digest=batch.digest)
    return batch.number


def _rank(row: Row) -> tuple[int, int]:
    """Whose row must be there first comes first; what goes, goes in the other order, after all that comes."""
    place = list(tables()).index(row.table)
    return (1, -place) if row.operation == "D" else (0, place)


def _row(plan: Plan, change: rules.Change) -> Row:
    """Our own check comes first: what would be refused anyway does not leave."""
    line, seen = change.line, plan.object
    wrong = rules.faults(tables()[line.table], line.body) if change.operation != "D" else []
    row = Row(
        object=seen.key, title=seen.title[:300], table=line.table, guid=line.guid, operation=change.operation,
        body=line.body, sealed=plan.sealed.get(line.guid, ""), content=change.content, division=seen.division,
        agency_id=seen.agency,
    )  # fmt: skip
    if wrong:
        row.state, row.code, row.column, row.says = "held", wrong[0].code, wrong[0].column, _words(wrong)
    return row


def _words(wrong: list[rules.Fault]) -> str:
    return "；".join(one.says for one in wrong)[:300]


def shipped(rows: Iterable[Row], number: str, made_at: datetime) -> list[Sent]:
    """Rows as they travel, in their order, with the columns of synchronisation."""
    when = made_at.astimezone(clock.CHINA).strftime("%Y%m%dT%H%M%S")
    return [
        Sent(one.table, one.guid, one.operation, number, when, PROVINCE, one.body, one.sealed)
        for one in rows
        if one.state != "held"
    ]


def _batch(kind: str, rows: list[Row]) -> Batch:
    day, now = clock.today(), clock.now()
    last = Batch.objects.filter(kind=kind, day=day).aggregate(last=Max("serial"))["last"] or 0
    number = rules.number(kind, f"{day:%Y%m%d}", last + 1)
    travelling = shipped(rows, number, now)
    held = len(rows) - len(travelling)
    return Batch.objects.create(
        number=number, kind=kind, day=day, serial=last + 1, made_at=now, next_at=now, held=held,
        digest=rules.digest([asdict(one) for one in travelling]), rows_sent=len(travelling),
    )  # fmt: skip
