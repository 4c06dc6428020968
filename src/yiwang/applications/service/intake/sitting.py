"""What a clerk does with an application before him: fill it in, take it in, not take it in, hand it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from yiwang.applications.service.matters.api import matter
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from . import rules
from .beginning import TAKE
from .errors import NotHere, Over, WhyDeclined
from .events import DraftHandedOver, IntakeDeclined
from .journey import Journey, application
from .models import Sitting

DECLINE = security.declare("intake.decline", "窗口不予收件", by="staff", roles="clerk")
HAND_OVER = security.declare("intake.hand_over", "转给本人接着填", by="staff", roles="clerk")


@dataclass(frozen=True)
class Sheet:
    """A sitting with its form, as the clerk's page shows it. `parsed` is what came of the last sending."""

    sitting: Sitting
    journey: Journey
    parsed: forms.Parsed | None = None

    @property
    def again(self) -> bool:
        return bool(self.parsed and (self.parsed.errors or self.parsed.rows_changed))


def find(by: security.Actor, sitting: UUID) -> Sitting:
    """Inside `viewing` or `acting`. Raises `NotFound` for one of another agency."""
    found = _within(by).filter(pk=sitting).first()
    if found is None:
        raise NotFound
    return found


def _within(by: security.Actor) -> QuerySet[Sitting]:
    return security.visible(Sitting.objects.select_related("agency"), by).filter(agency=by.agency)


def recent(by: security.Actor) -> list[Sitting]:
    """The latest of this window and its neighbours at the same agency."""
    return list(_within(by).order_by("-opened_at")[:30])


def sheet(by: security.Actor, sitting: UUID) -> Sheet:
    """An open sitting with what is filled in. Only its own clerk fills it in. Raises `NotFound`, `Over`."""
    found = find(by, sitting)
    if found.state != "open":
        raise Over(now=rules.STATES[found.state])
    draft = forms.resume(by, found.draft)
    return Sheet(found, Journey(draft, found.matter, matter(found.matter), forms.form_of(draft.version)))


def fill(request: HttpRequest, by: security.Actor, sitting: UUID) -> Sheet:
    """Keep what was typed on the one dense page and every file that is whole. Raises `Overtaken`."""
    with security.viewing(by):
        before = sheet(by, sitting)
        asked = [(place.path, place.question) for page in before.journey.pages() for place in page.places]
    draft, form = before.journey.draft, before.journey.form
    with security.acting(by, forms.SAVE, security.Ref("draft", str(draft.id))) as record:
        taken = forms.take_uploads(record, request, asked, draft.uploads, draft.answers)
        parsed = forms.parse(form, taken.raw, clock.today(), uploads=taken.uploads)
        kept = forms.save_draft(
            record, draft.form, parsed.answers, draft=draft.id, revision=draft.revision, subject=before.sitting.matter,
            uploads=taken.uploads,
        )  # fmt: skip
    parsed = replace(parsed, errors={**parsed.errors, **taken.problems})
    return Sheet(before.sitting, replace(before.journey, draft=kept), parsed)


def take_in(by: security.Actor, sitting: UUID, delivery: Mapping[str, Any]) -> str:
    """收件: the sheet becomes a case; returns its number. Raises `Unfinished`, `NotForYou`, `NotHere`."""
    with security.viewing(by):
        found = find(by, sitting)
        if found.state == "taken":
            return found.case_number
        number = casework.number_for(by, str(found.draft))
        what = None if number else sheet(by, sitting)
    if what:
        number = _handed_in(by, what, delivery)
    with security.acting(by, TAKE, security.Ref("sitting", str(sitting))) as record:
        _close(record, sitting, "taken", case_number=number)
    return number


def _handed_in(by: security.Actor, what: Sheet, delivery: Mapping[str, Any]) -> str:
    with security.viewing(by, purpose=what.sitting.purpose):
        party = security.Party.objects.get(pk=what.sitting.party_id)
    made = application(what.journey, party, channel=what.sitting.channel, delivery=delivery)
    handler = standards.agency_for(made.line, made.division)
    if handler.pk != by.agency:
        raise NotHere(says=f"照填的地方，这件归{handler.name}办。请转给那里的窗口，或者转给本人自己填")
    return casework.take_in(by, made, key=str(what.journey.draft.id))


def decline(by: security.Actor, sitting: UUID, reason: str) -> None:
    """不予收件: nothing becomes of it, the reason stays and goes to its party. Raises `WhyDeclined`, `Over`."""
    if len(reason.strip()) < 4:
        raise WhyDeclined
    with security.acting(by, DECLINE, security.Ref("sitting", str(sitting))) as record:
        found = _close(record, sitting, "declined", reason=reason.strip()[:2000])
        forms.drop_draft(record, found.draft)
        record.note(matter=found.matter, reason=found.reason)
        record.emit(IntakeDeclined(str(found.pk)))


def hand_over(by: security.Actor, sitting: UUID) -> None:
    """The party goes on himself, on his own phone. Raises `Over`."""
    with security.acting(by, HAND_OVER, security.Ref("sitting", str(sitting))) as record:
        found = _close(record, sitting, "handed")
        record.emit(DraftHandedOver(str(found.pk)))


def _close(record: security.Record, sitting: UUID, state: str, **facts: Any) -> Sitting:
    rows = security.visible(Sitting.objects.select_for_update(of=("self",)), record.by)
    found = rows.filter(pk=sitting, agency=record.by.agency).first()
    if found is None:
        raise NotFound
    if found.state != "open":
        raise Over(now=rules.STATES[found.state])
    for name, value in {**facts, "state": state, "closed_at": clock.now()}.items():
        setattr(found, name, value)
    found.save()
    record.note(state=state)
    return found
