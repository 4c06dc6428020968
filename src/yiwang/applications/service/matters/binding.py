"""Binding 绑定: an imported list becomes something to apply for, by the agency that offers it.

choices(by, code)                                   # every declared matter, and why it does not fit where it does not
bind(by, code, "food_operation/licence", key=key)   # from now on the guide has a door
unbind(by, code, key=key)                           # a guide only again; cases under way run to their end
"""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .drafting import next_number, step
from .errors import NotBound, Unfit
from .library import matters
from .models import Item
from .search.index import reindex
from .standing import in_force
from .targets import Target, require_writer, target

BIND = security.declare("matters.bind", "绑定到网上办理", by="staff", roles="matters_editor")


@dataclass(frozen=True)
class Choice:
    """A declared matter for one list; `why_not` is empty where it can be bound."""

    name: str
    title: str
    why_not: str


def may_bind(by: security.Actor, what: Target) -> bool:
    """Whether this is a list that lives by a binding, and of this actor's agency."""
    return security.can(by, BIND) and _imported(what) and not _not_keeper(by, what)


def choices(by: security.Actor, code: str) -> list[Choice]:
    """What fits comes first. Raises `NoSuchEntry`, `NotYours`, `NotBound` for a list that came with a pack."""
    what = _own(by, code)
    found = [Choice(name, one.title, _unfit(what, name)) for name, one in matters.items()]
    return sorted(found, key=lambda one: (bool(one.why_not), one.title))


def bind(by: security.Actor, code: str, name: str, *, key: str | None = None) -> None:
    """Raises `Unfit` with the first reason, and what `choices` raises."""
    with security.acting(by, BIND, security.Ref("matter", code), key=key, body=name) as record:
        if record.replayed:
            return
        what = _own(by, code, lock=True)
        if name not in matters:
            raise Unfit(why="请从名单里选一件")
        if why := _unfit(what, name):
            raise Unfit(why=why)
        _write(record, what, name, f"在网上按“{matters[name].title}”办理")


def unbind(by: security.Actor, code: str, *, key: str | None = None) -> None:
    """Raises `NotBound`, `NoSuchEntry`, `NotYours`."""
    with security.acting(by, BIND, security.Ref("matter", code), key=key, body="") as record:
        if record.replayed:
            return
        what = _own(by, code, lock=True)
        if what.item is None or not what.item.binding:
            raise NotBound
        _write(record, what, "", "")


def _write(record: security.Record, what: Target, name: str, why: str) -> None:
    assert what.item is not None
    before = what.item.binding
    what.item.binding, what.item.agency_id = name, what.item.agency_id or record.by.agency
    what.item.save(update_fields=["binding", "agency"])
    step(record, what, "bind" if name else "unbind", next_number(what) - 1, why)
    reindex(None, [what.item.pk])
    record.note(was=before, now=name)
    record.done(name)


def _own(by: security.Actor, code: str, *, lock: bool = False) -> Target:
    what = target(code)
    if not _imported(what):
        raise NotBound
    if _not_keeper(by, what):
        require_writer(by, what)
    if lock and what.item is not None:
        what = Target(what.basic, Item.objects.select_for_update(of=("self",)).get(pk=what.item.pk))
    return what


def _imported(what: Target) -> bool:
    return what.item is not None and not what.basic.matter


def _not_keeper(by: security.Actor, what: Target) -> bool:
    """Its own agency keeps it; one the house does not know is kept by an agency of the very place."""
    item = what.item
    if item is None or by.agency is None:
        return True
    if item.agency_id is not None:
        return item.agency_id != by.agency
    return standards.agency(by.agency).division_id != item.division


def _unfit(what: Target, name: str) -> str:
    assert what.item is not None
    item, one, today = what.item, matters[name], clock.today()
    found, edition = in_force(what.editions, today)
    taken = _taken(item, name)
    body = edition.body if found == "in_force" else None
    return rules.unfit(
        body, one.title, one.task_type, one.use_level, str(item_level(item)), _handler(one.line, item), taken
    )


def item_level(item: Item) -> int:
    """GB/T 39046: province 2, prefecture 3, county 4, township 5, from the place of the list."""
    code = f"{item.division:012}"
    widths = ((code[6:9], 5), (code[4:6], 4), (code[2:4], 3))
    return next((level for part, level in widths if part.strip("0")), 2)


def _handler(line: str, item: Item) -> str:
    """The agency that cases of the place would go to; empty where nobody would get them."""
    try:
        return standards.agency_for(line, item.division).name
    except (standards.NoSuchAgency, standards.NoSuchDivision):
        return ""


def _taken(item: Item, name: str) -> str:
    """Who offers the matter at the place already, by a list of its own that is in force."""
    rows = Item.objects.filter(binding=name, division=item.division).exclude(pk=item.pk).select_related("basic")
    for other in rows:
        if in_force(Target(other.basic, other).editions, clock.today())[0] == "in_force":
            return f"{other.dept_name}的“{other.basic.title}”（{other.task_code}）"
    return ""
