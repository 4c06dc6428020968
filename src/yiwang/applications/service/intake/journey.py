"""One filled-in form on its way to a case, whichever door it comes in by: the same checks, the same application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yiwang.applications.service.matters import api as matters
from yiwang.applications.service.matters.api import Matter
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from . import rules
from .errors import NotForYou, NotOffered, Unfinished


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
        """What the packs' rules say before it is handed in: {ok, says, instead}."""
        return matters.judged(self.matter, self.final(), clock.today())


def place_name(code: str | int) -> str:
    try:
        return standards.division(code).full_name
    except DomainError:
        return str(code)


def files_given(journey: Journey, answers: Mapping[str, Any]) -> list[casework.Given]:
    """The files of the final answers, as casework keeps them."""
    named = forms.files_of(journey.form, answers, journey.draft.uploads)
    return [
        casework.Given(slot, one["name"], one["file"], one["media_type"], one["size"], one["mark"])
        for slot, one in named
    ]


def application(
    journey: Journey, party: security.Party, *, channel: str, delivery: Mapping[str, Any]
) -> casework.Application:  # fmt: skip
    """What is handed in, the same through every door, under the guide that counts there today. Raises `Unfinished`,
    `NotForYou`, `NotOffered` where that place has stopped it."""
    if says := rules.wrong_party(party.kind, journey.matter.audience):
        raise NotForYou(says=says)
    if missing := journey.missing():
        raise Unfinished(count=len(missing), first=missing[0][2])
    judged = journey.judged()
    if not judged.get("ok"):
        raise NotForYou(says=judged.get("says", ""))
    answers = journey.final()
    division = int(answers[journey.matter.division])
    offer = matters.offered_at(journey.name, division, clock.today())
    if offer and not offer.open:
        raise NotOffered(says=offer.says)
    return casework.Application(
        matter=journey.name, title=journey.matter.title, flow=journey.matter.flow, line=journey.matter.line,
        division=division, form=journey.draft.form, version=journey.draft.version,
        answers=answers, party=party.pk, party_shown=security.shown_name(party),
        applicant=security.masked_facts(party), files=files_given(journey, answers), channel=channel,
        synthetic=party.synthetic, draft=journey.draft.id, delivery=delivery,
        edition=f"{offer.task_code}@{offer.number}" if offer and offer.number else "",
        promise_days=offer.promise_days if offer else None,
    )  # fmt: skip
