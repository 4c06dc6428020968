"""Requests as they are read: by their owner, by officials, by who holds the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import rules
from .models import Hold, Request

SEE = security.declare("erasure.see", "查看删除请求", roles="data_steward administrator auditor")
READ = security.call_reading("erasure.read", "删除个人信息的请求（只有数目）")


@dataclass(frozen=True)
class RequestView:
    """A request without whose it is; `who` is masked and for officials."""

    id: UUID
    code: str
    party: UUID
    who: str
    groups: list[str]
    state: str
    says: str
    asked_at: datetime
    checked_post: str
    checked_at: datetime | None
    note: str
    approved_post: str
    approved_at: datetime | None
    why: str
    done_at: datetime | None
    counts: dict[str, int]
    verify_code: str
    asked_by: int
    checked_by: int | None

    @property
    def titles(self) -> list[str]:
        return [title for key, title in security.GROUPS.items() if key in self.groups]


def view_of(row: Request, who: str = "") -> RequestView:
    return RequestView(
        row.pk, row.code, row.party_id, who, list(row.groups), row.state, rules.STATES[row.state], row.asked_at,
        row.checked_post, row.checked_at, row.note, row.approved_post, row.approved_at, row.why, row.done_at,
        dict(row.counts), row.verify_code, row.asked_by_id, row.checked_by_id,
    )  # fmt: skip


def requests(by: security.Actor, state: str = "") -> list[RequestView]:
    """Requests in reach, those that wait first. Inside a reading."""
    rows = security.visible(Request.objects.all(), by).order_by("-asked_at")
    wanted = rows.filter(state=state) if state in rules.STATES else rows
    found = [view_of(one) for one in wanted[:200]]
    return sorted(found, key=lambda one: one.state not in rules.OPEN)


def request_view(by: security.Actor, request: UUID) -> RequestView:
    """One request in reach, its party's name masked; recorded, and its party reads it. Raises `NotFound`."""
    row = security.visible(Request.objects.all(), by).filter(pk=request).first()
    if row is None:
        raise NotFound
    about = security.Ref("erasure", str(row.pk))
    security.note_reading(by, READ, [row.party_id], "办理删除个人信息的请求", about, masked=True)
    with security.viewing(security.SYSTEM):
        party = security.Party.objects.get(pk=row.party_id)
        who = security.shown_name(party) if party.name else security.ERASED
    return view_of(row, who)


def request_by_code(code: str) -> RequestView:
    """What became of it, for who has the code. Raises `NotFound`."""
    with security.viewing(security.current(), code=code):
        row = Request.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return view_of(row)


def holds_on(by: security.Actor, party: UUID) -> list[Hold]:
    """What holds erasure back, standing ones first. Inside a reading."""
    return list(security.visible(Hold.objects.filter(party=party), by).order_by("lifted_at", "-placed_at"))
