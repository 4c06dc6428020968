"""What notices announces."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("notices.sms_queued")
@dataclass(frozen=True)
class SmsQueued:
    """A text waits to be sent. Neither number nor words are in the event."""

    sms: str
