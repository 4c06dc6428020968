"""The list of the screen as a file: the very rows, masked as there. That it left the house, how many and what for is in
the trail."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security

from . import keeping, worklists
from .errors import PurposeMissing

EXPORT = security.declare(
    "desk.export", "导出办件清单", by="staff", roles="clerk examiner inspector approver supervisor"
)
KINDS = {"xlsx": "Excel 工作簿（xlsx）", "csv": "文本表格（csv）"}


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """What for, and as what: asked first. The address is the list's own."""
    if request.method != "POST":
        return _page(request)
    purpose, kind = request.POST.get("purpose", "").replace("\0", "").strip()[:200], request.POST.get("kind", "")
    try:
        content = exported(request.actor, _query(request), kind, purpose)  # type: ignore[attr-defined]
    except DomainError as why:
        if why.status in (403, 404):
            raise
        with security.viewing(request.actor):  # type: ignore[attr-defined]
            return _page(request, why)
    as_csv = kind == "csv"
    return HttpResponse(content, content_type=workbooks.CSV if as_csv else workbooks.MIME,
                        headers=workbooks.attached("worklist", "csv" if as_csv else "xlsx"))  # fmt: skip


def exported(by: security.Actor, query: QueryDict, kind: str, purpose: str) -> bytes:
    """Raises `PurposeMissing`."""
    if len(purpose) < 2:
        raise PurposeMissing
    about = security.Ref("list", query.get("view", "mine")[:20])
    with security.acting(by, EXPORT, about, purpose=purpose) as record:
        found = worklists.asked(by, query, size=worklists.MOST)
        record.note(rows=len(found.lines), query=found.kept[:500], kind=kind)
    rows = table(found, purpose)
    return workbooks.csv_of(rows) if kind == "csv" else workbooks.workbook("办件", rows)


def table(found: worklists.Worklist, purpose: str) -> Iterator[list[object]]:
    """The rows, and below them what the file is: how many, whether that is all, what for."""
    yield list(worklists.HEAD)
    yield from (worklists.as_row(line) for line in found.lines)
    yield []
    whole = f"共 {len(found.lines)} 件"
    if found.found.after:
        whole = f"只有前 {worklists.MOST} 件，后面还有没有导出的；请筛选后分几次导出"
    yield [whole]
    yield [f"用途：{purpose}"]


def _query(request: HttpRequest) -> QueryDict:
    return QueryDict(keeping.cleaned(request.POST.get("query", ""), worklists.VIEWS))


def _page(request: HttpRequest, why: DomainError | None = None) -> HttpResponse:
    asked = _query(request) if why else request.GET
    found = worklists.asked(request.actor, asked)  # type: ignore[attr-defined]
    facts = {"list": found, "kinds": KINDS, "why": why, "most": worklists.MOST, "view": worklists.VIEWS[found.view]}
    return render(request, "desk/export.html", facts, status=why.status if why else 200)
