"""补正: what is owed, asked once more, and handed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yiwang.applications.service.matters.api import matters
from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

LIMIT = 20 << 20


def owed(view: casework.CaseView) -> list[dict[str, str]]:
    """What the last notice asked for: key, title and hint of each item."""
    told = next((entry for entry in view.entries if entry.verb == "supplement"), None)
    matter = matters.get(view.case.matter, None)
    found = []
    for item in told.facts.get("items", []) if told else []:
        material = matter.material(item) if matter else None
        found.append(
            {"key": item, "title": material.title if material else item, "hint": material.hint if material else ""}
        )
    return found


def told(view: casework.CaseView) -> Any:
    """The history entry of the notice itself: who asked, when, why."""
    return next((entry for entry in view.entries if entry.verb == "supplement"), None)


def shown(
    request: HttpRequest, by: security.Actor, number: str, problems: dict[str, str] | None = None
) -> dict[str, Any]:
    view = casework.case_view(by, number)
    pending = _pending(request, view)
    items = [
        {**one, "problem": (problems or {}).get(one["key"], ""), "kept": pending.get(one["key"], [])}
        for one in owed(view)
    ]
    return {"view": view, "items": items, "told": told(view), "failed": bool(problems)}


def send(request: HttpRequest, by: security.Actor, number: str) -> dict[str, str]:
    """Hand in what was sent; returns what is still wrong, item by item. Then nothing is handed in yet, and the files
    that were right are kept for the next try."""
    with security.viewing(by):
        view = casework.case_view(by, number)
        items = owed(view)
    pending = _pending(request, view)
    problems = {name: str(why) for name, why in files.refused(request).items()}
    with security.acting(by, casework.KEEP_FILES, security.Ref("case", number)) as record:
        for item in items:
            for one in request.FILES.getlist(item["key"]):
                try:
                    kept = files.keep(record, one, one.name or "", files.PHOTO_OR_PDF, LIMIT)  # type: ignore[arg-type]
                except DomainError as refused:
                    problems[item["key"]] = str(refused)
                    continue
                pending[item["key"]] = [[kept.name, kept.digest, kept.media_type, kept.size]]
    request.session[_slot(view)] = pending
    for item in items:
        if not pending.get(item["key"]) and item["key"] not in problems:
            problems[item["key"]] = f"请补上“{item['title']}”"
    if not problems:
        given = [casework.Given(slot, *one) for slot, many in pending.items() for one in many]
        casework.resubmit(by, number, answers=None, files=given, key=_slot(view))
        request.session.pop(_slot(view), None)
    return problems


def _slot(view: casework.CaseView) -> str:
    return f"supplement {view.number} {view.case.revision}"


def _pending(request: HttpRequest, view: casework.CaseView) -> dict[str, Any]:
    """Files of an earlier try at this same supplement."""
    return dict(request.session.get(_slot(view), {}))
