"""What an official types beside a case, how it becomes an opinion, and what is shown again when it is not enough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from . import worklists

LONGEST = 4000
MOST_ITEMS = 60


@dataclass(frozen=True)
class Typed:
    """What stands in the decision panel."""

    verdict: str = ""
    reason: str = ""
    items: tuple[str, ...] = ()
    kind: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Any] = field(default_factory=dict)
    parsed: forms.Parsed | None = None


class NotYet(Exception):
    """It was not enough: `error` says why, `typed` is everything that was typed."""

    def __init__(self, error: DomainError, typed: Typed) -> None:
        super().__init__(str(error))
        self.error, self.typed = error, typed


class FormUnfinished(Invalid):
    """记录还有 {count} 处没有填好：{first}"""

    code = "desk.form_unfinished"


def new_key() -> str:
    """The idempotency key of one showing of the page: two clicks on it are one act."""
    return uuid7().hex


def send(request: HttpRequest, by: security.Actor, number: str) -> str:
    """Give the verdict that was sent. Raises `NotYet`; `Refused` and `NotFound` pass through."""
    with security.viewing(by):
        view = casework.case_view(by, number)
    post = request.POST
    typed = Typed(
        verdict=post.get("verdict", ""), reason=post.get("reason", "").strip()[:LONGEST],
        items=tuple(dict.fromkeys(one.strip()[:200] for one in [*post.getlist("items"), *post.get("other", "").splitlines()]
                                  if one.strip()))[:MOST_ITEMS],
        kind=post.get("kind", ""),
    )  # fmt: skip
    typed, given = _with_form(request, by, view, typed)
    revision = post.get("revision", "")
    opinion = casework.Opinion(
        verdict=typed.verdict, revision=int(revision) if revision.isdecimal() else -1, reason=typed.reason,
        items=typed.items, kind=typed.kind, facts=typed.answers, files=given,
    )  # fmt: skip
    try:
        if not typed.verdict:
            raise Invalid(problem="请先选一个办理意见")
        return casework.decide(by, number, opinion, key=post.get("key", "") or new_key())
    except DomainError as why:
        if why.status in (403, 404) and not isinstance(why, casework.SamePerson):
            raise
        raise NotYet(why, typed) from why


def _form(view: casework.CaseView) -> forms.Form | None:
    return forms.forms[view.step.form] if view.step and view.step.form else None


def _with_form(
    request: HttpRequest, by: security.Actor, view: casework.CaseView, typed: Typed
) -> tuple[Typed, list[casework.Given]]:
    """Read the step's own form, if it has one: its answers, its photographs."""
    form = _form(view)
    if form is None or view.why_not:
        return typed, []
    before = typed_before(view)
    asked = [(question.key, question) for _, question in form.questions()]
    with security.acting(by, casework.KEEP_DRAFT, security.Ref("case", view.number)) as record:
        taken = forms.take_uploads(record, request, asked, before.uploads, before.answers)
        parsed = forms.parse(form, taken.raw, clock.today(), uploads=taken.uploads)
        parsed = replace(parsed, errors={**parsed.errors, **taken.problems})
        uploads, errors = taken.uploads, parsed.errors
        typed = Typed(typed.verdict, typed.reason, typed.items, typed.kind, parsed.answers, uploads, parsed)
        casework.keep_draft(record, view.number, {"answers": parsed.answers, "uploads": uploads, "reason": typed.reason,
                                                  "verdict": typed.verdict})  # fmt: skip
    if errors and view.step and not _without_form(view.step, typed.verdict):
        first = next(iter(errors.values()))
        raise NotYet(FormUnfinished(count=len(errors), first=first), typed)
    given = [casework.Given(slot, one["name"], one["file"], one["media_type"], one["size"], one["mark"])
             for slot, one in forms.files_of(form, parsed.answers, uploads)]  # fmt: skip
    return typed, given


def _without_form(step: casework.Step, verdict: str) -> bool:
    """Stopping the clock needs no finished record."""
    chosen = step.verdict(verdict)
    return chosen is None or chosen.effect in ("pause", "supplement")


def typed_before(view: casework.CaseView) -> Typed:
    """What was kept of an unfinished opinion."""
    draft = dict(view.task.draft) if view.task else {}
    if view.task and draft.get("facts") and not draft.get("answers"):
        draft["answers"] = draft["facts"]
    return Typed(
        draft.get("verdict", ""), draft.get("reason", ""), (), "", draft.get("answers", {}), draft.get("uploads", {})
    )


def step_form(view: casework.CaseView, typed: Typed) -> list[SafeString]:
    """The step's form, all sections on one page: officials see everything at once."""
    form = _form(view)
    if form is None or view.why_not:
        return []
    today = clock.today()
    return [forms.render_page(page, typed.answers, typed.parsed, typed.uploads)
            for page in forms.pages(form, typed.answers, today)]  # fmt: skip


def records(view: casework.CaseView) -> list[dict[str, Any]]:
    """The finished records of earlier steps, as pairs."""
    found = []
    for entry in view.entries:
        name, answers = entry.facts.get("form"), entry.facts.get("answers")
        if name and answers and name in forms.forms:
            names = {one.mark: {"name": one.name} for one in view.attachments}
            parts = forms.summary(
                forms.forms[name], answers, clock.today(), mask=security.hidden(view.eyes), uploads=names
            )
            found.append({"entry": entry, "html": forms.render_dense(parts), "title": forms.forms[name].title})
    return found


def signatures(view: casework.CaseView) -> list[Any]:
    return casework.signatures_of(view)


def items(view: casework.CaseView) -> list[Any]:
    """What can be asked for in one notice: the attachments' slots and whatever is written beside them."""
    seen: dict[str, str] = {}
    for part in casework.application_of(view):
        for line in part.lines:
            seen.setdefault(line.path, line.label)
    form = forms.form_of(view.case.form_version)
    return [{"key": question.key, "title": question.label or question.title} for _, question in form.questions()
            if question.type == "file" and question.key in seen]  # fmt: skip


def delivers(by: security.Actor, view: casework.CaseView) -> bool:
    """May `by` note now that the result was posted or collected?"""
    case = view.case
    granted = case.outcome == "granted" and case.status in ("decided", "closed") and not case.delivery.get("state")
    return granted and case.agency_id == by.agency and security.can(by, casework.DELIVER)


def neighbours(by: security.Actor, number: str) -> dict[str, str]:
    """The case before and after this one in the list of what waits for me."""
    lines, _ = casework.worklist(by, view="mine", size=worklists.SIZE)
    numbers = [line.number for line in lines]
    if number not in numbers:
        return {}
    at = numbers.index(number)
    return {"before": numbers[at - 1] if at else "", "after": numbers[at + 1] if at + 1 < len(numbers) else ""}


def following(by: security.Actor, number: str) -> str:
    with security.viewing(by):
        lines, _ = casework.worklist(by, view="mine", size=2)
    return next((line.number for line in lines if line.number != number), "")
