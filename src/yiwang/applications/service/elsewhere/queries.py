"""What the pages show: matters handled elsewhere; for the console, systems and news somebody must look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.pillars.security.base import api as security

from .connecting import standings
from .definition import External, There, slug_of, systems
from .models import Mirror, News

STATES = {"waiting": "等前一条", "held": "要人看", "late": "来晚了，只留底", "placed": "已对上"}


@dataclass(frozen=True)
class NewsLine:
    pk: str
    system: str
    number: str
    seq: int
    what: str
    at: datetime
    state: str
    held: bool
    why: str


def matters() -> list[tuple[str, External, There]]:
    """Every matter that is handled elsewhere, with the address of its page."""
    return [(slug_of(key), system, one) for system in systems.values() for key, one in system.matters.items()]


def overview(viewer: security.Actor) -> dict[str, Any]:
    news = security.visible(News.objects.all(), viewer)
    look = news.exclude(state="placed").order_by("-at")[:100]
    return {
        "systems": [(slug_of(one.name), one) for one in standings()], "news": [_line(one) for one in look],
        "placed": news.filter(state="placed").count(), "mirrors": Mirror.objects.count(),
    }  # fmt: skip


def _line(one: News) -> NewsLine:
    system = systems.get(one.system)
    what = one.body.get("status") or one.body.get("step", "")
    return NewsLine(
        str(one.pk), system.title if system else one.system, one.number, one.seq, str(what), one.at, STATES[one.state],
        one.state == "held", one.why,
    )  # fmt: skip
