"""Refused rows as work: a case at the agency concerned, for each object one at a time, closed when its rows are taken."""

from __future__ import annotations

from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from .capture import notice
from .definition import TicketPlan, plans
from .errors import NoTicketPlan
from .fieldset import tables
from .models import OPEN, Batch, Correction, Due, Row, Standing, Ticket
from .rules import KINDS

OPEN_TICKET = security.declare("reporting.open_ticket", "退回的上报数据转更正", by="system")
FOLLOW = security.declare("reporting.follow_ticket", "跟进上报数据更正", by="system")
BAD = ("refused", "held")
FALLBACK = ("service", 530000_000000)
log = operations.logger("reporting")


def plan() -> TicketPlan:
    """The one a pack declares; `NoTicketPlan` where none does."""
    found = next(iter(plans.values()), None)
    if found is None:
        raise NoTicketPlan
    return found


def open_tickets() -> int:
    """A ticket for every object with refused rows that has none open. Safe to repeat: it finds what is missing."""
    with security.viewing(security.SYSTEM):
        rows = Row.objects.filter(state__in=BAD, ticket=None)
        wanted = sorted(set(rows.values_list("batch__kind", "object")))[:200]
    for kind, key in wanted:
        try:
            _open(kind, key)
        except DomainError as why:
            log.warning("ticket_not_opened", kind=kind, object=key, code=why.code)
    return len(wanted)


def _open(kind: str, key: str) -> None:
    with security.acting(security.SYSTEM, OPEN_TICKET, security.Ref(f"reporting.{kind}", key)) as record:
        rows = list(Row.objects.select_for_update().filter(batch__kind=kind, object=key, state__in=BAD, ticket=None))
        if not rows:
            return
        ticket = Ticket.objects.filter(kind=kind, object=key, closed_at=None).first()
        if ticket is None:
            case = casework.open_case(record, _application(record, kind, rows))
            ticket = Ticket.objects.create(
                kind=kind, object=key, case_id=case.pk, division=rows[0].division, opened_at=clock.now()
            )
        Row.objects.filter(pk__in=[one.pk for one in rows]).update(ticket=ticket)
        record.note(kind=kind, object=key, rows=len(rows))


def _application(record: security.Record, kind: str, rows: list[Row]) -> casework.Application:
    """`answers` say which rows were refused, in words. No personal value is in them: rows show masks."""
    how, first = plan(), rows[0]
    line, division = FALLBACK
    if first.agency_id:
        agency = standards.agency(first.agency_id)
        line, division = agency.line, agency.division_id
    answers = {
        "kind": KINDS[kind], "object": first.object, "title": first.title[:100], "batch": first.batch_id,
        "refused": "\n".join(_words(one) for one in rows[:20])[:2000],
    }  # fmt: skip
    return casework.Application(
        matter=how.flow, title=f"{how.title}：{first.title}"[:200], flow=how.flow, line=line, division=division,
        form=how.form, version=forms.use(record, how.form).pk, answers=answers, party=None, party_shown="国家平台退回",
        channel="system",
    )  # fmt: skip


def _words(row: Row) -> str:
    table = tables()[row.table]
    who = "送出前自查" if row.state == "held" else "国家平台"
    column = f"（{row.column}）" if row.column else ""
    return f"{table.title}{column} {row.code} {row.says}（{who}）"


def follow_tickets() -> int:
    """Tickets whose clerk says it is mended go out again; what came of it goes back into the case."""
    with security.viewing(security.SYSTEM):
        waiting = (
            list(Ticket.objects.filter(closed_at=None, case__step=plan().waits).select_related("case")) if plans else []
        )
        standing = [(one, _result(one)) for one in waiting]
    for ticket, result in standing:
        if result:
            _tell(ticket, result)
        elif not ticket.asked:
            _ask(ticket)
    return len(standing)


def _result(ticket: Ticket) -> str:
    """ "accepted" once every row stands well; "refused" when it was tried again and does not; "" while it is under way."""
    rows = Standing.objects.filter(kind=ticket.kind, object=ticket.object)
    if rows.exists() and not rows.filter(good=False).exists():
        return "accepted"
    due = Due.objects.filter(kind=ticket.kind, object=ticket.object).first()
    under_way = Batch.objects.filter(kind=ticket.kind, state__in=OPEN, rows__object=ticket.object).exists()
    if ticket.asked and not under_way and due is not None and due.wanted == due.taken:
        return "refused"
    return ""


def _ask(ticket: Ticket) -> None:
    with security.acting(security.SYSTEM, FOLLOW, security.Ref("case", ticket.case.number)) as record:
        for column, value in _written_over(ticket):
            Correction.objects.update_or_create(
                kind=ticket.kind, object=ticket.object, column=column,
                defaults={"value": value, "ticket": ticket, "division": ticket.division, "at": clock.now()},
            )  # fmt: skip
            record.note(column=column)
        notice(record, ticket.kind, ticket.object, again=True)
        Ticket.objects.filter(pk=ticket.pk).update(asked=True)


def _written_over(ticket: Ticket) -> list[tuple[str, str]]:
    """What the clerk wrote into the record of his step, if anything."""
    entry = ticket.case.entries.filter(step=plan().correct).order_by("-at", "-pk").first()
    said: dict[str, Any] = entry.facts.get("answers", {}) if entry else {}
    column = str(said.get("column", "")).strip()
    return [(column, str(said.get("value", "")).strip())] if column else []


def _tell(ticket: Ticket, result: str) -> None:
    """The answer moves the case; then the ticket says so. In this order: who dies between does both again, once."""
    rows = Row.objects.filter(ticket=ticket, state__in=BAD)
    with security.viewing(security.SYSTEM):
        last = rows.order_by("-pk").first()
        key = f"reporting:{ticket.pk}:{result}:{last.pk if last else 0}"
        facts = {"answer": result, "reason": last.says if last and result == "refused" else "国家平台已接收"}
    try:
        casework.receive(security.SYSTEM, ticket.case.number, plan().waits, facts, key=key)
    except casework.NotWaiting:
        return
    with security.acting(security.SYSTEM, FOLLOW, security.Ref("case", ticket.case.number)) as record:
        Ticket.objects.filter(pk=ticket.pk).update(asked=False, closed_at=clock.now() if result == "accepted" else None)
        record.note(kind=ticket.kind, object=ticket.object, result=result)
        if result == "accepted":
            _settle_batches(record, ticket)


def _settle_batches(record: security.Record, ticket: Ticket) -> None:
    """A batch is settled when nothing of it waits to be mended."""
    for number in set(ticket.rows.values_list("batch_id", flat=True)):
        unsettled = Row.objects.filter(batch_id=number, state__in=BAD).exclude(ticket__closed_at__isnull=False)
        if not unsettled.exists():
            Batch.objects.filter(pk=number, state="received").update(state="settled")
            record.note(settled=number)
