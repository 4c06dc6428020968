"""Issuing a document and ending it. Both happen inside the change that decides it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.api import Party
from yiwang.pillars.standards.base.api import Agency
from yiwang.toolbox.documents.errors import AlreadyOver, MissingFact, NumberTaken
from yiwang.toolbox.documents.events import DocumentEnded, DocumentIssued
from yiwang.toolbox.documents.kinds import kinds
from yiwang.toolbox.documents.models import STATUS, Document
from yiwang.toolbox.documents.rules import chinese, clean, new_code
from yiwang.toolbox.documents.typesetting import Page, typeset

KEY = "documents"
LIMIT = 20 << 20


@dataclass(frozen=True)
class DocumentView:
    """A document as others see it. `address` is where anybody verifies it; `says` is its standing in a word.
    `file` is empty where the contents were lawfully erased."""

    id: UUID
    kind: str
    number: str
    title: str
    holder: UUID | None
    holder_shown: str
    case_number: str
    agency: int
    agency_name: str
    division: int
    data: dict[str, Any]
    file: str
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    status: str
    says: str
    verify_code: str
    address: str
    synthetic: bool


def address_of(code: str) -> str:
    return f"{settings.BASE_URL}/verify/{code}/"


def view_of(row: Document) -> DocumentView:
    return DocumentView(
        row.id, row.kind, row.number, row.title, row.holder_id, row.holder_shown, row.case_number, row.agency_id,
        row.agency.name, row.division, row.data, row.file_id or "", row.issued_at, row.valid_from, row.valid_until,
        row.status, dict(STATUS)[row.status], row.verify_code, address_of(row.verify_code), row.synthetic,
    )  # fmt: skip


def statement(kind: str, number: str, code: str, digest: str) -> bytes:
    """What is signed: the PDF's SM3 digest, bound to the number and code it was issued under. Four lines of UTF-8."""
    return "\n".join((kind, number, code, digest)).encode()


def issue(
    record: security.Record,
    kind: str,
    *,
    number: str,
    data: dict[str, Any],
    agency: int,
    holder: UUID | None = None,
    case_number: str = "",
    division: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    replaces: UUID | None = None,
    because: str = "",
    synthetic: bool = False,
) -> DocumentView:
    """Typeset, sign and keep a document of `kind` (published name) inside the open change.

    Of `data` the facts the kind declares are printed and kept; `date`s are printed as 2026年1月5日.
    `division` is the agency's own unless given; `valid_from` is today unless given; `valid_until` None means 长期.
    `replaces` ends an older document with the status `replaced`; `because` says why to whoever verifies it. Raises
    `MissingFact`, `NumberTaken`, `CannotPrint`, `NoFont`, `BadTemplate`, `DiskFull`, `NoLibrary`.
    """
    declared = kinds[kind]
    data = clean(declared.printed(data))
    if missing := declared.missing(data):
        raise MissingFact(kind=declared.body.title, fields="、".join(missing))
    if Document.objects.filter(kind=kind, number=number).exists():
        raise NumberTaken(title=declared.body.title, number=number)
    issuer = Agency.objects.get(pk=agency)
    moment, code = clock.now(), new_code(secrets.choice)
    begins = valid_from or moment.date()
    until = chinese(valid_until) if valid_until else ""
    page = Page(number, issuer.name, moment, chinese(begins), until, code, address_of(code), synthetic)
    kept = files.keep(record, typeset(declared, data, page), f"{declared.body.title}.pdf", (files.PDF,), LIMIT)
    signature = crypto.sign(KEY, statement(kind, number, code, kept.digest))
    row = Document(
        kind=kind, number=number, title=declared.body.title, holder_id=holder, holder_shown=_shown(holder),
        case_number=case_number, agency=issuer, division=division or issuer.division_id, data=data,
        file_id=kept.digest, signature=signature.value, key_id=signature.key_id, issued_at=moment, valid_from=begins,
        valid_until=valid_until, verify_code=code, synthetic=synthetic,
    )  # fmt: skip
    row.save(force_insert=True)
    record.note(document=str(row.id), kind=kind, number=number)
    record.emit(DocumentIssued(str(row.id), kind, number, case_number))
    if replaces:
        _end(record, replaces, "replaced", f"新编号 {number}{f'。{because}' if because else ''}"[:500], row)
    return view_of(row)


def revoke(record: security.Record, document: UUID, why: str) -> DocumentView:
    """Declare a document void from now on. `why` is shown to whoever verifies it. `NotFound`, `AlreadyOver`."""
    return view_of(_end(record, document, "revoked", why, None))


def _end(record: security.Record, document: UUID, status: str, why: str, by: Document | None) -> Document:
    row = Document.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=document).first()
    if row is None:
        raise NotFound
    if row.status != "valid":
        day = chinese((row.revoked_at or row.issued_at).astimezone(clock.CHINA).date())
        raise AlreadyOver(day=day, state=dict(STATUS)[row.status].removeprefix("已"))
    row.status, row.revoked_at, row.revoked_why, row.replaced_by = status, clock.now(), clean(why), by
    row.save(update_fields=["status", "revoked_at", "revoked_why", "replaced_by"])
    record.note(ended=str(row.id), status=status, why=why)
    record.emit(DocumentEnded(str(row.id), row.kind, row.number, status))
    return row


def _shown(holder: UUID | None) -> str:
    party = Party.objects.filter(pk=holder).first() if holder else None
    return security.shown_name(party) if party else ""
