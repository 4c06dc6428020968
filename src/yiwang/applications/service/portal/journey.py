"""One application on its way: a draft filled page by page, its files, its check, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yiwang.applications.service.intake import api as intake
from yiwang.applications.service.intake.api import Journey, NotForYou, NotOffered, Unfinished
from yiwang.applications.service.matters.api import matter
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms


def begin(by: security.Actor, name: str) -> UUID:
    """Start an application, with what is known filled in. Called outside a transaction."""
    wanted = matter(name)
    security.within_mandate(by, name, wanted.title)
    facts = known(by)
    answers = forms.prefilled(forms.forms[wanted.form], facts, clock.today())
    with security.acting(by, forms.SAVE, security.Ref("matter", name)) as record:
        draft = forms.save_draft(record, wanted.form, answers, subject=name)
        record.about("draft", str(draft.id))
        return draft.id


def known(by: security.Actor) -> dict[str, Any]:
    """What the applicant's own record offers a form. His own: nobody is told that he looked."""
    with security.viewing(by):
        party = security.own_party(by)
        return security.own_facts(party) if party else {}


def resume(by: security.Actor, draft: UUID) -> Journey:
    """The journey of one's own draft; `NotFound` for any other. Inside a reading transaction."""
    found = forms.resume(by, draft)
    one = matter(found.subject)
    security.within_mandate(by, found.subject, one.title)
    return Journey(found, found.subject, one, forms.form_of(found.version))


__all__ = [
    "Journey",
    "NotForYou",
    "NotOffered",
    "Sent",
    "Unfinished",
    "begin",
    "known",
    "resume",
    "send_page",
    "submit",
]


@dataclass(frozen=True)
class Sent:
    """What came of one page that was sent: go on when `parsed` has nothing to show again."""

    journey: Journey
    page: forms.Page
    parsed: forms.Parsed

    @property
    def again(self) -> bool:
        return bool(self.parsed.errors or self.parsed.rows_changed or self.parsed.revealed)


def send_page(request: HttpRequest, by: security.Actor, draft: UUID, number: int) -> Sent:
    """Take what was typed on a page, keep what is right and every file that is whole, say what is not."""
    with security.viewing(by):
        journey = resume(by, draft)
        page = journey.page(number)
    before, asked = journey.draft, [(place.path, place.question) for place in page.places]
    with security.acting(by, forms.SAVE, security.Ref("draft", str(draft))) as record:
        taken = forms.take_uploads(record, request, asked, before.uploads, before.answers)
        parsed = forms.parse(
            journey.form, taken.raw, clock.today(), page=page, before=before.answers, uploads=taken.uploads
        )
        kept = forms.save_draft(
            record, before.form, parsed.answers, draft=draft, revision=before.revision, page=number,
            subject=journey.name, uploads=taken.uploads,
        )  # fmt: skip
    parsed = replace(parsed, errors={**parsed.errors, **taken.problems})
    return Sent(replace(journey, draft=kept), page, parsed)


def submit(by: security.Actor, draft: UUID, *, channel: str, delivery: Mapping[str, Any]) -> str:
    """Hand the draft in; returns the case number. The draft is its own idempotency key: a second click gets the same."""
    with security.viewing(by):
        done = casework.number_for(by, str(draft))
        if done:
            return done
        journey = resume(by, draft)
        party = security.own_party(by)
    if party is None:
        raise NotFound
    what = intake.application(journey, party, channel=channel, delivery=delivery)
    return casework.submit(by, what, key=str(draft))
