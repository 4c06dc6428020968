"""A firm's account, claimed by whom the register names as its head."""

from __future__ import annotations

from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security

from . import finding
from .errors import NotRepresentative
from .events import MandateEnded, MandateGiven

CLAIM = security.declare("identity.claim_firm", "认领企业账号", by="person")


def claim_firm(by: security.Actor, uscc: str, name: str) -> int:
    """Let `by` act for the firm as its head; returns the mandate. The register must name him, by the mark of his number.

    Whoever was its head before by the register, and is not any more, acts for it no longer. Raises `WrongUscc`,
    `NotRepresentative`, `TooManyTries`.
    """
    code = str(ids.parse_uscc(uscc))
    about = security.Ref("firm", code)
    if by.mandate is not None:
        security.record_refusal(by, CLAIM, about, "acts for another")
        raise NotRepresentative
    firm, own = finding.found("firm", code, name), _marks_of(by)
    heads = bool(firm and firm.facts.get("representative_mark") in own)
    with security.acting(by, CLAIM, about) as record:
        before = finding.may_try(record, CLAIM)
        if firm and heads:
            return int(record.done(_given(record, firm)))
        finding.failed(record, CLAIM, before)
    refusal = NotRepresentative()
    security.record_refusal(by, CLAIM, about, str(refusal))
    raise refusal


def _marks_of(by: security.Actor) -> set[str]:
    """Every mark his number has or had: a firm's register may hold one from before the index changed."""
    with security.viewing(by):
        party = security.own_party(by)
        if party is None or party.kind != "person":
            return set()
        return {one.hex() for one in security.marks_of("person", str(security.own_facts(party)["party.identifier"]))}


def _given(record: security.Record, firm: security.Party) -> int:
    by = record.by
    held = security.Mandate.objects.select_for_update().filter(principal=firm, ended_at__isnull=True)
    for other in held:
        mine, head = other.user_id == by.user, other.kind == "representative"
        if mine and head:
            return other.pk
        if mine or head:
            security.end_mandate(
                record, other, "改由法定代表人、经营者本人办" if mine else "登记的法定代表人、经营者换了人"
            )
            record.emit(MandateEnded(other.pk))
    ground = f"本人认领，登记机关登记的法定代表人、经营者（{clock.today():%Y-%m-%d}核对）"
    mandate = security.give_mandate(record, owner=by.party, principal=firm, kind="representative", ground=ground)  # type: ignore[arg-type]
    assert mandate is not None  # noqa: S101  who claims has an account
    record.emit(MandateGiven(mandate.pk))
    return mandate.pk
