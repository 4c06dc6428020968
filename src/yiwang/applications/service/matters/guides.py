"""What a guide page says: one matter, at one place or for the whole province, on a day.

guide("food_operation.licence", "530102", today).promise     # "10 个工作日"
guide("11440000006939756B2440101007000", "", today).open      # False: a guide only, it says where to go instead
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yiwang.kernel import ids
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.standards.base import api as standards

from .declared import body_of
from .definition import Ground, Matter
from .fields import BY_KEY, FIELDS, GROUPS, LIST_TITLES, LISTS, Body, whole
from .library import address, matters, name_at
from .models import Basic, Edition, Item
from .national import Group
from .offering import Offer, offered_at
from .targets import Target, target

NOWHERE = "事项目录"


@dataclass(frozen=True)
class Place:
    """Where the reader asks about: six digits, and what the county is called."""

    code: str = ""
    name: str = ""
    division: int = 0


@dataclass(frozen=True)
class Guide:
    """`declared` is what it runs on; None: a guide only. `own`: the agency's own list, not the basic entry."""

    slug: str
    body: Body
    place: Place
    declared: Matter | None = None
    number: int = 0
    effective_on: date | None = None
    task_code: str = ""
    own: bool = False
    open: bool = False
    says: str = ""

    @property
    def title(self) -> str:
        return str(self.body["task_name"])

    @property
    def theme(self) -> str:
        return self.declared.theme if self.declared else self.body["user_topic_type"] or self.body["corp_topic_type"]

    @property
    def promise(self) -> str:
        return _days(self.body, "promise")

    @property
    def law(self) -> str:
        return _days(self.body, "anticipate")

    @property
    def fee(self) -> str:
        if not self.body["is_fee"]:
            return "" if self.body["is_fee"] is None else "不收费"
        return "；".join(one["fee_stand"] for one in self.body["fees"] if one["fee_stand"]) or "收费"

    @property
    def visits(self) -> int | None:
        found = self.body["limit_scene_num"]
        return None if found is None else int(found)

    @property
    def who(self) -> list[str]:
        return _lines(self.body["accept_condition"])

    @property
    def process(self) -> list[tuple[str, str]]:
        """Each step, and what stands in brackets behind it."""
        steps = (one.removesuffix("）").partition("（") for one in _lines(self.body["handle_flow"]))
        return [(title, about) for title, _, about in steps]

    @property
    def grounds(self) -> list[Ground]:
        if self.declared:
            return list(self.declared.grounds)
        return [Ground(law=line, article="", says="", how="read") for line in _lines(self.body["by_law"])]

    @property
    def groups(self) -> list[Group]:
        return groups_of(self.body, self)

    @property
    def instead(self) -> str:
        """Where somebody goes for what cannot be applied for here."""
        return self.body["transact_addr"] or self.body["dept_name"] or NOWHERE


def _days(body: Body, what: str) -> str:
    days, unit = body[f"{what}_day"], BY_KEY[f"{what}_type"].shown(body[f"{what}_type"])
    if days is None:
        return ""
    return "当场" if days == 0 else f"{days} {'个' if unit == '工作日' else ''}{unit}"


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def place_at(code: str) -> Place:
    """The county of an address (`?at=530102`); the whole province where it is none."""
    try:
        division = standards.division(code) if len(code) in (6, 12) else None
    except (DomainError, ids.WrongDivision):
        division = None
    return Place(str(division.pk)[:6], division.full_name, division.pk) if division else Place()


def guide(slug: str, at: str, day: date) -> Guide:
    """By a matter's address, an item's code or a basic entry's. Raises `NotFound`."""
    place, name = place_at(at), name_at(slug)
    if name in matters:
        return _of_matter(name, slug, place, day)
    what = _target(slug)
    bound = what.item.binding if what.item else what.basic.matter
    if bound in matters:
        here = place if place.division or what.item is None else place_at(f"{what.item.division:012}")
        return _of_matter(bound, address(bound), here, day)
    return _guide_only(what, slug, place, day)


def _target(slug: str) -> Target:
    try:
        return target(slug)
    except NotFound as wrong:
        raise NotFound from wrong


def _of_matter(name: str, slug: str, place: Place, day: date) -> Guide:
    declared = matters[name]
    offer = (offered_at(name, place.division, day) if place.division else None) or _for_all(name, day)
    body = whole(offer.body) if offer.body else body_of(declared, day)
    return Guide(
        slug, body, place, declared, offer.number, offer.effective_on, offer.task_code, bool(offer.task_code), offer.open,
        offer.says,
    )  # fmt: skip


def _for_all(name: str, day: date) -> Offer:
    basic = Basic.objects.filter(matter=name).first()
    edition = Target(basic).edition_on(day) if basic else None
    if edition is None:
        return Offer(name)
    return Offer(name, "", edition.number, str(edition.pk), edition.effective_on, body=edition.body)


def _guide_only(what: Target, slug: str, place: Place, day: date) -> Guide:
    edition = what.edition_on(day) or (what.item is None and _only_item(what.basic, day)) or None
    if edition is None:
        raise NotFound
    item = edition.item
    found = Guide(slug, whole(edition.body), place, None, edition.number, edition.effective_on)
    return replace(found, task_code=item.task_code, own=True) if item else found


def _only_item(basic: Basic, day: date) -> Edition | None:
    """An imported entry has no body of its own: its only implementation list speaks for it."""
    items = list(Item.objects.filter(basic=basic)[:2])
    return Target(basic, items[0]).edition_on(day) if len(items) == 1 else None


def groups_of(body: Body, one: Any) -> list[Group]:
    """The whole set in words, in the standard's order; what is empty is left out."""
    found = [
        Group(name, tuple((each.key, each.title, shown) for each in FIELDS if each.group == name
                          and each.key not in ("plain", "keywords") and (shown := each.shown(body[each.key]))))
        for name in GROUPS
    ]  # fmt: skip
    code = one.task_code or "由实施机关的信用代码生成"
    since = one.effective_on.isoformat() if one.effective_on else "已生效"
    kept = (("task_code", "实施编码", code), ("task_version", "版本", f"第 {one.number} 版" if one.number else "随程序发布"),
            ("task_state", "事项状态", "在用"), ("plan_effective_date", "生效日期", since))  # fmt: skip
    found[0] = Group(found[0].title, (*found[0].fields, *kept))
    return [
        *(each for each in found if each.fields),
        *(_rows(name, body) for name in ("materials", "fees") if body[name]),
    ]


def _rows(name: str, body: Body) -> Group:
    columns = [one for one in LISTS[name] if one.key != "key"]
    fields = []
    for number, row in enumerate(body[name]):
        said = "，".join(f"{one.title}：{shown}" for one in columns[1:] if (shown := one.shown(row[one.key])))
        fields.append((f"{name}.{number}", str(row[columns[0].key]), said or "—"))
    return Group(LIST_TITLES[name], tuple(fields))
