"""What is in a party's box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .models import Delivery, Message, Sms
from .serving import DeliveryView, view_of

READ = security.declare("notices.mark_read", "标记消息已读", by="person firm")
MOST = 99


@dataclass(frozen=True)
class MessageView:
    """A message with the papers that came in it."""

    id: UUID
    title: str
    body: str
    case_number: str
    link: str
    created_at: datetime
    read_at: datetime | None
    papers: tuple[DeliveryView, ...] = ()


@dataclass(frozen=True)
class SmsView:
    """A text as it is shown to who runs the house: the number masked, the person not named."""

    mobile: str
    text: str
    state: str
    says: str
    provider: str
    receipt: str
    queued_at: datetime
    settled_at: datetime | None


def unread(viewer: security.Actor) -> int:
    """How many messages wait for `viewer`; 100 stands for more than 99."""
    return security.visible(Message.objects.filter(read_at__isnull=True), viewer)[: MOST + 1].count()


def messages(viewer: security.Actor, before: UUID | None = None, limit: int = 30) -> list[MessageView]:
    """The messages of `viewer`, newest first; `before` goes on where the last page ended."""
    rows = security.visible(Message.objects.all(), viewer)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[:limit])
    papers: dict[UUID, list[DeliveryView]] = defaultdict(list)
    for row in security.visible(Delivery.objects.filter(message__in=[one.pk for one in found]), viewer).order_by("id"):
        papers[row.message_id].append(view_of(row))  # type: ignore[index]
    return [
        MessageView(one.id, one.title, one.body, one.case_number, one.link, one.created_at, one.read_at,
                    tuple(papers[one.id])) for one in found
    ]  # fmt: skip


def mark_read(by: security.Actor, which: Sequence[UUID] | None = None) -> int:
    """Mark these messages of his read, or all; returns how many were unread."""
    with security.acting(by, READ) as record:
        rows = security.visible(Message.objects.filter(read_at__isnull=True), by)
        if which is not None:
            rows = rows.filter(pk__in=which)
        changed = rows.update(read_at=clock.now())
        record.note(read=changed)
        return changed


def sent_texts(viewer: security.Actor, purpose: str, limit: int = 200) -> list[SmsView]:
    """The latest texts to phones, for staff with a purpose; others see their own."""
    with security.viewing(viewer, purpose=purpose):
        rows = security.visible(Sms.objects.all(), viewer, purpose=purpose).order_by("-id")[:limit]
        return [
            SmsView(one.mobile_masked, one.text, one.state, one.get_state_display(), one.provider, one.receipt,
                    one.queued_at, one.settled_at) for one in rows
        ]  # fmt: skip
