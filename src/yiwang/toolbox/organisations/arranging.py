"""Making, renaming and closing agencies and posts, inside one's own subtree, from a day on. What was decided under a
name or from a post keeps it: papers and histories hold the words of their day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel import clock, ids
from yiwang.kernel.errors import NotFound, Refused
from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import granting, rules, words
from .actions import ARRANGE, KEEP
from .errors import NotWhole, Stays
from .models import Change

Hindrance = Callable[[int], str]
hindrances: Registry[Hindrance] = Registry("hindrance")
"""What other units know that stands against closing an agency: each returns a sentence or nothing."""


@dataclass(frozen=True)
class NewAgency:
    uscc: str
    name: str
    short_name: str
    line: str
    division: int
    ground: str = ""


def may_arrange(by: security.Actor, agency: int) -> bool:
    """Is it in his own subtree? An administrator's is the whole house."""
    return security.can(by, ARRANGE) and ("administrator" in by.roles or agency in by.agencies)


def _own(by: security.Actor, agency: int) -> standards.Agency:
    found = (
        standards.Agency.objects.select_related("division").select_for_update(of=("self",)).filter(pk=agency).first()
    )
    if found is None:
        raise NotFound
    if not may_arrange(by, agency):
        raise Refused(why=f"“{found.name}”不在您的机构和它的下级里，由它的上级或者系统管理员来办")
    if found.until is not None:
        raise Stays(says=f"“{found.name}”自 {found.until:%Y-%m-%d} 起已经撤销")
    return found


def new_agency(by: security.Actor, above: int, what: NewAgency, key: str = "") -> int:
    """An agency below `above`. Raises `Refused`, `NotWhole`, `ids.WrongUscc`, `NoSuchDivision`."""
    code = ids.parse_uscc(what.uscc).number
    place = standards.division(what.division)
    body = [code, what.name, what.line, place.code]
    with security.acting(by, ARRANGE, security.Ref("agency", str(above)), key=key or None, body=body) as record:
        if record.replayed:
            return int(record.outcome)
        parent = _own(by, above)
        made = make_agency(record, parent, what, code, place)
        return int(record.done(made.pk))


def make_agency(
    record: security.Record, parent: standards.Agency, what: NewAgency, code: str, place: standards.Division
) -> standards.Agency:
    if says := agency_problem(parent, place):
        raise NotWhole(where="区划", problem=says)
    if found := standards.Agency.objects.filter(uscc=code).first():
        raise NotWhole(where="统一社会信用代码", problem=f"已经登记给“{found.name}”")
    made = standards.Agency.objects.create(
        uscc=code, name=what.name, short_name=what.short_name or what.name[:60], line=what.line or parent.line,
        division=place, parent=parent, level=rules.level_below(place.level),
    )  # fmt: skip
    _keep(record, made, None, "made", "", what.name, clock.today(), what.ground)
    return made


def agency_problem(parent: standards.Agency, place: standards.Division) -> str:
    low, high = standards.subtree(parent.division_id)
    return "" if low <= place.code <= high else f"{place.name}不在上级机构的辖区里"


def _keep(
    record: security.Record, agency: standards.Agency, post: standards.Post | None, what: str, before: str, after: str,
    on: date, ground: str,
) -> Change:  # fmt: skip
    made = Change.objects.create(
        agency=agency, post=post, what=what, before=before, after=after, on=on, ground=ground[:300], at=clock.now(),
        who=words.shown(record.by), done=on <= clock.today(),
    )  # fmt: skip
    record.note(
        agency=agency.pk, post=post.pk if post else None, what=what, before=before, after=after, on=on.isoformat()
    )
    return made


def rename(by: security.Actor, agency: int, name: str, short_name: str, on: date | None, ground: str) -> None:
    """Another name from a day on. A day to come waits for it."""
    day = _from(on)
    with security.acting(by, ARRANGE, security.Ref("agency", str(agency))) as record:
        one = _own(by, agency)
        if one.name == name:
            raise NotWhole(where="名称", problem="和现在的一样")
        _apply(_keep(record, one, None, "renamed", one.name, name, day, ground), short_name)


def close(by: security.Actor, agency: int, on: date | None, ground: str) -> None:
    """It is no more from a day on. Raises `Stays` while something would be left without it."""
    day = _from(on)
    with security.viewing(security.SYSTEM):  # work that waits counts, whoever reaches it
        waits = _work_left(agency)
    with security.acting(by, ARRANGE, security.Ref("agency", str(agency))) as record:
        one = _own(by, agency)
        if says := "；".join(what_stays(one.pk, day) + waits):
            raise Stays(says=f"还不能撤销：{says}")
        _apply(_keep(record, one, None, "closed", one.name, "", day, ground))


