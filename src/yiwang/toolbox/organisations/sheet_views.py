"""Bringing a table, looking at what was found, confirming it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.infrastructure.files import api as files
from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel.errors import DomainError, Invalid, NotFound
from yiwang.pillars.security.base import api as security

from . import sheets
from .actions import IMPORT
from .errors import NoSheet

LARGEST = 4 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(IMPORT)
def bring(request: HttpRequest) -> HttpResponse:
    """Download a template, upload it filled in."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    wrong: DomainError | None = None
    if request.method == "POST":
        try:
            return redirect("console-sheet", _brought(by, request))
        except Invalid as refused:
            wrong = refused
    facts = {
        "wrong": wrong,
        "kinds": sheets.TITLES.items(),
        "most": sheets.MOST,
        "kind": request.POST.get("kind", "agencies"),
    }
    with security.viewing(by):
        return render(request, "organisations/bring.html", facts, status=wrong.status if wrong else 200)


def _brought(by: security.Actor, request: HttpRequest) -> UUID:
    if refused := files.refused(request).get("file"):
        raise NoSheet(says=str(refused))
    upload = request.FILES.get("file")
    if upload is None:
        raise NoSheet(says="请选一个填好的表格文件")
    data = upload.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise NoSheet(says="文件超过 4 MB。请只留下要导入的那张表")
    return sheets.bring(by, request.POST.get("kind", ""), upload.name or "", data)


@require_safe
@security.needs(IMPORT)
def template(_request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in sheets.HEADS:
        raise NotFound
    return HttpResponse(
        sheets.template(kind), headers=workbooks.attached(sheets.TITLES[kind]), content_type=workbooks.MIME
    )


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(IMPORT)
def sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """What was found, an answer for each cell; confirmed, it is entered."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    wrong: DomainError | None = None
    done: dict[str, int] = {}
    if request.method == "POST":
        try:
            done = sheets.enter(by, sheet)
        except Invalid as refused:
            wrong = refused
    with security.viewing(by):
        facts = {"one": sheets.checked(by, sheet), "wrong": wrong, "done": done}
        return render(request, "organisations/sheet.html", facts, status=wrong.status if wrong else 200)


@require_safe
@security.needs(IMPORT)
def marked(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """The table back, with what is to be mended marked."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    return HttpResponse(sheets.marked(by, sheet), headers=workbooks.attached("检查结果"), content_type=workbooks.MIME)
