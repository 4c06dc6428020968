from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents import queries
from yiwang.toolbox.documents.errors import MistypedCode
from yiwang.toolbox.documents.rules import State
from yiwang.toolbox.documents.verifying import verify
from yiwang.toolbox.seals import api as seals

SEALED: dict[seals.State, tuple[str, str]] = {
    "good": ("state-good", "签名成立"),
    "bad": ("state-bad", "签名有问题"),
    "unsure": ("state-warn", "还不能断定"),
    "unsigned": ("state-warn", "没有签名"),
}
LOOKS: dict[State, tuple[str, str]] = {
    "valid": ("state-good", "真实有效"),
    "altered": ("state-bad", "被改动过"),
    "revoked": ("state-bad", "已经失效"),
    "expired": ("state-warn", "不在有效期内"),
    "erased": ("state-warn", "内容已经依法删除"),
    "unknown": ("state-warn", "没有查到"),
}


@security.public
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Type the code, scan it, or hand over the file."""
    typed = request.POST.get("code") or request.GET.get("code") or code
    copy = request.FILES.get("file") if request.method == "POST" else None
    if refused := files.refused(request) if request.method == "POST" else {}:
        return _page(request, typed, problem=str(next(iter(refused.values()))), field="file")
    if copy is not None and copy.read(4) == b"PK\x03\x04":
        return _ofd(request, copy)
    if not typed and copy is None:
        problem = _("请输入核验码，或选一个 PDF、OFD 文件") if request.method == "POST" else ""
        return _page(request, typed, problem=problem, field="code")
    try:
        verdict = verify(typed, _whole(copy) if copy else None)
    except MistypedCode as mistyped:
        return _page(request, typed, problem=str(mistyped), field="code")
    look, headline = LOOKS[verdict.state]
    facts = {"verdict": verdict, "look": look, "headline": headline, "code": typed, "compared": copy is not None}
    return render(request, "documents/verify.html", facts)


def _whole(copy: UploadedFile) -> bytes:
    copy.seek(0)
    return bytes(copy.read())


def _ofd(request: HttpRequest, copy: UploadedFile) -> HttpResponse:
    """Anybody's OFD: what its seals are worth. Nothing is looked up and nothing kept."""
    try:
        report = seals.check(_whole(copy), seals.installed())
    except DomainError as refused:
        return _page(request, "", problem=str(refused), field="file")
    look, headline = SEALED[report.state]
    return render(request, "documents/verify_ofd.html", {"report": report, "look": look, "headline": headline})


def _page(request: HttpRequest, code: str, problem: str, field: str) -> HttpResponse:
    facts = {"code": code, "problem": problem, "field": field}
    return render(request, "documents/verify.html", facts, status=422 if problem else 200)


@security.open_to("person firm staff")
def pdf(request: HttpRequest, number: UUID) -> FileResponse:
    """The document itself, for its holder and for the staff in whose reach it lies."""
    viewer = request.actor  # type: ignore[attr-defined]
    found = queries.document(viewer, number)
    queries.note_reading(viewer, found)
    response = FileResponse(queries.open_pdf(viewer, number), content_type=files.PDF)
    response["Content-Disposition"] = f'inline; filename="{found.verify_code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
