"""Ratings for a rehearsal: visits that never were, at agencies of the sample. The same on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import counting, rules, tokens
from .models import Rating, Served, Tally
from .rating import due

SAMPLE = security.declare("ratings.sample", "装入样例评价", by="system")
SERIES, LINE = "SAMPLE-", "market"
WEIGHTS = (58, 27, 10, 3, 2)
SAID = {1: ("很快，一次就办好了", "工作人员很耐心", ""), 2: ("方便", ""), 3: ("还可以，排队有点久", ""),
        4: ("打电话没有人接", "让我跑了两趟"), 5: ("材料已经交过，又让交一遍", "态度不好，话没说完就让我走")}  # fmt: skip


def sample(by: security.Actor, many: int = 1500, agencies: int = 24) -> int:
    """Load about `many` synthetic ratings over the last year, unless some are there. Returns how many."""
    with security.viewing(security.SYSTEM):
        if Served.objects.filter(ref__startswith=SERIES).exists():
            return 0
        rows = _rows(many, agencies)
    return security.acting_on_many(by, SAMPLE, security.Ref("ratings.sample", "1"), rows, _write)


def _rows(many: int, agencies: int) -> list[Served]:
    """Services, each with the rating it got (or none) beside it."""
    random, today = Random(20211), clock.today()  # noqa: S311  a rehearsal is not a secret
    places = list(standards.Agency.objects.filter(synthetic=True, line=LINE).order_by("level", "pk")[:agencies])
    matters = [name for name, one in library.matters.items() if one.line == LINE][:6] or ["sample/visit"]
    if not places:
        return []
    made: list[Served] = []
    for serial in range(many * 5 // 2):
        place = places[int(len(places) * random.random() ** 2)]
        matter, on = random.choice(matters), today - timedelta(days=random.randrange(1, 330))
        served = Served(
            kind="visit", ref=f"{SERIES}{serial:06d}", agency=place, division=place.division_id, matter=matter, on=on
        )
        served.rating = _rating(random, served)  # type: ignore[attr-defined]
        made.append(served)
    return made


def _rating(random: Random, served: Served) -> Rating:
    """Four of ten visitors rate; the others leave a service without one (`grade` 0, not kept)."""
    grade = random.choices((1, 2, 3, 4, 5), WEIGHTS)[0] if random.random() < 0.4 else 0
    service = tokens.Service("visit", served.ref, served.agency_id, served.matter, served.division, served.on)
    matter = library.matters[served.matter].title if served.matter in library.matters else "窗口服务"
    moment = clock.now().replace(year=served.on.year, month=served.on.month, day=served.on.day, hour=10, minute=0)
    named = random.random() < 0.3
    bad = grade in rules.BAD
    answered = moment + timedelta(days=random.randrange(1, 12)) if bad and random.random() < 0.85 else None
    return Rating(
        code=tokens.code_of(service), kind="visit", ref=served.ref if named else "", named=named, grade=grade,
        channel=random.choice(("tablet", "qr", "terminal", "mobile")), words=random.choice(SAID[grade]) if grade else "",
        indicators=random.sample(list(rules.INDICATORS["visit"]), random.randrange(3)), agency=served.agency,
        division=served.division, matter=served.matter, title=matter, served_on=served.on, made_at=moment,
        due_on=due(served.on) if bad else None, replied_at=answered,
        visited_at=answered if named and answered else None,
        said="satisfied" if named and answered and random.random() < 0.8 else "unsatisfied" if named and answered else "",
        synthetic=True,
    )  # fmt: skip


def _write(rows: Sequence[Served]) -> None:
    Served.objects.bulk_create(rows)
    ratings: list[Rating] = [served.rating for served in rows]  # type: ignore[attr-defined]
    Rating.objects.bulk_create(one for one in ratings if one.grade)
    counts: Counter[tuple[Any, ...]] = Counter()
    for served, rating in zip(rows, ratings, strict=True):
        for what in ("served", *(counting.shares(rating) if rating.grade else ())):
            counts[served.agency_id, served.matter, served.on.replace(day=1), what] += 1
    known = {(one.agency_id, one.matter, one.month, one.what): one for one in Tally.objects.all()}
    for (agency, matter, month, what), number in counts.items():
        if found := known.get((agency, matter, month, what)):
            found.many += number
            found.save(update_fields=["many"])
        else:
            Tally.objects.create(agency_id=agency, matter=matter, month=month, what=what, many=number)
