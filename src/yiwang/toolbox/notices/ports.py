"""What sends texts to phones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from yiwang.pillars.operations.base.api import Health


@dataclass(frozen=True)
class Receipt:
    """`number` is the provider's own; `state` says whether a phone was reached for, or only rehearsed."""

    number: str
    state: Literal["sent", "rehearsed"] = "sent"


class SmsProvider(Protocol):
    """One way to reach phones. Registered under a name in `providers`; `settings.SMS_PROVIDER` chooses."""

    def send(self, mobile: str, text: str, reference: str) -> Receipt:
        """Hand over one text (≤ 70 characters) for one number in clear. `reference` is ours and stays the same when it is
        tried again: a provider that can should send it once. Raises `SmsFailed`. Keeps and logs no number."""

    def check(self) -> Health:
        """Is it there, and is it the right one here?"""
