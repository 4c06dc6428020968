"""A firm that exists from now on: registered as a party in the change that grants it, its owner acting for it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security

from .errors import CannotEnrol
from .models import Case


def enrol(record: security.Record, case: Case, function: str, facts: Mapping[str, Any]) -> None:
    """Register what the pack's `function` names: {name, identifier, facts}. Raises `CannotEnrol` for a number in use.

    Whoever applied is its representative, unless `representative_identifier` names another. The register keeps the
    representative's mark, so that he can claim the firm's account and nobody reads his number there."""
    named = functions[function](facts)
    firm = security.new_party(
        "firm", named["name"], named["identifier"], facts={**named.get("facts", {}), **_headed_by(case, named)},
        synthetic=case.synthetic, division_id=case.division, address=named.get("address", ""),
    )  # fmt: skip
    try:
        with transaction.atomic():
            firm.save(force_insert=True)
    except IntegrityError as taken:
        raise CannotEnrol(identifier=named["identifier"]) from taken
    record.note(enrolled=str(firm.pk), firm=named["identifier"])
    if case.party_id:
        ground = f"{case.title}，办件 {case.number}"
        security.give_mandate(record, owner=case.party_id, principal=firm, kind="representative", ground=ground)


def _headed_by(case: Case, named: Mapping[str, Any]) -> dict[str, str]:
    if given := named.get("representative_identifier"):
        return {"representative_mark": security.mark_of("person", given).hex()}
    if case.party and case.party.kind == "person":
        return {"representative_mark": bytes(case.party.identifier_mark).hex()}
    return {}
