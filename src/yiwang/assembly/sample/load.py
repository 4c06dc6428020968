"""Loading the sample: agencies and posts, people and firms, accounts. What is there already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from django.conf import settings

from yiwang.applications.service.matters import api as library
from yiwang.kernel.errors import DomainError
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import accounts
from .agencies import SampleAgency, agencies
from .firms import SampleFirm
from .firms import firms as make_firms
from .opening import open_accounts, person_of, shop_of
from .people import SamplePerson
from .people import people as make_people

LOAD = security.declare("sample.load", "装入样例数据", by="system")
CHUNK = 2000
T = TypeVar("T")


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


def everything(people: int = 5000, firms: int = 1000) -> Loaded:
    """Load the sample of that size, and the people and the shop the accounts need. Raises `LiveInstallation`."""
    _rehearsal_only()
    return Loaded(
        agencies=_agencies(), posts=_posts(), people=_people(people), firms=_firms(firms), accounts=open_accounts(),
        lists=library.adopt_everywhere(security.SYSTEM),
    )  # fmt: skip


def _rehearsal_only() -> None:
    if settings.LIVE:
        raise LiveInstallation


def _many(what: str, rows: Sequence[T], write: Callable[[Sequence[T]], None]) -> int:
    """What is missing was found by looking, so each call is a batch of its own."""
    return security.acting_on_many(security.SYSTEM, LOAD, security.Ref(what, str(uuid7())), rows, write, chunk=CHUNK)


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


def _people(count: int) -> int:
    wanted = {
        one.id_number: one for one in (*make_people(count), *(person_of(one) for one in accounts.ALL if one.home))
    }
    return _many("sample.people", _missing("person", wanted), _write_people)


def _firms(count: int) -> int:
    shops = (shop_of(one) for one in accounts.ALL if one.shop)
    wanted = {one.uscc: one for one in (*make_firms(count), *shops)}
    return _many("sample.firms", _missing("firm", wanted), _write_firms)


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
                   "founded": one.founded.isoformat()},
        )
        for one in rows
    )  # fmt: skip
