"""Finding documents that a reader may see."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents.errors import ContentErased
from yiwang.toolbox.documents.issuing import DocumentView, view_of
from yiwang.toolbox.documents.models import Document

READ = security.call_reading("documents.read", "一份文书")


def document(viewer: security.Actor, number: UUID) -> DocumentView:
    """One document in reach of `viewer`, else `NotFound`."""
    row = security.visible(Document.objects.select_related("agency"), viewer).filter(pk=number).first()
    if row is None:
        raise NotFound
    return view_of(row)


def of_case(viewer: security.Actor, case_number: str) -> list[DocumentView]:
    """The documents of a case, oldest first."""
    rows = security.visible(Document.objects.select_related("agency"), viewer).filter(case_number=case_number)
    return [view_of(row) for row in rows.order_by("issued_at", "pk")]


def of_holder(viewer: security.Actor, holder: UUID, limit: int = 100) -> list[DocumentView]:
    """What a party holds, newest first, at most `limit`."""
    rows = security.visible(Document.objects.select_related("agency"), viewer).filter(holder=holder)
    return [view_of(row) for row in rows.order_by("-issued_at")[:limit]]


def note_reading(viewer: security.Actor, one: DocumentView) -> None:
    """A paper is printed with everything in it: staff who opens it leaves a row its holder can see."""
    holder = Document.objects.filter(pk=one.id).values_list("holder", flat=True).first()
    if holder:
        about = security.Ref("document", str(one.id))
        security.note_reading(viewer, READ, [holder], f"查看文书“{one.title}”", about)


def open_pdf(viewer: security.Actor, number: UUID) -> BinaryIO:
    """The PDF as it was issued. `NotFound` out of reach; `Altered` or `Lost` if the store no longer has it whole."""
    return _opened(document(viewer, number).file)


def pdf_by_code(code: str) -> BinaryIO:
    """The PDF for who holds its code, as the code verifies it. `NotFound`, `Lost`, `Altered`."""
    with security.viewing(security.current(), code=code):
        row = Document.objects.filter(verify_code=code).first()
    if row is None:
        raise NotFound
    return _opened(row.file_id or "")


def _opened(file: str) -> BinaryIO:
    if not file:
        raise ContentErased
    return files.open_file(file)
