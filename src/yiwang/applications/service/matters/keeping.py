"""Keeping the catalogue in step with the packs, and giving every agency of a line its implementation list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiwang.kernel import clock
from yiwang.kernel.canonical import canonical
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import national
from .agencies import own_words
from .declared import body_of
from .definition import Matter
from .fields import Body
from .library import matters
from .models import Basic, Edition, Item
from .standing import in_force

KEEP = security.declare("matters.keep_catalogue", "按应用包更新基本目录", by="system")
ADOPT = security.declare("matters.adopt", "为各机关建实施清单", by="system")
RELEASED = "随程序发布"
CHUNK = 5_000


def digest(body: Body) -> str:
    return security.sm3(canonical(body).encode()).hex()


def keep_catalogue(by: security.Actor) -> int:
    """Write a basic entry, or a new edition of one, for every declaration that says something new. Returns how many;
    an entry edited in the browser since stays as it is until its declaration changes."""
    today = clock.today()
    known = dict(Basic.objects.values_list("catalog_code", "declared"))
    wanted = [(name, one, body_of(one, today)) for name, one in matters.items()]
    new = [(name, one, body) for name, one, body in wanted if known.get(one.catalog_code) != digest(body)]
    if not new:
        return 0
    with security.acting(by, KEEP, security.Ref("catalogue", "packs")) as record:
        for name, one, body in new:
            _keep(name, one, body, today)
        record.note(entries=[one.catalog_code for _name, one, _body in new])
    return len(new)


def _keep(name: str, one: Matter, body: Body, today: date) -> None:
    facts = {"title": one.title, "task_type": one.task_type, "use_level": one.use_level, "line": one.line,
             "matter": name, "source": "pack", "declared": digest(body)}  # fmt: skip
    Basic.objects.filter(matter=name).exclude(catalog_code=one.catalog_code).update(matter="", declared="")
    basic, _made = Basic.objects.update_or_create(catalog_code=one.catalog_code, defaults=facts)
    released = (
        Edition.objects.filter(basic=basic, item=None).order_by("-number").values_list("number", flat=True).first()
    )
    planned = one.national.plan_effective_date
    since = date.fromisoformat(planned) if planned and not released else today
    Edition.objects.create(
        basic=basic, number=(released or 0) + 1, body=body, digest=digest(body), effective_on=since,
        published_at=clock.now(), made_shown=f"应用包 {name}", checked_shown=RELEASED,
    )  # fmt: skip


def adopt_everywhere(by: security.Actor) -> int:
    """One item, and its first edition, for each agency of each entry's line that has none. Safe to repeat.

    For the sample: agencies that say of themselves that they are invented get words of their own (`own_words`)."""
    there = set(Item.objects.filter(agency__isnull=False).values_list("basic_id", "agency_id"))
    rows = [
        (basic.pk, agency.pk)
        for basic in Basic.objects.exclude(line="").order_by("pk")
        for agency in standards.Agency.objects.filter(line=basic.line, level__in=levels(basic.use_level)).order_by("pk")
        if (basic.pk, agency.pk) not in there
    ]
    return security.acting_on_many(by, ADOPT, security.Ref("items", str(uuid7())), rows, _adopt, chunk=CHUNK)


def levels(use_level: str) -> tuple[int, ...]:
    """The levels of agencies (GB/T 39046 A.2) that implement it; 7 分级管理 means each from the province down."""
    return (2, 3, 4) if use_level == "7" else tuple(int(one) for one in use_level if one in "2345")


def _adopt(rows: Sequence[tuple[int, int]]) -> None:
    today, now = clock.today(), clock.now()
    basics = {one.pk: one for one in Basic.objects.filter(pk__in={pk for pk, _ in rows})}
    bodies = {pk: body_today(one, today) for pk, one in basics.items()}
    agencies = standards.Agency.objects.select_related("division").in_bulk({pk for _, pk in rows})
    items = [new_item(basics[pk], agencies[agency]) for pk, agency in rows if bodies[pk] is not None]
    Item.objects.bulk_create(items, batch_size=1000)
    made = []
    for one in items:
        body = {**(bodies[one.basic_id] or {}), **own_words(agencies[one.agency_id or 0], bodies[one.basic_id] or {})}
        made.append(Edition(
            basic_id=one.basic_id, item=one, number=1, body=body, digest=digest(body), effective_on=today,
            published_at=now, made_shown=one.dept_name, checked_shown="样例数据",
        ))  # fmt: skip
    Edition.objects.bulk_create(made, batch_size=500)


def body_today(basic: Basic, today: date) -> Body | None:
    """The basic entry's own body on a day, None where it has none in force."""
    found, edition = in_force(Edition.objects.filter(basic=basic, item=None), today)
    return edition.body if found == "in_force" else None


def new_item(basic: Basic, agency: standards.Agency) -> Item:
    return Item(
        task_code=national.task_code(agency.uscc, str(agency.level), basic.catalog_code), basic=basic, agency=agency,
        division=agency.division_id, dept_name=agency.name, dept_code=agency.uscc, binding=basic.matter,
    )  # fmt: skip
