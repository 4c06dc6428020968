"""The console's pages of one list: what is in force beside what is being written, its editions, each field's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules
from .changes import Change, Told, compare, history
from .checking import PUBLISH, WITHDRAW, require_above
from .drafting import DRAFT, STATES
from .errors import NoDraft, NotAbove, NotYours
from .fields import Body, whole
from .guides import groups_of
from .library import address, matters
from .models import Draft, Edition, Step
from .national import Group
from .rules import Fault
from .standing import earliest, in_force, standing
from .targets import Target, require_writer, target

WORDS = {
    "begin": "开始编写", "submit": "提交审核", "return": "退回", "publish": "发布", "withdraw": "停办", "drop": "删除草稿",
    "bind": "绑定", "unbind": "解除绑定",
}  # fmt: skip
STANDINGS = {"in_force": "生效中", "waiting": "待生效", "superseded": "已被新版代替", "withdrawn": "已停办"}


@dataclass(frozen=True)
class View:
    """A list as somebody sees it: what he may do with it now is said here, and held again where it is done."""

    what: Target
    edition: Edition | None
    draft: Draft | None
    basic: Body | None
    found: str
    editions: list[tuple[Edition, str, str]]
    steps: list[tuple[Step, str]]
    may_write: bool
    may_check: bool
    faults: list[Fault]
    draft_faults: list[Fault]
    guide: str

    @property
    def code(self) -> str:
        return self.what.code

    @property
    def title(self) -> str:
        return self.what.basic.title

    @property
    def dept(self) -> str:
        return self.what.item.dept_name if self.what.item else "基本目录（全省）"

    @property
    def imported(self) -> bool:
        """It lives by a binding, not by a pack's basic entry."""
        return self.what.item is not None and not self.what.basic.matter

    @property
    def bound(self) -> str:
        return self.what.item.binding if self.what.item else ""

    @property
    def bound_title(self) -> str:
        return matters[self.bound].title if self.bound in matters else ""

    @property
    def draft_says(self) -> str:
        return STATES[self.draft.state] if self.draft else ""

    @property
    def blocking(self) -> list[Fault]:
        return rules.blocking(self.draft_faults)

    @property
    def number(self) -> int:
        """The number the draft will have."""
        return self.editions[0][0].number + 1 if self.editions else 1

    @property
    def changes(self) -> list[Change]:
        """The draft against what is in force (an item's first: against the basic entry)."""
        before = self.edition.body if self.edition else self.basic or {}
        return compare(whole(before), whole(self.draft.body)) if self.draft else []

    @property
    def against_basic(self) -> list[Change]:
        """Where the draft differs from the basic entry, which is what a checker asks first."""
        if self.basic is None or self.draft is None:
            return []
        own = ("dept_name", "dept_code", "use_level")
        return [one for one in compare(self.basic, whole(self.draft.body)) if one.key not in own]

    @property
    def groups(self) -> list[Group]:
        return _shown(self.what, self.edition) if self.edition else []


def view(viewer: security.Actor, code: str) -> View:
    """Raises `NoSuchEntry`."""
    what, today = target(code), clock.today()
    editions = list(what.editions)
    found, edition = in_force(editions, today)
    draft, basic = what.draft(viewer), what.basic_on(today)
    steps = security.visible(Step.objects.filter(basic=what.basic, item=what.item), viewer).order_by("-at", "-id")
    bound = what.item.binding if what.item else what.basic.matter
    return View(
        what, edition if found == "in_force" else None, draft, basic, found,
        [(one, standing(one, editions, today), STANDINGS[standing(one, editions, today)]) for one in editions],
        [(one, WORDS.get(one.what, one.what)) for one in steps[:50]],
        _may(viewer, DRAFT, require_writer, what), _may(viewer, PUBLISH, require_above, what),
        rules.faults(whole(edition.body), basic) if found == "in_force" else [],
        rules.faults(whole(draft.body), basic) if draft else [], address(bound) if bound else what.code,
    )  # fmt: skip


def view_draft(viewer: security.Actor, code: str) -> View:
    """The same for a page that needs a draft. Raises `NoDraft` as well."""
    found = view(viewer, code)
    if found.draft is None:
        raise NoDraft
    return found


def _may(viewer: security.Actor, action: str, require: Any, what: Target) -> bool:
    try:
        require(viewer, what)
    except (NotYours, NotAbove):
        return False
    return security.can(viewer, action)


def may_withdraw(viewer: security.Actor, seen: View) -> bool:
    return seen.may_check and security.can(viewer, WITHDRAW) and any(
        state in ("in_force", "waiting") and one.withdrawn_on is None for one, state, _ in seen.editions
    )  # fmt: skip


def first_day(code: str) -> date:
    return earliest(target(code).editions, clock.today())


def fields_told(code: str) -> list[tuple[str, list[Told]]]:
    """Each field that ever changed, with what happened to it, newest first."""
    told = history(list(target(code).editions))
    return [(entries[0].change.title, entries) for entries in told.values()]


def edition_page(code: str, number: int) -> dict[str, Any]:
    """One edition as it is kept, and what it changed. Raises `NoSuchEntry`, `NoDraft` for a number that is not."""
    what = target(code)
    editions = list(what.editions)
    one = next((each for each in editions if each.number == number), None)
    if one is None:
        raise NoDraft
    before = next((each for each in editions if each.number == number - 1), None)
    return {
        "edition": one, "standing": standing(one, editions, clock.today()), "groups": _shown(what, one),
        "says": STANDINGS[standing(one, editions, clock.today())],
        "changes": compare(before.body, one.body) if before else [], "title": what.basic.title, "code": what.code,
        "dept": what.item.dept_name if what.item else "基本目录（全省）", "first": before is None,
    }  # fmt: skip


@dataclass(frozen=True)
class _Of:
    task_code: str
    number: int
    effective_on: date


def _shown(what: Target, one: Edition) -> list[Group]:
    return groups_of(whole(one.body), _Of(what.item.task_code if what.item else "", one.number, one.effective_on))


def may_begin(viewer: security.Actor, seen: View) -> bool:
    """A basic entry seen by an agency of its line: it may begin a list of its own."""
    if seen.what.item is not None or not security.can(viewer, DRAFT) or viewer.agency is None:
        return False
    line = standards.agency(viewer.agency).line
    return seen.what.basic.line in ("", line) and not seen.may_write