def what_stays(agency: int, on: date) -> list[str]:
    """What would be left hanging if the agency were closed: people, agencies below."""
    found = []
    filled = granting.appointments_at(agency).filter(Q(until__isnull=True) | Q(until__gt=on)).count()
    below = standards.Agency.objects.filter(parent_id=agency, until__isnull=True).count()
    if filled:
        found.append(f"岗位上还有 {filled} 人，请先调走")
    if below:
        found.append(f"下面还有 {below} 个机构，请先撤销或者改挂")
    return found


def _work_left(agency: int) -> list[str]:
    return [says for ask in hindrances.values() if (says := ask(agency))]


def _from(on: date | None) -> date:
    day = on or clock.today()
    if day < clock.today():
        raise NotWhole(where="哪天起", problem="不能早于今天。已经办过的事情，名称不会跟着变")
    return day


def _apply(change: Change, short_name: str = "") -> None:
    if not change.done:
        return
    agency, post = change.agency, change.post
    if post is not None:
        post.title, post.until = (change.after, None) if change.what == "renamed" else (post.title, change.on)
        post.save(update_fields=["title", "until"])
    elif change.what == "renamed":
        agency.name, agency.short_name = change.after, (short_name or change.after)[:60]
        agency.save(update_fields=["name", "short_name"])
    else:
        agency.until = change.on
        agency.save(update_fields=["until"])


def turn_the_day() -> int:
    """Changes whose day has come; how many. One that no longer can be done stays, with the reason."""
    keys = list(
        Change.objects.filter(done=False, on__lte=clock.today()).order_by("on", "pk").values_list("pk", flat=True)
    )
    for key in keys:
        with security.acting(security.SYSTEM, KEEP, security.Ref("change", str(key))) as record:
            change = Change.objects.select_for_update(of=("self",)).select_related("agency", "post").get(pk=key)
            closes = change.what == "closed" and change.post is None
            stays = what_stays(change.agency_id, change.on) + _work_left(change.agency_id) if closes else []
            record.note(agency=change.agency_id, what=change.what, stays=stays)
            if stays:
                continue
            change.done = True
            change.save(update_fields=["done"])
            _apply(change)
    return len(keys)


def new_post(by: security.Actor, agency: int, title: str, roles: Sequence[str], ground: str) -> int:
    """A post, with the roles it has for good: another set of roles is another post. Nobody makes one he may not give."""
    with security.acting(by, ARRANGE, security.Ref("agency", str(agency))) as record:
        one = _own(by, agency)
        wanted = frozenset(roles)
        if not wanted:
            raise NotWhole(where="角色", problem="请至少选一个")
        if unknown := wanted - set(security.role_titles):
            raise NotWhole(where="角色", problem=f"没有“{'、'.join(sorted(unknown))}”这个角色")
        who = granting.granter(by)
        if beyond := wanted - rules.givable(who):
            titles = "、".join(sorted(map(words.role_title, beyond)))
            raise Refused(why=f"您的岗位不能给出“{titles}”。请系统管理员来办")
        if standards.Post.objects.filter(agency=one, title=title).exists():
            raise NotWhole(where="岗位名称", problem=f"“{title}”已经有了，请换一个")
        post = standards.Post.objects.create(agency=one, title=title, roles=sorted(wanted))
        _keep(record, one, post, "made", "", title, clock.today(), ground)
        return post.pk


def rename_post(by: security.Actor, post: int, title: str, ground: str) -> None:
    with security.acting(by, ARRANGE, security.Ref("post", str(post))) as record:
        found = granting.open_post(post)
        _own(by, found.agency_id)
        if standards.Post.objects.filter(agency=found.agency_id, title=title).exists():
            raise NotWhole(where="岗位名称", problem=f"“{title}”已经有了，请换一个")
        _apply(_keep(record, found.agency, found, "renamed", found.title, title, clock.today(), ground))


def close_post(by: security.Actor, post: int, ground: str) -> None:
    with security.acting(by, ARRANGE, security.Ref("post", str(post))) as record:
        found = granting.open_post(post)
        _own(by, found.agency_id)
        if many := granting.appointments_at(found.agency_id).filter(post=found).count():
            raise Stays(says=f"还不能撤销：岗位上还有 {many} 人，请先结束或者调走")
        _apply(_keep(record, found.agency, found, "closed", found.title, "", clock.today(), ground))


def typed_agency(typed: Mapping[str, str]) -> NewAgency:
    """What was typed for a new agency. Raises `NotWhole`."""
    text = typed.get("division", "").strip()
    if not (text.isascii() and text.isdigit()):
        raise NotWhole(where="区划代码", problem="请填 6、9 或者 12 位数字")
    return NewAgency(
        uscc=words.said(typed, "uscc", "统一社会信用代码", 40), name=words.said(typed, "name", "名称", 120),
        short_name=" ".join(typed.get("short_name", "").split())[:60], line=typed.get("line", "").strip()[:40],
        division=int(text[:12]), ground=words.said(typed, "ground", "依据", 300),
    )  # fmt: skip
