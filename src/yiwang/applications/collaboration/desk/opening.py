"""立案: the cases an official may open himself, and the sheet he opens one with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from .deciding import FormUnfinished, new_key


@security.needs(casework.OPEN_OWN)
def choose(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/open.html", {"offered": casework.to_open(request.actor)})  # type: ignore[attr-defined]


@security.needs(casework.OPEN_OWN)
def sheet(request: HttpRequest, pack: str, flow: str) -> HttpResponse:
    """Whom it concerns and the flow's own form, on one page; what was typed and kept stays when something is missing."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    name = f"{pack}/{flow}"
    offered = dict(casework.to_open(actor))
    if name not in offered:
        raise NotFound
    form = forms.forms[offered[name].opens]
    if request.method != "POST":
        return _shown(request, offered[name], form, {"kind": "firm"}, new_key())
    key = request.POST.get("key", "") or new_key()
    typed = {
        one: request.POST.get(f"concerned-{one}", "").strip()[:200] for one in ("kind", "identifier", "name", "mobile")
    }
    parsed, uploads = _read(request, form, key)
    try:
        if parsed.errors:
            raise FormUnfinished(count=len(parsed.errors), first=next(iter(parsed.errors.values())))
        answers = forms.final(form, parsed.answers, clock.today())
        files = [casework.Given(slot, one["name"], one["file"], one["media_type"], one["size"], one["mark"])
                 for slot, one in forms.files_of(form, answers, uploads)]  # fmt: skip
        number = casework.open_own(actor, casework.Own(name, casework.Concerned(**typed), answers, files), key=key)
    except DomainError as why:
        if why.status in (403, 404):
            raise
        return _shown(request, offered[name], form, typed, key, why, parsed, uploads)
    request.session.pop(_slot(key), None)
    return redirect(f"/desk/cases/{number}/?said=opened")


def _read(request: HttpRequest, form: forms.Form, key: str) -> tuple[forms.Parsed, dict[str, Any]]:
    """The answers, and every file that is whole: those of an earlier try at this sheet are still there."""
    before = request.session.get(_slot(key), {"uploads": {}, "answers": {}})
    asked = [(question.key, question) for _, question in form.questions()]
    with security.acting(request.actor, casework.OPEN_OWN) as record:  # type: ignore[attr-defined]
        taken = forms.take_uploads(record, request, asked, before["uploads"], before["answers"])
    parsed = forms.parse(form, taken.raw, clock.today(), uploads=taken.uploads)
    files = {
        one.key: parsed.answers[one.key]
        for _, one in form.questions()
        if one.type == "file" and one.key in parsed.answers
    }
    request.session[_slot(key)] = {"uploads": taken.uploads, "answers": files}
    return replace(parsed, errors={**parsed.errors, **taken.problems}), taken.uploads


def _slot(key: str) -> str:
    return f"open {key[:40]}"


def _shown(
    request: HttpRequest, flow: casework.Flow, form: forms.Form, typed: dict[str, str], key: str,
    why: DomainError | None = None, parsed: forms.Parsed | None = None, uploads: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    answers = parsed.answers if parsed else {}
    pages = [
        forms.render_page(page, answers, parsed, uploads or {}) for page in forms.pages(form, answers, clock.today())
    ]
    facts = {"flow": flow, "pages": pages, "typed": typed, "key": key, "why": why}
    return render(request, "desk/open_one.html", facts, status=422 if why else 200)
