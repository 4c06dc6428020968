"""Sample halls: one at each prefecture's seat and in some counties, with a morning's queue, so that boards are alive.

Names follow the usual pattern; addresses, windows and everybody in the queue are invented. What is there stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .actions import SAMPLE
from .models import Authority, Hall, Sitting, Ticket, Window
from .standing import standing
from .taking import LETTERS, next_number

WEEKLY = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}
SATURDAY = {**WEEKLY, "5": [["09:30", "11:30"]]}
COUNTIES = (530102, 530111, 530112, 532901, 530302, 530402, 532501, 532801)
EVERY = ["intake", "acceptance", "handout"]
WINDOWS: tuple[tuple[int, str, list[str], list[str], bool], ...] = (
    (1, "综合窗口", ["intake"], [], True), (2, "综合窗口", ["intake", "acceptance"], [], False),
    (3, "市场准入窗口", ["intake", "acceptance"], ["market"], False), (4, "统一出件", ["handout"], [], True),
    (5, "综合窗口", EVERY, [], False),
)  # fmt: skip
TOOK = {"intake": 9.0, "acceptance": 14.0, "handout": 4.0}
SHARE = (("intake", 6), ("acceptance", 2), ("handout", 2))


def sample(by: security.Actor) -> int:
    """Make what is missing: halls, windows, authorities, clerks at their windows, a month behind and a queue today.
    Returns how many halls were made."""
    made = 0
    for number, agency in enumerate(_agencies()):
        name = f"{agency.division.name}政务服务中心"
        if Hall.objects.filter(agency=agency, name=name).exists():
            continue
        with security.acting(by, SAMPLE, security.Ref("agency", agency.uscc)) as record:
            hall = _hall(record, agency, name, number)
            if library.matters:
                _seats(record, hall, agency)
                _past(record, hall, Random(agency.uscc))  # noqa: S311  invented people, the same every time
                _today(record, hall, Random(f"today {agency.uscc}"))  # noqa: S311
        made += 1
    return made


def _agencies() -> list[standards.Agency]:
    places = [one.code for one in standards.children(53)] + [code * 10**6 for code in COUNTIES]
    found = standards.Agency.objects.filter(line="service", division__in=places, synthetic=True)
    return list(found.select_related("division").order_by("division_id"))


def _hall(_record: security.Record, agency: standards.Agency, name: str, number: int) -> Hall:
    hall = Hall.objects.create(
        name=name, division=agency.division_id, agency=agency, address=f"{agency.division.name}样例路 {number * 7 + 3} 号",
        phone="12345", hours=SATURDAY if number % 3 == 0 else WEEKLY, slot_capacity=6, door=secrets.token_urlsafe(16),
        synthetic=True,
    )  # fmt: skip
    Window.objects.bulk_create(
        Window(hall=hall, number=n, name=title, stages=stages, lines=lines, accessible=accessible)
        for n, title, stages, lines, accessible in WINDOWS
    )
    lines = {one.line for one in library.matters.values()} - {"service"}
    Authority.objects.bulk_create(
        Authority(hall=hall, line=line, stages=["intake", "handout"], since=clock.today() - timedelta(days=200),
                  ground="样例：综合窗口收件、出件委托书") for line in sorted(lines)
    )  # fmt: skip
    return hall


def _seats(_record: security.Record, hall: Hall, agency: standards.Agency) -> None:
    """The hall's own clerk at the general windows, the bureau's at its own; one window stays free."""
    own = standards.Post.objects.filter(agency=agency, roles__contains=["clerk"]).first()
    bureau = standards.Post.objects.filter(agency__line="market", agency__division_id=hall.division,
                                           roles__contains=["clerk"]).first()  # fmt: skip
    for window in hall.windows.exclude(number=5):
        post = bureau if window.lines else own
        if post:
            Sitting.objects.create(window=window, post=post, shown=f"样例窗口员{window.number}", since=clock.now())


def _drawn(chance: Random) -> tuple[str, str, library.Matter]:
    stage = chance.choices([one for one, _ in SHARE], [weight for _, weight in SHARE])[0]
    name = chance.choice(list(library.matters))
    return stage, name, library.matter(name)


def _past(_record: security.Record, hall: Hall, chance: Random) -> None:
    """A week of services behind us: what waits are told from, and how well they were told."""
    rows = []
    for back in range(1, 8):
        day = clock.now() - timedelta(days=back)
        if day.weekday() < 5:
            rows += list(_day_of(hall, chance, day.replace(hour=9, minute=0, second=0, microsecond=0), 26))
    Ticket.objects.bulk_create(rows)


def _day_of(hall: Hall, chance: Random, start: datetime, count: int) -> Iterator[Ticket]:
    window = hall.windows.order_by("number").first()
    for serial in range(1, count + 1):
        since = start + timedelta(minutes=serial * 6 + chance.random() * 5)
        wait = chance.gammavariate(3, 4)
        called = since + timedelta(minutes=wait)
        stage, name, matter = _drawn(chance)
        low = max(0, int((wait - 2 + chance.gauss(0, 3)) // 5 * 5))
        took = timedelta(minutes=max(1.5, chance.gauss(TOOK[stage], TOOK[stage] / 4)))
        yield Ticket(
            id=uuid7(), hall=hall, day=start.date(), number=f"S{serial:03d}", stage=stage, matter=name, title=matter.title,
            line=matter.line, arrived_at=since, since=since, called_at=called, served_at=called, done_at=called + took,
            window=window, state="done", calls=1, told_low=low, told_high=low + 10,
        )  # fmt: skip


def _today(record: security.Record, hall: Hall, chance: Random) -> None:
    """A queue as it may stand now: some served, some at windows, some waiting with what they were told."""
    now = clock.now()
    served = [
        one for one in _day_of(hall, chance, now - timedelta(minutes=150), 16) if one.done_at and one.done_at < now
    ]
    for one in served:
        one.day, one.number = now.date(), next_number(record, hall, now, LETTERS[one.stage])
    Ticket.objects.bulk_create(served)
    for window in hall.windows.filter(sittings__until__isnull=True, sittings__isnull=False).order_by("number")[:3]:
        _at_window(record, hall, window, chance, now)
    _waiting(record, hall, chance, now)


def _at_window(record: security.Record, hall: Hall, window: Window, chance: Random, now: datetime) -> None:
    name, matter = next(iter(library.matters.items()))
    begun = now - timedelta(minutes=2 + chance.random() * 3)
    Ticket.objects.create(
        hall=hall, day=now.date(), number=next_number(record, hall, now, "A"), stage="intake", matter=name, title=matter.title,
        line=matter.line, arrived_at=begun - timedelta(minutes=11), since=begun - timedelta(minutes=11), called_at=begun,
        served_at=begun, window=window, state="serving", calls=1, told_low=10, told_high=15,
    )  # fmt: skip


def _waiting(record: security.Record, hall: Hall, chance: Random, now: datetime) -> None:
    waiting = []
    for place in range(chance.randint(4, 9)):
        stage, name, matter = _drawn(chance)
        stage = "intake" if stage == "acceptance" else stage
        came = now - timedelta(minutes=max(0.5, 14 - place * 1.6))
        waiting.append(Ticket(
            hall=hall, day=now.date(), number=next_number(record, hall, now, LETTERS[stage]), stage=stage,
            matter=name, title=matter.title, line=matter.line, ground="elder" if place == 3 else "", arrived_at=came, since=came,
        ))  # fmt: skip
    Ticket.objects.bulk_create(waiting)
    queue = standing(hall, now)  # who comes later does not lengthen the wait of who is there
    for ticket in waiting:
        if told := queue.wait_of(ticket):
            ticket.told_low, ticket.told_high = rules.quoted(told)
    Ticket.objects.bulk_update(waiting, ["told_low", "told_high"])
