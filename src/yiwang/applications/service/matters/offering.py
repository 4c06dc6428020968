"""What is offered where and when: the answer that a guide shows and an application is taken under."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yiwang.pillars.standards.base import api as standards

from .fields import Body
from .library import matters
from .models import Basic, Edition, Item
from .standing import in_force

WORKING_DAYS = "1"


@dataclass(frozen=True)
class Offer:
    """`number` is the edition's (0: no edition is kept yet, the declaration itself is offered); `task_code` is empty
    where the agency has no list of its own and the basic entry is offered. `promise_days` is the agency's own shorter
    promise in working days, None where it keeps the basic one. `says` is for whoever cannot apply (`open` False)."""

    matter: str
    task_code: str = ""
    number: int = 0
    edition: str = ""
    effective_on: date | None = None
    promise_days: int | None = None
    open: bool = True
    says: str = ""
    body: Body = field(default_factory=dict, compare=False)


def edition_on(item: Item, day: date) -> Edition | None:
    """The edition of an item that counts on a day, past or to come; None before the first and while withdrawn."""
    found, edition = in_force(item.editions.all(), day)
    return edition if found == "in_force" else None


def offered_at(matter: str, division: int, day: date) -> Offer | None:
    """What the agency responsible at `division` (12 digits) offers of a matter on `day`; None where no such matter is.

    No list of the agency's own yet: the basic entry. Nothing kept at all: the declaration."""
    basic = Basic.objects.filter(matter=matter).first()
    item = _item(matter, basic, division)
    basic = basic or (item.basic if item else None)
    if basic is None:
        return Offer(matter) if matter in matters else None
    above = _standing(basic, None, day)
    own = _standing(item.basic, item, day) if item else ("none", None)
    if above[0] == "withdrawn" and above[1]:
        return _closed(matter, item, above[1], basic.title)
    if own[0] == "withdrawn" and own[1]:
        return _closed(matter, item, own[1], f"{item.dept_name if item else ''}的“{basic.title}”")
    edition = own[1] or above[1]
    if edition is None:
        return Offer(matter, item.task_code if item else "")
    return _open(matter, item if own[1] else None, edition, above[1], item)


def _open(matter: str, item: Item | None, edition: Edition, above: Edition | None, whose: Item | None) -> Offer:
    bound = whose is None or whose.binding == matter
    return Offer(
        matter, item.task_code if item else "", edition.number, str(edition.pk), edition.effective_on,
        shorter(edition.body, above.body if above else {}) if item else None,
        open=bound, says="" if bound else "这件事在这里还不能在网上申请，请到窗口办理", body=edition.body,
    )  # fmt: skip


def _closed(matter: str, item: Item | None, edition: Edition, what: str) -> Offer:
    says = f"{what}从 {edition.withdrawn_on} 起停办：{edition.withdrawn_why}。已经提交的按原来的规定办完"
    return Offer(
        matter, item.task_code if item else "", edition.number, str(edition.pk), edition.effective_on, None,
        open=False, says=says, body=edition.body,
    )  # fmt: skip


def shorter(own: Body, basic: Body) -> int | None:
    """An agency's promise in working days where it is shorter than the basic entry's."""
    days, most = own.get("promise_day"), basic.get("promise_day")
    if days is None or own.get("promise_type") != WORKING_DAYS:
        return None
    return int(days) if most is None or basic.get("promise_type") != WORKING_DAYS or days < most else None


def _standing(basic: Basic, item: Item | None, day: date) -> tuple[str, Edition | None]:
    return in_force(Edition.objects.filter(basic=basic, item=item), day)


def _item(matter: str, basic: Basic | None, division: int) -> Item | None:
    """The list of the nearest agency of the entry's line at the place or above it; else one bound to the matter there."""
    if basic is not None and basic.line:
        try:
            agency = standards.agency_for(basic.line, division)
        except (standards.NoSuchAgency, standards.NoSuchDivision):
            return None
        own = Item.objects.filter(agency=agency, binding=matter) | basic.items.filter(agency=agency)
        if found := own.select_related("basic").order_by("pk").last():
            return found
    return Item.objects.filter(binding=matter, division=division).select_related("basic").order_by("pk").first()
