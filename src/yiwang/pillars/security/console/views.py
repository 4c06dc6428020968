"""The auditor's console: search, open, export and check the trail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import checking, rotating, rules, searching, telling
from .actions import CHECK, EXPORT, OPEN_NOTES, SEE

HEAD = ["时间", "谁", "岗位", "做什么", "代码", "对象", "结果", "目的", "说明"]


@require_safe
@security.needs(SEE)
def search(request: HttpRequest) -> HttpResponse:
    what = rules.asked(request.GET.dict(), clock.today())  # type: ignore[arg-type]
    found = searching.search(_by(request), what, request.GET.get("before", "")[:80])
    _note(_by(request), security.Ref("trail", "search"), request.GET.urlencode())
    query = request.GET.copy()
    query.pop("before", None)
    facts = {"asked": what, "page": found, "titles": telling.titles(), "verdicts": rules.VERDICTS, "query": query.urlencode(),
             "checks": checking.latest(1), "key": uuid7().hex, "paged": "before" in request.GET}  # fmt: skip
    return render(request, "security_console/trail.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(SEE)
def one(request: HttpRequest, row: UUID) -> HttpResponse:
    """A row with what it notes: covered, until a purpose is named. Opening it is itself a reading of the trail, and recorded
    as one, with the purpose."""
    by, about, asked = _by(request), security.Ref("trail", str(row)), request.method == "POST"
    purpose = request.POST.get("purpose", "").strip()[:200] if asked else ""
    if purpose:
        security.record_reading(by, OPEN_NOTES, [], purpose, about)
    with security.viewing(by):
        line, standing = searching.one(by, row)
        if not purpose:
            _note(by, about)
    said = line.said if purpose or not line.said else [(key, rules.covered(value)) for key, value in line.said]
    facts = {"line": line, "standing": standing, "said": said, "open": purpose, "missing": asked and not purpose,
             "hidden": said != line.said}  # fmt: skip
    return render(request, "security_console/row.html", facts, status=422 if facts["missing"] else 200)


@require_POST
@security.needs(EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """What was searched, as an Excel file; that it left the house is in the trail with how many rows."""
    what, by = rules.asked(request.POST.dict(), clock.today()), _by(request)  # type: ignore[arg-type]
    with security.acting(by, EXPORT, security.Ref("trail", f"{what.since}—{what.until}")) as record:
        lines = searching.whole(by, what)
        record.note(rows=len(lines), who=what.who, action=what.action, about=what.about, verdict=what.verdict)
    rows = [
        [one.at, one.who, one.post, one.title, one.action, one.about, one.verdict_says, one.purpose, one.why]
        for one in lines
    ]
    return HttpResponse(workbooks.workbook("审计日志", [HEAD, *rows]), content_type=workbooks.MIME,
                        headers=workbooks.attached("trail"))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(CHECK)
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a check of the whole chain, and see how far it is."""
    wrong = None
    if request.method == "POST":
        try:
            checking.ask(_by(request), key=request.POST.get("key", "")[:64] or None)
            return redirect("console-trail-check")
        except Conflict as refused:
            wrong = refused
    with security.viewing(_by(request)):
        found = checking.latest()
        facts = {"checks": found, "running": bool(found and found[0].state != "done"), "kept": security.kept_heads()[-7:][::-1],
                 "key": uuid7().hex, "wrong": wrong}  # fmt: skip
        return render(request, "security_console/check.html", facts, status=wrong.status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(rotating.ASK_ROTATION)
def keys(request: HttpRequest) -> HttpResponse:
    """Every key with its versions; rotate one and see how far it is."""
    by, wrong = _by(request), None
    if request.method == "POST":
        name, key = request.POST.get("name", "")[:80], request.POST.get("key", "")[:64] or None
        try:
            if request.POST.get("do") == "on":
                rotating.go_on(by, name, key=key)
            else:
                rotating.ask_rotation(by, name, key=key)
            return redirect("console-keys")
        except rotating.StillRunning as refused:
            wrong = refused
    with security.viewing(by):
        found = rotating.progress()
    facts = {"keys": found, "running": any(one.running for one in found), "wrong": wrong, "key": uuid7().hex}
    return render(request, "security_console/keys.html", facts, status=wrong.status if wrong else 200)


def _note(by: security.Actor, about: security.Ref, asked: str = "") -> None:
    """Who reads the trail is in it: written when the page is made and before it is shown."""
    security.afterwards(lambda: security.record_reading(by, SEE, [], "安全审计", about, asked=asked[:300]))


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
