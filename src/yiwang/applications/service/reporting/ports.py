"""What stands on the other side: a national platform that takes batches and answers with receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yiwang.pillars.operations.base.api import Health


@dataclass(frozen=True)
class Sent:
    """A row as it travels, with the columns of synchronisation (`cd_operation` I, U or D). `sealed`: the values of
    sealed columns, enciphered for the platform's key (hexadecimal)."""

    table: str
    guid: str
    cd_operation: str
    cd_batch: str
    cd_time: str
    data_source: str
    body: dict[str, str]
    sealed: str = ""


@dataclass(frozen=True)
class Shipment:
    """A batch as it travels: frozen, so that sending it again is sending the same."""

    number: str
    kind: str
    made_at: datetime
    digest: str
    rows: Sequence[Sent]


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken: which, the platform's code, the column it is about, its words."""

    guid: str
    code: str
    column: str
    says: str


@dataclass(frozen=True)
class Receipt:
    """What a platform answers to a batch number, however often it is asked."""

    number: str
    digest: str
    at: datetime
    accepted: int
    refused: tuple[Refusal, ...] = ()


class NationalPlatform(Protocol):
    """Registered under a name in `platforms`; `settings.NATIONAL_PLATFORM` chooses."""

    def send(self, shipment: Shipment) -> Receipt:
        """Hand over a batch. A number it has already gets the same receipt again. Raises `Unreachable` (nothing arrived),
        `NoAnswer` (it may have arrived), `AnotherContent` (this number was another batch)."""

    def receipt(self, number: str) -> Receipt | None:
        """The receipt of a batch that arrived; None when none of this number did. Raises `Unreachable`."""

    def public_key(self) -> bytes:
        """65 bytes: what sealed columns are enciphered for."""

    def check(self) -> Health:
        """Is it there, and is it the right one here?"""
