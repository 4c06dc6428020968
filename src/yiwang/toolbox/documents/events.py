"""What documents announce."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.event import event


@event("documents.issued")
@dataclass(frozen=True)
class DocumentIssued:
    """`kind` is the published name of the kind; `case_number` is empty for a document without a case."""

    document: str
    kind: str
    number: str
    case_number: str


@event("documents.ended")
@dataclass(frozen=True)
class DocumentEnded:
    """`status` is `revoked` or `replaced`."""

    document: str
    kind: str
    number: str
    status: str
