"""Naming a list, sharing it with colleagues, letting it go."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from django.db.models import Q, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from .errors import NameMissing, NameTaken, TooManyLists
from .models import KeptList

KEEP = security.declare("desk.keep_list", "保存办件清单", by="staff")
CHANGE = security.declare("desk.change_list", "改办件清单的名字、共享", by="staff")
DROP = security.declare("desk.drop_list", "删除办件清单", by="staff")
MOST, LONGEST = 30, 40


@dataclass(frozen=True)
class Lists:
    """His own, and those colleagues share with everybody at the agency."""

    mine: list[KeptList]
    shared: list[KeptList]


def lists(viewer: security.Actor) -> Lists:
    rows = list(_known(viewer).select_related("owner").order_by("name", "pk")[: 4 * MOST])
    return Lists(
        [one for one in rows if one.owner_id == viewer.user], [one for one in rows if one.owner_id != viewer.user]
    )


def usual(viewer: security.Actor) -> str:
    """The address that opens first; "" where he chose none."""
    return _own(viewer).filter(usual=True).values_list("query", flat=True).first() or ""


def _known(by: security.Actor) -> QuerySet[KeptList]:
    rows = security.visible(KeptList.objects.filter(agency=by.agency), by)
    return rows.filter(Q(owner=by.user) | Q(shared=True))


def _own(by: security.Actor) -> QuerySet[KeptList]:
    return security.visible(KeptList.objects.filter(agency=by.agency, owner=by.user), by)


def cleaned(query: str, views: dict[str, str]) -> str:
    """Of an address only what a list is made of: the view, filters that can be used, the order."""
    said = parse_qs(query[:8000], max_num_fields=300) if query.count("&") < 300 else {}
    view = next((one for one in said.get("view", []) if one in views), "mine")
    return urlencode({"view": view, **casework.read_asked(said).said()}, doseq=True)


def keep(by: security.Actor, name: str, query: str, *, shared: bool, key: str | None) -> int:
    """Keep an address (`cleaned`) under a name. Raises `NameMissing`, `NameTaken`, `TooManyLists`."""
    name = _name(name)
    body = {"name": name, "query": query, "shared": shared}
    with security.acting(by, KEEP, security.Ref("list", name), key=key, body=body) as record:
        if record.replayed:
            return int(record.outcome)
        if _own(by).count() >= MOST:
            raise TooManyLists(most=MOST)
        _free(by, name)
        agency = standards.agency(by.agency or 0)
        made = KeptList.objects.create(name=name, query=query, owner_id=by.user or 0, agency=agency, shared=shared,
                                       division=agency.division_id, made_at=clock.now())  # fmt: skip
        record.note(query=query, shared=shared)
        return int(record.done(made.pk))


def change(by: security.Actor, pk: int, *, name: str, shared: bool, usual: bool) -> None:
    """Only who made it changes it. Raises `NotFound`, `NameMissing`, `NameTaken`."""
    name = _name(name)
    with security.acting(by, CHANGE, security.Ref("list", name)) as record:
        one = _mine(by, pk)
        if name != one.name:
            _free(by, name)
        if usual:
            _own(by).filter(usual=True).exclude(pk=pk).update(usual=False)
        one.name, one.shared, one.usual = name, shared, usual
        one.save(update_fields=["name", "shared", "usual"])
        record.note(shared=shared, usual=usual)


def drop(by: security.Actor, pk: int) -> None:
    """Let it go: for colleagues too, if it was shared. Raises `NotFound`."""
    with security.acting(by, DROP, security.Ref("list", str(pk))) as record:
        one = _mine(by, pk)
        record.note(name=one.name, query=one.query)
        one.delete()


def _mine(by: security.Actor, pk: int) -> KeptList:
    found = _own(by).select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _name(text: str) -> str:
    name = " ".join(text.replace("\0", "").split())
    if not name or len(name) > LONGEST:
        raise NameMissing
    return name


def _free(by: security.Actor, name: str) -> None:
    if _own(by).filter(name=name).exists():
        raise NameTaken(name=name)
