"""面签: an authority given in person, recorded by a clerk for who cannot do it online himself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security

from . import finding, rules
from .authorising import Term, checked, give
from .errors import NotMatched, NotWhole
from .events import MandateGiven
from .models import Authority

RECORD = security.declare("identity.record_authority", "窗口记录当面授权", by="staff", roles="clerk", assurance=3)
PURPOSE = "窗口面签：核对授权人和受托人"


@dataclass(frozen=True)
class Seen:
    """What a clerk saw and checked when the principal stood before him."""

    shown: str
    facts: Sequence[str]
    document_no: str
    reason: str


def record_authority(
    by: security.Actor, principal: tuple[str, str], helper: tuple[str, str], seen: Seen, term: Term
) -> int:  # fmt: skip
    """Record that `principal` lets `helper` act; each as (ID number, name). The principal is told at once.

    Raises `WrongCitizenId`, `NotWhole`, `WrongTerm`, `NotMatched`, `HeldAlready`, `Oneself`.
    """
    pairs = [(ids.parse_citizen_id(number, clock.today()).number, name) for number, name in (principal, helper)]
    if says := rules.seen_problem(seen.shown, list(seen.facts), seen.document_no, seen.reason):
        raise NotWhole(says=says)
    since = checked(term)
    giver, taker = (finding.found("person", *pair) for pair in pairs)
    if giver is None or taker is None:
        raise _unmatched(by)
    with security.acting(by, RECORD, purpose=PURPOSE) as record:
        ground = f"{by.agency_name}当面核对，授权书 {seen.document_no.strip()}"[:300]
        mandate = give(record, taker, giver, "helper", ground, term, since)
        if mandate:
            _keep(record, mandate, giver, seen)
    if mandate is None:
        raise _unmatched(by)
    security.record_reading(by, RECORD, [giver.pk, taker.pk], PURPOSE, security.Ref("mandate", str(mandate.pk)))
    return mandate.pk


def _unmatched(by: security.Actor) -> NotMatched:
    """Recorded, not counted: a clerk who mistypes goes on serving who stands before him."""
    refusal = NotMatched()
    security.record_refusal(by, RECORD, None, str(refusal))
    return refusal


def _keep(record: security.Record, mandate: security.Mandate, giver: security.Party, seen: Seen) -> None:
    by = record.by
    Authority.objects.create(
        mandate=mandate, principal=giver, shown=seen.shown, facts=sorted(set(seen.facts) & set(rules.OWN_FACTS)),
        document_no=seen.document_no.strip()[:60], reason=seen.reason.strip()[:300], agency_id=by.agency or 0,
        division=(by.divisions or (0, 0))[0], recorded_by_id=by.user or 0, at=clock.now(),
        recorder=" · ".join(part for part in (by.agency_name, by.post_title, by.name) if part),
    )  # fmt: skip
    record.about("mandate", str(mandate.pk))
    record.note(shown=seen.shown, facts=sorted(seen.facts), document_no=seen.document_no.strip()[:60])
    record.emit(MandateGiven(mandate.pk, at_window=True))
