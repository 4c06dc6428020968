"""Loading the sample: agencies and posts, people and firms, accounts. What is there already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from typing import TypeVar

from django.conf import settings

from yiwang.applications.service.elsewhere import api as elsewhere
from yiwang.applications.service.halls import api as halls
from yiwang.applications.service.kiosk import api as kiosk
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.ratings import api as ratings
from yiwang.kernel.errors import DomainError
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import accounts, cases
from .agencies import SampleAgency, agencies
from .firms import SampleFirm
from .firms import firms as make_firms
from .opening import open_accounts, person_of, shop_of
from .people import SamplePerson
from .people import people as make_people

LOAD = security.declare("sample.load", "装入样例数据", by="system")
CHUNK = 2000
T = TypeVar("T")
Say = Callable[[str, int, int], object]


def nobody(_what: str, _done: int, _all: int) -> None:
    """Listens to progress where nobody does."""


class LiveInstallation(DomainError):
    """这是正式运行的安装（YIWANG_LIVE=1），不装入样例：样例账号的口令人人知道。请用 yiwang init 建立管理员"""

    code = "sample.live_installation"


@dataclass(frozen=True)
class Loaded:
    """How many rows this call wrote: none when everything was there."""

    agencies: int
    posts: int
    people: int
    firms: int
    accounts: int
    lists: int
    halls: int


def everything(people: int = 5000, firms: int = 1000, *, busy: bool = True) -> Loaded:
    """Load the sample of that size, and the people and the shop the accounts need; `busy`: halls with a queue as well.
    Raises `LiveInstallation`."""
    _rehearsal_only()
    return Loaded(
        agencies=_agencies(), posts=_posts(), people=_people(people), firms=_firms(firms), accounts=open_accounts(),
        lists=library.adopt_everywhere(security.SYSTEM), halls=_halls() if busy else 0,
    )  # fmt: skip


def _halls() -> int:
    """Halls with their windows and today's numbers, terminals in and around them, a ministry to go to, a year's ratings,
    cases under way."""
    made = halls.sample(security.SYSTEM)
    kiosk.sample(security.SYSTEM)
    elsewhere.stand_up()
    ratings.sample(security.SYSTEM)
    cases.load()
    return made


def province(people: int, firms: int, say: Say = nobody) -> tuple[int, int]:
    """Bring the sample to that many people and firms, saying how far it is; how many were added. Raises
    `LiveInstallation`. What was begun earlier is gone on with."""
    _rehearsal_only()
    return _people(people, say), _firms(firms, say)


def _rehearsal_only() -> None:
    if settings.LIVE:
        raise LiveInstallation


def _many(what: str, rows: Sequence[T], write: Callable[[Sequence[T]], None], say: Callable[[int], object] = id) -> int:
    """What is missing was found by looking, so each call is a batch of its own."""
    done = count(CHUNK, CHUNK)

    def part(some: Sequence[T]) -> None:
        write(some)
        say(min(next(done), len(rows)))

    return security.acting_on_many(security.SYSTEM, LOAD, security.Ref(what, str(uuid7())), rows, part, chunk=CHUNK)


def _agencies() -> int:
    there = set(standards.Agency.objects.values_list("uscc", flat=True))
    return _many("sample.agencies", [one for one in agencies() if one.uscc not in there], _write_agencies)


def _write_agencies(rows: Sequence[SampleAgency]) -> None:
    """Those above come first, a level at a time."""
    for _level, same in groupby(rows, key=lambda one: one.level):
        known = dict(standards.Agency.objects.values_list("uscc", "pk"))
        standards.Agency.objects.bulk_create(
            standards.Agency(
                uscc=one.uscc, name=one.name, short_name=one.short_name, line=one.line, division_id=one.division,
                parent_id=known[one.parent] if one.parent else None, level=one.level, synthetic=True,
            )
            for one in same
        )  # fmt: skip


def _posts() -> int:
    known = dict(standards.Agency.objects.filter(synthetic=True).values_list("uscc", "pk"))
    there = set(standards.Post.objects.values_list("agency_id", "title"))
    wanted = [(known[one.uscc], post.title, post.roles) for one in agencies() for post in one.posts]
    return _many("sample.posts", [one for one in wanted if one[:2] not in there], _write_posts)


def _write_posts(rows: Sequence[tuple[int, str, tuple[str, ...]]]) -> None:
    standards.Post.objects.bulk_create(
        standards.Post(agency_id=agency, title=title, roles=list(roles)) for agency, title, roles in rows
    )


def _people(number: int, say: Say = nobody) -> int:
    wanted = {
        one.id_number: one for one in (*make_people(number), *(person_of(one) for one in accounts.ALL if one.home))
    }
    missing = _missing("person", wanted)
    return _many("sample.people", missing, _write_people, lambda done: say("人", done, len(missing)))


def _firms(number: int, say: Say = nobody) -> int:
    shops = (shop_of(one) for one in accounts.ALL if one.shop)
    wanted = {one.uscc: one for one in (*make_firms(number), *shops)}
    missing = _missing("firm", wanted)
    return _many("sample.firms", missing, _write_firms, lambda done: say("户", done, len(missing)))


def _missing(kind: str, wanted: dict[str, T]) -> list[T]:
    with security.viewing(security.SYSTEM):
        marks = security.Party.objects.filter(kind=kind).values_list("identifier_mark", flat=True)
        there = {bytes(mark) for mark in marks}
    return [one for identifier, one in wanted.items() if security.mark_of(kind, identifier) not in there]


def _write_people(rows: Sequence[SamplePerson]) -> None:
    security.Party.objects.bulk_create(
        security.new_party(
            "person", one.name, one.id_number, one.mobile, division_id=one.division, birth=one.born, sex=one.sex,
            address=one.address, synthetic=True, facts={"ethnic": one.ethnic},
        )
        for one in rows
    )  # fmt: skip


def _write_firms(rows: Sequence[SampleFirm]) -> None:
    security.Party.objects.bulk_create(
        security.new_party(
            "firm", one.name, one.uscc, one.mobile, division_id=one.division, address=one.address, synthetic=True,
            facts={"kind": one.kind_name, "representative": one.representative.name, "trade": one.trade,
                   "representative_mark": security.mark_of("person", one.representative.id_number).hex(),
                   "founded": one.founded.isoformat()},
        )
        for one in rows
    )  # fmt: skip
