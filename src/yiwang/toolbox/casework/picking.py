"""Some cases out of a list, for an act on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yiwang.pillars.security.base import api as security

from . import rules
from .asides import READS
from .flows import flow_of
from .models import Case
from .queries import tasks_for
from .reach import within_reach


@dataclass(frozen=True)
class Picked:
    """A case as it stands now. `verdicts`: what may be given to many, key and title; `unread`: what he is to confirm."""

    number: str
    title: str
    party: str
    step: str
    status: str
    revision: int
    verdicts: dict[str, str]
    unread: list[UUID]


def picked(viewer: security.Actor, numbers: Sequence[str]) -> list[Picked]:
    """Those of `numbers` that are in reach, in that order."""
    rows = within_reach(Case.objects.filter(number__in=list(numbers)), viewer)
    found = {case.number: case for case in rows}
    unread: dict[UUID, list[UUID]] = {}
    mine = tasks_for(viewer).filter(case__in=[one.pk for one in found.values()], kind__in=[*READS, "urge"])
    for case, task in mine.values_list("case_id", "pk"):
        unread.setdefault(case, []).append(task)
    return [_picked(found[number], unread) for number in dict.fromkeys(numbers) if number in found]


def _picked(case: Case, unread: dict[UUID, list[UUID]]) -> Picked:
    step = flow_of(case).step(case.step)
    offered = rules.offered(step, case.status, bool(case.origin_id)) if step else []  # type: ignore[arg-type]
    verdicts = {one.key: one.title for one in offered if step and not rules.not_alike(step, one)}
    return Picked(case.number, case.title, case.party_shown, step.title if step else case.step,
                  rules.STATUS_TITLES[case.status], case.revision, verdicts, unread.get(case.pk, []))  # fmt: skip
