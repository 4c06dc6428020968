"""One application on its way: a draft filled page by page, its files, its check, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yiwang.applications.service.matters.definition import Matter
from yiwang.applications.service.matters.library import matter
from yiwang.infrastructure.files import api as files
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.kernel.section import functions
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

TYPES = {"jpg": files.JPEG, "png": files.PNG, "heic": files.HEIC, "pdf": files.PDF, "ofd": files.OFD,
         "docx": files.DOCX, "xlsx": files.XLSX}  # fmt: skip


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
        """What the pack's own rule says before it is handed in: {ok, says, instead}."""
        rule = functions[self.matter.before] if self.matter.before else None
        return rule(self.final()) if rule else {"ok": True}


def place_name(code: str | int) -> str:
    try:
        return standards.division(code).full_name
    except DomainError:
        return str(code)


def begin(by: security.Actor, name: str) -> UUID:
    """Start an application, with what is known filled in. Called outside a transaction."""
    wanted = matter(name)
    facts = known(by)
    answers = forms.prefilled(forms.forms[wanted.form], facts, clock.today())
    with security.acting(by, forms.SAVE, security.Ref("matter", name)) as record:
        draft = forms.save_draft(record, wanted.form, answers, subject=name)
        record.about("draft", str(draft.id))
        return draft.id


def known(by: security.Actor) -> dict[str, Any]:
    """What the applicant's own record offers a form. His own: nobody is told that he looked."""
    with security.viewing(by):
        party = security.Party.objects.filter(pk=by.party).first()
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
    problems: dict[str, str]

    @property
    def again(self) -> bool:
        return bool(self.parsed.errors or self.problems or self.parsed.rows_changed or self.parsed.revealed)


def send_page(request: HttpRequest, by: security.Actor, draft: UUID, number: int) -> Sent:
    """Take what was typed on a page, keep what is right and every file that is whole, say what is not."""
    with security.viewing(by):
        journey = resume(by, draft)
        page = journey.page(number)
    raw = request.POST.copy()
    problems = {name.removesuffix(".new"): str(why) for name, why in files.refused(request).items()}
    with security.acting(by, forms.SAVE, security.Ref("draft", str(draft))) as record:
        uploads = {**journey.draft.uploads, **take_files(record, request, page, problems)}
        keep_uploads(raw, page, journey.draft.answers, uploads)
        parsed = forms.parse(journey.form, raw, clock.today(), page=page, before=journey.draft.answers, uploads=uploads)
        kept = forms.save_draft(
            record, journey.draft.form, parsed.answers, draft=draft, revision=journey.draft.revision, page=number,
            subject=journey.name, uploads=uploads,
        )  # fmt: skip
    errors = {**{path: says for path, says in parsed.errors.items() if path not in problems}, **problems}
    parsed = forms.Parsed(parsed.answers, errors, parsed.kept, parsed.rows_changed, parsed.revealed)
    return Sent(Journey(kept, journey.name, journey.matter, journey.form), page, parsed, problems)


def take_files(
    record: security.Record, request: HttpRequest, page: forms.Page, problems: dict[str, str]
) -> dict[str, Any]:  # fmt: skip
    """Keep the new files of a page; what is refused goes into `problems` in words, the others are kept all the same."""
    taken: dict[str, Any] = {}
    for place in page.places:
        question = place.question
        for given in request.FILES.getlist(f"{place.path}.new") if question.type == "file" else ():
            try:
                kept = files.keep(record, given, given.name, tuple(TYPES[kind] for kind in question.accept),
                                  question.max_mb << 20)  # fmt: skip
            except DomainError as refused:
                problems[place.path] = str(refused)
                continue
            taken[uuid7().hex] = {"path": place.path, "name": kept.name, "file": kept.digest, "size": kept.size,
                                  "media_type": kept.media_type}  # fmt: skip
    return taken


def keep_uploads(raw: Any, page: forms.Page, answers: Mapping[str, Any], uploads: Mapping[str, Any]) -> None:
    """Say to the form which files stand at each of its questions now: those of before, less what is dropped, and new."""
    dropped = {one.rpartition(":")[2] for one in raw.getlist("drop")}
    for place in page.places:
        question = place.question
        if question.type != "file":
            continue
        old = [one for one in raw.getlist(place.path) if one in uploads]
        before = answers.get(question.key) or []
        new = [one for one, facts in uploads.items() if facts["path"] == place.path and one not in before]
        stay = [one for one in dict.fromkeys([*old, *new]) if one not in dropped]
        raw.setlist(place.path, stay[-question.max_files :])


def given_files(journey: Journey, answers: Mapping[str, Any]) -> list[casework.Given]:
    """The files of the final answers, as casework keeps them."""
    found = []
    for _, question in journey.form.questions():
        for one in answers.get(question.key) or [] if question.type == "file" else ():
            facts = journey.draft.uploads.get(one)
            if facts:
                found.append(casework.Given(question.key, facts["name"], facts["file"], facts["media_type"], facts["size"]))
    return found


def submit(by: security.Actor, draft: UUID, *, channel: str) -> str:
    """Hand the draft in; returns the case number. The draft is its own idempotency key: a second click gets the same."""
    with security.viewing(by):
        done = casework.number_for(by, str(draft))
        if done:
            return done
        journey = resume(by, draft)
        missing = journey.missing()
        party = security.Party.objects.get(pk=by.party)
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
        files=given_files(journey, answers), channel=channel, synthetic=party.synthetic, draft=draft,
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
