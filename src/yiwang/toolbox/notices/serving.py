"""Service of documents 送达: which document reached whom, how, and from when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .errors import NoConsent, ReceivedBeforeSent, ServedAlready
from .models import Delivery

CONFIRM = security.declare("notices.confirm_receipt", "确认收到文书", by="person firm")


@dataclass(frozen=True)
class Paper:
    """What is served: the document and whom it is for. `agency` and `division` say which officials see whether it came."""

    document: UUID
    title: str
    party: UUID
    agency: int
    division: int
    case_number: str = ""


@dataclass(frozen=True)
class DeliveryView:
    """One service of one document. `unsure`: the rule it counts by is still 待核实. `runs_from`: the day after which the
    days for review run; None while nothing runs."""

    document: UUID
    title: str
    case_number: str
    method: str
    method_says: str
    sent_at: datetime
    received_at: datetime | None
    deemed_on: date | None
    ground: str
    unsure: bool
    runs_from: date | None
    message: UUID | None


def rule_of(method: rules.Method, day: date) -> rules.Rule:
    """The law's days of a method as they stood on `day`."""
    value = standards.parameter(f"service_{method}").on(day)
    return rules.Rule(int(value.value), value.ground, value.how)


def serve(
    record: security.Record, paper: Paper, method: rules.Method = "electronic", *, consented: bool = True,
    channel: str = "", message: UUID | None = None,
) -> DeliveryView:  # fmt: skip
    """Record inside the open change that `paper` goes to its party. Electronic service: `message` is the in-site message
    that carries it, `consented` and `channel` where its party agreed. Raises `NoConsent`, `ServedAlready`."""
    if method == "electronic" and not consented:
        raise NoConsent(title=paper.title)
    if Delivery.objects.filter(document=paper.document, party=paper.party, method=method).exists():
        raise ServedAlready(title=paper.title)
    row = Delivery(
        document=paper.document, title=paper.title, case_number=paper.case_number, party_id=paper.party,
        agency_id=paper.agency, division=paper.division, method=method, consented=consented, channel=channel,
        message_id=message, sent_at=clock.now(),
    )  # fmt: skip
    _reckon(row)
    row.save(force_insert=True)
    record.note(document=str(paper.document), method=method)
    return view_of(row)


def confirm_receipt(by: security.Actor, document: UUID, *, key: str) -> date:
    """The party says that it has the document; returns the day it first said so. `NotFound` for a document of others."""
    with security.acting(by, CONFIRM, security.Ref("document", str(document)), key=key) as record:
        if record.replayed:
            return date.fromisoformat(record.outcome)
        rows = list(security.visible(Delivery.objects.select_for_update(of=("self",)), by).filter(document=document))
        if not rows:
            raise NotFound
        for row in rows:
            _received(row, clock.now(), by.user)
        first = min(_china_day(row.received_at) for row in rows if row.received_at)
        record.done(first.isoformat())
        return first


def note_receipt(record: security.Record, document: UUID, method: rules.Method, on: date) -> None:
    """An official records inside the open change what a return card or a signature at the counter says.

    Raises `NotFound` out of reach, `ReceivedBeforeSent`.
    """
    rows = security.visible(Delivery.objects.select_for_update(of=("self",)), record.by)
    row = rows.filter(document=document, method=method).first()
    if row is None:
        raise NotFound
    if not _china_day(row.sent_at) <= on <= clock.today():
        raise ReceivedBeforeSent(sent=_china_day(row.sent_at))
    _received(row, datetime.combine(on, time(12), clock.CHINA), record.by.user)
    record.note(document=str(document), method=method, received_on=on.isoformat())


def deliveries(viewer: security.Actor, case_number: str) -> list[DeliveryView]:
    """How the papers of a case were served, oldest first."""
    rows = security.visible(Delivery.objects.all(), viewer).filter(case_number=case_number)
    return [view_of(row) for row in rows.order_by("id")]


def _received(row: Delivery, at: datetime, user: int | None) -> None:
    """The first receipt counts; later ones change nothing."""
    if row.received_at is None:
        row.received_at, row.received_by_id = at, user
        _reckon(row)
        row.save(update_fields=["received_at", "received_by", "deemed_on", "ground", "how"])


def _served(row: Delivery) -> rules.Served | None:
    sent_on = _china_day(row.sent_at)
    received_on = _china_day(row.received_at) if row.received_at else None
    method: rules.Method = row.method  # type: ignore[assignment]
    return rules.served(method, rule_of(method, sent_on), sent_on, received_on)


def _reckon(row: Delivery) -> None:
    if found := _served(row):
        row.deemed_on, row.ground, row.how = found.day, found.ground, found.how


def _china_day(moment: datetime) -> date:
    return moment.astimezone(clock.CHINA).date()


def view_of(row: Delivery) -> DeliveryView:
    counted = rules.Served(row.deemed_on, row.ground, row.how) if row.deemed_on else None  # type: ignore[arg-type]
    received_on = _china_day(row.received_at) if row.received_at else None
    return DeliveryView(
        row.document, row.title, row.case_number, row.method, row.get_method_display(), row.sent_at, row.received_at,
        row.deemed_on, row.ground, row.how == "remembered", rules.runs_from(counted, received_on), row.message_id,
    )  # fmt: skip
