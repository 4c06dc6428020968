"""Finding what an address means, for somebody: an item by its code of 31 characters, a basic entry by its 12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .errors import NoDraft, NoSuchEntry, NotYours
from .fields import Body, whole
from .models import Basic, Draft, Edition, Item
from .standing import in_force

PROVINCE = 530000_000000


@dataclass(frozen=True)
class Target:
    """An item with its basic entry, or (`item` None) the basic entry itself."""

    basic: Basic
    item: Item | None = None

    @property
    def code(self) -> str:
        return self.item.task_code if self.item else self.basic.catalog_code

    @property
    def division(self) -> int:
        return self.item.division if self.item else PROVINCE

    @property
    def editions(self) -> QuerySet[Edition]:
        return Edition.objects.filter(basic=self.basic, item=self.item).order_by("-number")

    def edition_on(self, day: date) -> Edition | None:
        found, edition = in_force(self.editions, day)
        return edition if found == "in_force" else None

    def body_on(self, day: date) -> Body | None:
        edition = self.edition_on(day)
        return whole(edition.body) if edition else None

    def basic_on(self, day: date) -> Body | None:
        """The basic entry's body an item is held against; None for the entry itself, or where it has none."""
        return Target(self.basic).body_on(day) if self.item else None

    def draft(self, actor: security.Actor) -> Draft | None:
        rows = security.visible(Draft.objects.filter(basic=self.basic, item=self.item), actor)
        return rows.first()

    def the_draft(self, actor: security.Actor, *, lock: bool = False) -> Draft:
        rows = security.visible(Draft.objects.filter(basic=self.basic, item=self.item), actor)
        found = (rows.select_for_update() if lock else rows).first()
        if found is None:
            raise NoDraft
        return found


def target(code: str) -> Target:
    """Raises `NoSuchEntry`."""
    if item := Item.objects.select_related("basic", "agency").filter(task_code=code).first():
        return Target(item.basic, item)
    if basic := Basic.objects.filter(catalog_code=code).first():
        return Target(basic)
    raise NoSuchEntry(code=code[:40])


def own_list(by: security.Actor, basic: Basic) -> Target:
    """The list of the actor's own agency, which may be a new row not saved yet. Raises `NotYours`."""
    from .keeping import new_item

    agency = standards.agency(by.agency or 0)
    if basic.line and basic.line != agency.line:
        raise NotYours(who="这条线的机关", here=by.agency_name)
    item = basic.items.filter(agency=agency).first() or new_item(basic, agency)
    return Target(basic, item)


def require_writer(by: security.Actor, what: Target) -> None:
    """An item is written by its own agency, a basic entry by an agency of the province. Raises `NotYours`."""
    if what.item is not None and what.item.agency_id == by.agency and by.agency is not None:
        return
    if what.item is None and by.divisions == standards.subtree(PROVINCE):
        return
    raise NotYours(who=what.item.dept_name if what.item else "省级机关", here=by.agency_name)
