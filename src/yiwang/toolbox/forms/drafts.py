"""Saving what is not finished, on one device, and going on with it on another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yiwang.kernel import clock
from yiwang.kernel.canonical import canonical
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from .definition import Form
from .errors import Overtaken
from .keeping import keep_until
from .models import Draft
from .versions import OpenRecord, form_of, use

KEY = "personal"
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class DraftView:
    """A draft as its owner gets it back. `revision` must come back with the next save."""

    id: UUID
    form: str
    version: str
    subject: str
    answers: dict[str, Any]
    uploads: dict[str, Any]
    page: int
    revision: int
    updated_at: datetime

    @property
    def kept_until(self) -> date:
        """The last day it is there, if nobody goes on with it."""
        return keep_until(self.updated_at)


def save_draft(
    record: OpenRecord, form: str, answers: Mapping[str, Any], *, draft: UUID | None = None, revision: int = 0,
    page: int = 1, subject: str = "", uploads: Mapping[str, Any] = NOTHING,
) -> DraftView:  # fmt: skip
    """Keep `answers`: a new draft of the form `form` (`pack/key`), or over the `revision` one last saw of `draft`.

    Raises `Overtaken` where another device saved meanwhile (nothing is lost there), `NotFound` for another's draft.
    """
    if draft is None:
        return _begin(record, form, answers, page, subject, uploads)
    kept = security.visible(Draft.objects.select_for_update(), record.by).filter(pk=draft).first()
    if kept is None:
        raise NotFound
    if kept.revision != revision:
        raise Overtaken(when=f"{kept.updated_at.astimezone(clock.CHINA):%H:%M}")
    kept.revision += 1
    _fill(kept, record.by, answers, page, uploads)
    kept.save()
    return _view(kept)


def _begin(
    record: OpenRecord, form: str, answers: Mapping[str, Any], page: int, subject: str, uploads: Mapping[str, Any]
) -> DraftView:  # fmt: skip
    by = record.by
    made = Draft(version=use(record, form), party_id=by.party, user_id=None if by.party else by.user, subject=subject)
    _fill(made, by, answers, page, uploads)
    made.save(force_insert=True)
    return _view(made)


def _fill(draft: Draft, by: security.Actor, answers: Mapping[str, Any], page: int, uploads: Mapping[str, Any]) -> None:
    secret = split(form_of(draft.version_id), answers)
    draft.answers, draft.uploads, draft.page = secret.plain, dict(uploads), page
    draft.sealed = None
    if secret.hidden:
        draft.sealed = security.vault().encrypt(KEY, canonical(secret.hidden).encode(), draft.id.bytes)
    draft.saved_by_id, draft.updated_at = by.user, clock.now()


@dataclass(frozen=True)
class Split:
    """Answers apart: what may lie in the table, and what is sealed (whole repeated sections where one is L4)."""

    plain: dict[str, Any]
    hidden: dict[str, Any]


def split(form: Form, answers: Mapping[str, Any]) -> Split:
    secret = {
        section.key if section.repeat else question.key
        for section, question in form.questions()
        if question.level == "L4"
    }  # fmt: skip
    return Split(
        {key: value for key, value in answers.items() if key not in secret},
        {key: value for key, value in answers.items() if key in secret},
    )


def resume(by: security.Actor, draft: UUID) -> DraftView:
    """One's own draft, from whichever device. Inside `viewing` or `acting`. Raises `NotFound`."""
    kept = _own(by).filter(pk=draft).first()
    if kept is None:
        raise NotFound
    return _view(kept)


def drafts(by: security.Actor, form: str = "", subject: str = "") -> list[DraftView]:
    """One's own drafts, newest first, at most 50."""
    found = _own(by)
    found = found.filter(version__name=form) if form else found
    found = found.filter(subject=subject) if subject else found
    return [_view(kept) for kept in found.order_by("-updated_at")[:50]]


def give_draft(record: OpenRecord, draft: UUID, party: UUID) -> DraftView:
    """Put what a member of staff filled in into the hands of whom it is for. By `SYSTEM`: nobody else reaches both."""
    kept = security.visible(Draft.objects.select_for_update(), record.by).filter(pk=draft, user__isnull=False).first()
    if kept is None:
        raise NotFound
    kept.party_id, kept.user_id, kept.updated_at = party, None, clock.now()
    kept.save(update_fields=["party", "user", "updated_at"])
    return _view(kept)


def drop_draft(record: OpenRecord, draft: UUID) -> None:
    """Handed in, or thrown away by its owner."""
    if not security.visible(Draft.objects.all(), record.by).filter(pk=draft).delete()[0]:
        raise NotFound


def _own(by: security.Actor) -> QuerySet[Draft]:
    return security.visible(Draft.objects.select_related("version"), by)


def _view(draft: Draft) -> DraftView:
    hidden = {}
    if draft.sealed:
        hidden = json.loads(security.vault().decrypt(KEY, bytes(draft.sealed), draft.id.bytes))
    return DraftView(
        draft.id, draft.version.name, draft.version_id, draft.subject, {**draft.answers, **hidden}, draft.uploads,
        draft.page, draft.revision, draft.updated_at,
    )  # fmt: skip
