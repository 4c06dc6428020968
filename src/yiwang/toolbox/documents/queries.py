"""Finding documents that a reader may see."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents.issuing import DocumentView, view_of
from yiwang.toolbox.documents.models import Document


def document(viewer: security.Actor, number: UUID) -> DocumentView:
    """One document in reach of `viewer`, else `NotFound`."""
    row = security.visible(Document.objects.select_related("agency"), viewer).filter(pk=number).first()
    if row is None:
        raise NotFound
    return view_of(row)


def of_case(viewer: security.Actor, case_number: str) -> list[DocumentView]:
    """The documents of a case, oldest first."""
    rows = security.visible(Document.objects.select_related("agency"), viewer).filter(case_number=case_number)
    return [view_of(row) for row in rows.order_by("issued_at")]


def of_holder(viewer: security.Actor, holder: UUID, limit: int = 100) -> list[DocumentView]:
    """What a party holds, newest first, at most `limit`."""
    rows = security.visible(Document.objects.select_related("agency"), viewer).filter(holder=holder)
    return [view_of(row) for row in rows.order_by("-issued_at")[:limit]]


def open_pdf(viewer: security.Actor, number: UUID) -> BinaryIO:
    """The PDF as it was issued. `NotFound` out of reach; `Altered` or `Lost` if the store no longer has it whole."""
    return files.open_file(document(viewer, number).file)
