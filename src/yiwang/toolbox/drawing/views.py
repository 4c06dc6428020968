"""The console of flows: which there are, what each looks like, BPMN out and in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from . import graphs, queries, reading, rehearsals
from .taking import taken
from .writing import written

SEE = security.declare("drawing.see", "查看流程", roles="data_steward matters_editor administrator supervisor auditor")
TAKE = security.declare("drawing.take", "从 BPMN 文件起草流程", roles="data_steward matters_editor administrator")

REHEARSE = security.declare(
    "drawing.rehearse", "演练流程", roles="data_steward matters_editor administrator supervisor"
)


@require_safe
@security.needs(SEE)
def listing(request: HttpRequest) -> HttpResponse:
    may = security.can(_by(request), TAKE)
    return render(request, "drawing/list.html", {"rows": queries.listed(), "may_take": may})


@require_safe
@security.needs(SEE)
def one(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    flow = queries.known(f"{pack}/{name}")
    facts = {
        "flow": flow, "pack": pack, "name": name, "flow_drawn": graphs.both(flow), "parts": queries.parts(flow),
        "limits": queries.limits(flow), "versions": casework.versions(f"{pack}/{name}"),
        "may_rehearse": security.can(_by(request), REHEARSE),
    }  # fmt: skip
    return render(request, "drawing/one.html", facts)


@require_safe
@security.needs(SEE)
def bpmn(_request: HttpRequest, pack: str, name: str) -> HttpResponse:
    flow = queries.known(f"{pack}/{name}")
    return _attached(written(flow, f"{pack}/{name}", queries.days(flow)), "application/xml", f"{pack}_{name}.bpmn")


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(TAKE)
def take(request: HttpRequest) -> HttpResponse:
    """A file of another tool: what of it is taken, what is not and why, and the draft. Nothing is kept."""
    if request.method != "POST":
        return render(request, "drawing/take.html", {})
    if request.POST.get("do") == "draft":
        return _attached(request.POST.get("draft", "").encode(), "application/yaml", "flow.yaml")
    sent = request.FILES.get("file")
    try:
        if sent is None or isinstance(sent, list):
            raise Invalid(problem="还没有选文件。请选一个 .bpmn 或 .xml 文件")
        with security.viewing(_by(request)):
            found = taken(sent.read(reading.MOST_BYTES + 1))
            drawn = graphs.both(found.flow)
    except DomainError as wrong:
        return render(request, "drawing/take.html", {"wrong": wrong}, status=wrong.status)
    return render(request, "drawing/take.html", {"found": found, "flow_drawn": drawn, "file": sent.name})


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(REHEARSE)
def rehearse(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """Play a flow through. The page carries where it stands; no row is written."""
    full, sent = f"{pack}/{name}", request.POST
    flow = queries.known(full)
    facts = {"flow": flow, "pack": pack, "name": name, "day": clock.today().isoformat(), "who": sent.get("who", "")}
    if request.method != "POST" or sent.get("do") == "again":
        return render(request, "drawing/rehearse.html", facts)
    wrong, played = None, None
    with security.viewing(_by(request)):
        try:
            if sent.get("do") == "begin":
                played = rehearsals.begun(flow, sent.get("day", ""))
            else:
                played = rehearsals.opened(full, flow, sent.get("state", ""))
                played = rehearsals.moved(flow, played, sent)
        except DomainError as why:
            wrong = why
        if played is not None:
            facts |= rehearsals.shown(flow, played) | {
                "flow_drawn": graphs.both(flow, rehearsals.standing(played)), "parts": queries.parts(flow),
                "state": rehearsals.sealed(full, flow, played), "days": sent.get("days", ""),
            }  # fmt: skip
    return render(request, "drawing/rehearse.html", facts | {"wrong": wrong}, status=wrong.status if wrong else 200)


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
