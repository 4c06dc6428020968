"""A table held against what is there, cell by cell. Few questions to the database, however many lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import arranging, granting, rules, words

Line = tuple[int, list[str]]


@dataclass(frozen=True)
class AgencyLine:
    uscc: str
    name: str
    short_name: str
    line: str
    division: int
    above: str
    ground: str
    level: int


@dataclass(frozen=True)
class StaffLine:
    """`post` is the post's key."""

    number: str
    name: str
    post: int
    since: date
    last: date | None
    ground: str


@dataclass
class Result:
    """`ready` are lines that are new; those there already, just so, are in neither."""

    problems: dict[int, dict[int, str]] = field(default_factory=dict)
    ready: list[AgencyLine | StaffLine] = field(default_factory=list)

    def wrong(self, line: int, column: int, says: str) -> None:
        self.problems.setdefault(line, {}).setdefault(column, says)


@dataclass(frozen=True)
class _Above:
    line: str
    division: int
    mine: bool


def agencies(by: security.Actor, rows: Sequence[Line]) -> Result:
    """An agency may hang below one that comes earlier in the same table."""
    result = Result()
    there = {one.uscc: one for one in standards.Agency.objects.filter(uscc__in={cells[0].upper() for _, cells in rows})}
    codes = {cells[5].upper() for _, cells in rows}
    above = {
        one.uscc: _Above(one.line, one.division_id, arranging.may_arrange(by, one.pk))
        for one in standards.Agency.objects.filter(uscc__in=codes, until__isnull=True)
    }
    places = _places(cells[4] for _, cells in rows)
    seen: dict[str, int] = {}
    for number, cells in rows:
        uscc, name, short, line, place, parent, ground = cells
        code = _uscc(result, number, 0, uscc)
        if code and (before := seen.setdefault(code, number)) != number:
            result.wrong(number, 0, f"和第 {before} 行重复")
        _filled(result, number, {1: (name, "名称", 120), 6: (ground, "依据", 300)})
        division = places.get(place)
        if division is None:
            result.wrong(number, 4, "没有这个区划。请填 6、9 或者 12 位代码")
        head = above.get(parent.upper())
        if head is None:
            result.wrong(number, 5, "没有这个上级机构，或者它在这张表里排在后面")
        elif not head.mine:
            result.wrong(number, 5, "这个上级不在您的机构和它的下级里")
        elif division and not _within(head.division, division.code):
            result.wrong(number, 4, f"{division.name}不在上级机构的辖区里")
        if number in result.problems or division is None or head is None:
            continue
        made = AgencyLine(code, name, short or name[:60], line or head.line, division.code, parent.upper(), ground,
                          rules.level_below(division.level))  # fmt: skip
        above[code] = _Above(made.line, made.division, True)
        if known := there.get(code):
            if (known.name, known.division_id) != (made.name, made.division):
                result.wrong(number, 1, f"这个代码已经登记给“{known.name}”。改名、搬迁请到它的页面上办")
            continue
        result.ready.append(made)
    return result


def _within(above: int, code: int) -> bool:
    low, high = standards.subtree(above)
    return low <= code <= high


def _places(texts: object) -> dict[str, standards.Division]:
    codes: dict[str, int] = {}
    for text in set(texts):  # type: ignore[call-overload]
        try:
            codes[text] = ids.parse_division(text).code
        except ids.WrongNumber:
            continue
    found = standards.Division.objects.in_bulk(set(codes.values()))
    return {text: found[code] for text, code in codes.items() if code in found}


def _uscc(result: Result, number: int, column: int, text: str) -> str:
    try:
        return ids.parse_uscc(text).number
    except ids.WrongNumber as wrong:
        result.wrong(number, column, str(wrong))
        return ""


def _filled(result: Result, number: int, wanted: dict[int, tuple[str, str, int]]) -> None:
    for column, (text, title, longest) in wanted.items():
        if not text:
            result.wrong(number, column, f"请填{title}")
        elif len(text) > longest:
            result.wrong(number, column, f"{title}最多 {longest} 个字，现在有 {len(text)} 个")


def staff(by: security.Actor, rows: Sequence[Line]) -> Result:
    """Each line is an appointment; the rule of who may give what holds for each as it does on the screen."""
    result, who, today = Result(), granting.granter(by), clock.today()
    posts = {
        (one.agency.uscc, one.title): one
        for one in standards.Post.objects.filter(
            agency__uscc__in={cells[2].upper() for _, cells in rows}, until__isnull=True, agency__until__isnull=True
        ).select_related("agency")
    }
    users = {one.username: one for one in security.User.objects.filter(username__in={cells[0] for _, cells in rows})}
    held, there = _held([one.pk for one in users.values()])
    new_roles: dict[str, set[str]] = {}
    seen: dict[tuple[str, int], int] = {}
    for number, cells in rows:
        staff_number, name, uscc, title, since_text, last_text, ground = cells
        _filled(result, number, {0: (staff_number, "工号", 80), 1: (name, "姓名", 80), 6: (ground, "依据", 300)})
        since, last = _day(result, number, 4, since_text) or today, _day(result, number, 5, last_text)
        post, user = posts.get((uscc.upper(), title)), users.get(staff_number)
        if post is None:
            result.wrong(number, 3, "这个机构没有这个岗位，请先在机构的页面上设")
        if user is not None and (not user.is_active or (user.display_name and user.display_name != name)):
            says = f"这个工号是“{user.display_name}”的" if user.is_active else "这个工号已经停用"
            result.wrong(number, 0, says)
        if post is None or number in result.problems:
            continue
        if user is not None and (user.pk, post.pk) in there:
            continue
        if says := rules.term_problem(since, last, today):
            result.wrong(number, 4 if since < today else 5, says)
        roles = held.get(user.pk if user else 0, set()) | new_roles.setdefault(staff_number, set())
        place = rules.Place(post.agency_id, frozenset(post.roles))
        if says := rules.problem(who, place, user.pk if user else 0, roles, words.role_title):
            result.wrong(number, 3, says)
        if (before := seen.setdefault((staff_number, post.pk), number)) != number:
            result.wrong(number, 0, f"和第 {before} 行重复")
        if number not in result.problems:
            new_roles[staff_number] |= set(post.roles)
            result.ready.append(StaffLine(staff_number, name, post.pk, since, last, ground))
    return result


def _held(users: Sequence[int]) -> tuple[dict[int, set[str]], set[tuple[int, int]]]:
    """Roles by user, and who is in which post."""
    roles: dict[int, set[str]] = {}
    there = set()
    rows = security.Appointment.objects.filter(user__in=users).exclude(until__lte=clock.today())
    for user, post, some in rows.values_list("user_id", "post_id", "post__roles"):
        roles.setdefault(user, set()).update(some)
        there.add((user, post))
    return roles, there


def _day(result: Result, number: int, column: int, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        result.wrong(number, column, "日期请写成 2026-03-02 这样")
        return None
