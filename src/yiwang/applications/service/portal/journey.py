"""One application on its way: a draft filled page by page, its files, its check, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yiwang.applications.service.matters.api import Matter, matter
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms


@dataclass(frozen=True)
class Journey:
    """A draft together with the matter it is for and the version of the form it is filled in."""

    draft: forms.DraftView
    name: str
    matter: Matter
    form: forms.Form

    def page(self, number: int) -> forms.Page:
        return forms.page(self.form, self.draft.answers, number, clock.today())

    def pages(self) -> list[forms.Page]:
        return forms.pages(self.form, self.draft.answers, clock.today())

    def missing(self) -> list[tuple[int, str, str]]:
        return forms.complete(self.form, self.draft.answers, clock.today(), self.draft.uploads)

    def summary(self, mask: bool = False) -> list[forms.Part]:
        return forms.summary(self.form, self.draft.answers, clock.today(), mask=mask, uploads=self.draft.uploads,
                             place_name=place_name)  # fmt: skip

    def final(self) -> dict[str, Any]:
        return dict(forms.final(self.form, self.draft.answers, clock.today()))

    def judged(self) -> Mapping[str, Any]:
        """What the pack's own rule says before it is handed in: {ok, says, instead}. Where it asks for it (an age, a
        number of the law), it is told the day."""
        rule = functions[self.matter.before] if self.matter.before else None
        if rule is None:
            return {"ok": True}
        told = {"day": clock.today()} if "day" in signature(rule).parameters else {}
        return rule(self.final(), **told)


def place_name(code: str | int) -> str:
    try:
        return standards.division(code).full_name
    except DomainError:
        return str(code)


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
    return Journey(found, found.subject, matter(found.subject), forms.form_of(found.version))


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


def files_given(journey: Journey, answers: Mapping[str, Any]) -> list[casework.Given]:
    """The files of the final answers, as casework keeps them."""
    named = forms.files_of(journey.form, answers, journey.draft.uploads)
    return [
        casework.Given(slot, one["name"], one["file"], one["media_type"], one["size"], one["mark"])
        for slot, one in named
    ]


def submit(by: security.Actor, draft: UUID, *, channel: str) -> str:
    """Hand the draft in; returns the case number. The draft is its own idempotency key: a second click gets the same."""
    with security.viewing(by):
        done = casework.number_for(by, str(draft))
        if done:
            return done
        journey = resume(by, draft)
        missing = journey.missing()
        party = security.own_party(by)
    if party is None:
        raise NotFound
    if missing:
        raise Unfinished(count=len(missing), first=missing[0][2])
    judged = journey.judged()
    if not judged.get("ok"):
        raise NotForYou(says=judged.get("says", ""))
    answers = journey.final()
    application = casework.Application(
        matter=journey.name, title=journey.matter.title, flow=journey.matter.flow, line=journey.matter.line,
        division=int(answers[journey.matter.division]), form=journey.draft.form, version=journey.draft.version,
        answers=answers, party=party.pk, party_shown=security.shown_name(party),
        applicant=security.masked_facts(party),
        files=files_given(journey, answers), channel=channel, synthetic=party.synthetic, draft=draft,
    )  # fmt: skip
    return casework.submit(by, application, key=str(draft))


class Unfinished(DomainError):
    """还有 {count} 处没有填好：{first}。您填的都还在。"""

    code = "service.unfinished"
    status = 422


class NotForYou(DomainError):
    """{says}"""

    code = "service.not_for_you"
    status = 422
