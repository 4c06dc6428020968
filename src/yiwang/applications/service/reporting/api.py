"""Reporting 数据上报: matters, cases and ratings to the national platform, as batches with receipts.

gather()                      # every night: what changed, in batches, sent
keep_going()                  # every minute: what has no answer, what was refused, what was mended
sources.add("kind", source)   # another kind: rows of each object (`Source`), its set in `national.yaml`

Batches, refused rows and their tickets are shown at `/console/reporting/`.
"""

from __future__ import annotations

from .capture import notice
from .definition import TicketPlan
from .platforms import platform, platforms
from .ports import NationalPlatform, Receipt, Refusal, Sent, Shipment
from .rounds import gather, keep_going
from .sources import Object, Source, sources

__all__ = [
    "NationalPlatform", "Object", "Receipt", "Refusal", "Sent", "Shipment", "Source", "TicketPlan", "gather", "keep_going",
    "notice", "platform", "platforms", "sources",
]  # fmt: skip
