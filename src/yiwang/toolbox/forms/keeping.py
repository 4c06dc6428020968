"""How long a draft is kept: what is not needed any more is erased, on a day its owner could read beside it.

What was handed in is a case and is kept as a record; this is only about what never was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .models import Draft

ERASE = security.declare("forms.erase_drafts", "删除到期的草稿", by="system")
CHUNK = 500


def keep_until(changed: datetime) -> date:
    """The last day a draft is kept that was changed then."""
    return changed.astimezone(clock.CHINA).date() + timedelta(days=_days())


def erase_drafts() -> int:
    """Erase what people began and left for too long; returns how many. The trail says how many, and nothing of whom."""
    run, done = uuid7().hex, 0
    with security.viewing(security.SYSTEM):
        ended = datetime.combine(clock.today() - timedelta(days=_days()), datetime.min.time(), clock.CHINA)
        old = Draft.objects.filter(party__isnull=False, updated_at__lt=ended).order_by("pk")
        keys = [str(key) for key in old.values_list("pk", flat=True)]
    for first in range(0, len(keys), CHUNK):
        subject = security.Ref("draft", f"{run}/{first}")
        done += security.acting_on_many(security.SYSTEM, ERASE, subject, keys[first : first + CHUNK], _eraser(ended))
    return done


def _eraser(ended: datetime) -> Callable[[Sequence[str]], None]:
    def write(keys: Sequence[str]) -> None:
        Draft.objects.filter(pk__in=keys, updated_at__lt=ended).delete()  # who went on with it meanwhile keeps it

    return write


def _days() -> int:
    return int(standards.parameter("draft_keep").on(clock.today()).value)
