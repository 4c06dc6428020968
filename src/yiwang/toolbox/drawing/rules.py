"""A picture of a graph: rows of boxes, and edges with right angles that run between them. Pure, and always the same.

    picture = lay_out([Box("a", 200, 40), Box("b", 200, 40)], [Arrow("ab", "a", "b")])
    picture.boxes["b"].y, picture.lines["ab"].points

Whatever is across runs in the gaps between rows, whatever is along where no box of the rows it passes stands: so no edge
runs through a box, whatever the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from .ranks import ranks, rows

Point = tuple[int, int]
Span = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A node. `row`: the row it has to stand in, where somebody knows better. `bundled`: its edges share the middle."""

    key: str
    w: int
    h: int
    row: int | None = None
    bundled: bool = False
    x: int = 0
    y: int = 0

    @property
    def middle(self) -> int:
        return self.x + self.w // 2


@dataclass(frozen=True)
class Arrow:
    key: str
    source: str
    target: str


@dataclass(frozen=True)
class Line:
    """`back`: it leads to where one has been, or where one stands."""

    key: str
    source: str
    target: str
    points: tuple[Point, ...]
    back: bool = False


@dataclass(frozen=True)
class Picture:
    w: int
    h: int
    boxes: dict[str, Box]
    lines: dict[str, Line]


@dataclass(frozen=True)
class Measures:
    """`beside` and `between`: room between boxes of a row, and at least between rows; `track`: between edges that run side
    by side; `apron`: free room before a row, where labels of what arrives may stand; `margin` around everything."""

    beside: int = 12
    between: int = 24
    track: int = 10
    apron: int = 10
    margin: int = 8


@dataclass
class _Plan:
    """What is known so far: rows and their places, then ports, lanes, tracks."""

    boxes: dict[str, Box]
    rows: list[list[str]]
    rank: dict[str, int]
    arrows: list[Arrow]
    measures: Measures
    leave: dict[str, int] = field(default_factory=dict)
    arrive: dict[str, int] = field(default_factory=dict)
    lane: dict[str, int] = field(default_factory=dict)
    track: dict[tuple[str, int], int] = field(default_factory=dict)

    def near(self, arrow: Arrow) -> bool:
        return self.rank[arrow.target] == self.rank[arrow.source] + 1

    def gaps(self, arrow: Arrow) -> tuple[int, int]:
        """The gap it leaves into and the gap it arrives from; gap n lies below row n, gap -1 above the first."""
        return self.rank[arrow.source], self.rank[arrow.target] - 1


def lay_out(
    boxes: Sequence[Box], arrows: Sequence[Arrow], measures: Measures | None = None, *, sideways: bool = False
) -> Picture:
    """`sideways`: from left to right instead of from above downward."""
    if sideways:
        turned = [replace(one, w=one.h, h=one.w) for one in boxes]
        return _turn(lay_out(turned, arrows, measures))
    keys, pairs = [one.key for one in boxes], [(one.source, one.target) for one in arrows]
    rank = ranks(keys, pairs)
    rank |= {one.key: one.row for one in boxes if one.row is not None}
    plan = _Plan({one.key: one for one in boxes}, rows(keys, pairs, rank), rank, list(arrows), measures or Measures())
    _place_across(plan)
    _choose_ports(plan)
    _choose_lanes(plan)
    _choose_tracks(plan)
    return _picture(plan)


def _turn(picture: Picture) -> Picture:
    boxes = {key: replace(one, w=one.h, h=one.w, x=one.y, y=one.x) for key, one in picture.boxes.items()}
    lines = {
        key: replace(one, points=tuple((y, x) for x, y in one.points)) for key, one in picture.lines.items()
    }  # fmt: skip
    return Picture(picture.h, picture.w, boxes, lines)


def _place_across(plan: _Plan) -> None:
    """Each box under the middle of what leads to it, as far as its row leaves room; the order of the row stays. What
    stands alone in its row stands in the middle: a chain is straight."""
    above: dict[str, list[str]] = {key: [] for key in plan.boxes}
    for arrow in plan.arrows:
        if plan.rank[arrow.source] < plan.rank[arrow.target]:
            above[arrow.target].append(arrow.source)
    for row in plan.rows:
        wishes: dict[tuple[str, ...], list[str]] = {}
        for key in row:
            wishes.setdefault(tuple(sorted(above[key])) or (key,), []).append(key)
        wish: dict[str, int] = {}
        for parents, keys in wishes.items():
            middles = [plan.boxes[one].middle for one in parents if one not in keys] if len(row) > 1 else []
            middles = middles or [0]
            x = sum(middles) // len(middles) - _width(plan, keys) // 2
            for key in keys:
                wish[key] = x
                x += plan.boxes[key].w + plan.measures.beside
        for key, x in zip(row, _apart(plan, row, wish), strict=True):
            plan.boxes[key] = replace(plan.boxes[key], x=x)


def _width(plan: _Plan, keys: Sequence[str]) -> int:
    return sum(plan.boxes[key].w for key in keys) + plan.measures.beside * (len(keys) - 1)


def _apart(plan: _Plan, row: Sequence[str], wish: dict[str, int]) -> list[int]:
    """Places that keep the order and the room between, as near to the wishes as that allows: what would overlap is pushed
    together into one group, which stands where its members wish on average."""
    groups: list[tuple[int, int, list[str]]] = []  # where it stands, how wide it is, who is in it
    for key in row:
        x, w, who = wish[key], plan.boxes[key].w, [key]
        while groups and groups[-1][0] + groups[-1][1] + plan.measures.beside > x:
            before_x, before_w, before = groups.pop()
            moved = before_w + plan.measures.beside
            x = (before_x * len(before) + (x - moved) * len(who)) // (len(before) + len(who))
            w, who = moved + w, [*before, *who]
        groups.append((x, w, who))
    found = []
    for x, _, who in groups:
        for key in who:
            found.append(x)
            x += plan.boxes[key].w + plan.measures.beside
    return found


def _choose_ports(plan: _Plan) -> None:
    """Where each edge leaves and arrives: straight where it can be, and no two at one place of a gap."""
    taken: dict[int, list[int]] = {}
    for arrow in sorted(plan.arrows, key=lambda one: not plan.near(one)):
        source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
        out, in_ = plan.gaps(arrow)
        if plan.near(arrow):
            wish = min((source, target), key=lambda one: one.w).middle
            straight = _inside(source, wish) == wish == _inside(target, wish)
            if straight and not (source.bundled or target.bundled) and _free(taken.get(out, []), wish):
                plan.leave[arrow.key] = plan.arrive[arrow.key] = wish
                taken.setdefault(out, []).append(wish)
                continue
        wishes = (
            target.middle,
            source.middle if plan.near(arrow) else target.x + (0 if source.middle < target.middle else target.w),
        )
        plan.leave[arrow.key] = _port(
            source, source.middle if not plan.near(arrow) else wishes[0], taken.setdefault(out, [])
        )
        plan.arrive[arrow.key] = _port(target, wishes[1], taken.setdefault(in_, []))


def _inside(box: Box, x: int) -> int:
    rim = min(10, box.w // 4)
    return max(box.x + rim, min(box.x + box.w - rim, x))


def _free(taken: Iterable[int], x: int, apart: int = 6) -> bool:
    return all(abs(one - x) >= apart for one in taken)


def _port(box: Box, wish: int, taken: list[int]) -> int:
    """The place of the border nearest to `wish` that keeps most distance from those `taken`."""
    if box.bundled:
        return box.middle
    places = sorted(
        range(_inside(box, box.x), _inside(box, box.x + box.w) + 1), key=lambda x: (abs(x - _inside(box, wish)), x)
    )
    for apart in (6, 3, 1):
        found = next((x for x in places if _free(taken, x, apart)), None)
        if found is not None:
            taken.append(found)
            return found
    return places[0]


def _choose_lanes(plan: _Plan) -> None:
    """Where an edge that passes rows runs along: the nearest place no box of those rows and no other edge takes."""
    gaps: dict[int, list[int]] = {}
    for arrow in plan.arrows:
        out, in_ = plan.gaps(arrow)
        gaps.setdefault(out, []).append(plan.leave[arrow.key])
        gaps.setdefault(in_, []).append(plan.arrive[arrow.key])
    used: list[tuple[int, Span]] = []
    far = [one for one in plan.arrows if not plan.near(one)]
    for arrow in sorted(far, key=lambda one: (abs(plan.rank[one.target] - plan.rank[one.source]), one.key)):
        low, high = sorted(plan.gaps(arrow))
        blocked = [(plan.boxes[key].x, plan.boxes[key].x + plan.boxes[key].w)
                   for row in plan.rows[low + 1 : high + 1] for key in row]  # fmt: skip
        blocked += [(x, x) for x, span in used if span[0] <= high and low <= span[1]]
        mine = {plan.leave[arrow.key], plan.arrive[arrow.key]} if not plan.boxes[arrow.source].bundled else set()
        blocked += [(x, x) for gap in range(low, high + 1) for x in gaps.get(gap, []) if x not in mine]
        wish = (plan.leave[arrow.key] + plan.arrive[arrow.key]) // 2
        plan.lane[arrow.key] = _nearest_free(wish, blocked, plan.measures.track)
        used.append((plan.lane[arrow.key], (low, high)))


def _nearest_free(wish: int, blocked: Sequence[Span], apart: int) -> int:
    spans = [(low - apart, high + apart) for low, high in blocked]
    places = [wish, *(edge for span in spans for edge in span)]
    return min((x for x in places if not any(low < x < high for low, high in spans)), key=lambda x: (abs(x - wish), x))


def _choose_tracks(plan: _Plan) -> None:
    """What runs across in a gap, each on a track where nothing else of it runs."""
    across: dict[int, list[tuple[int, int, str]]] = {}
    for arrow in plan.arrows:
        for gap, low, high in _crossings(plan, arrow):
            across.setdefault(gap, []).append((min(low, high), max(low, high), arrow.key))
    for gap, spans in across.items():
        ends: list[int] = []
        for low, high, key in sorted(spans):
            place = next((nth for nth, end in enumerate(ends) if end + 2 < low), len(ends))
            ends[place : place + 1] = [high]
            plan.track[key, gap] = place


def _crossings(plan: _Plan, arrow: Arrow) -> list[tuple[int, int, int]]:
    """Where it runs across: (gap, from, to). A loop's two gaps are two."""
    out, in_ = plan.gaps(arrow)
    leave, arrive = plan.leave[arrow.key], plan.arrive[arrow.key]
    if plan.near(arrow):
        return [] if leave == arrive else [(out, leave, arrive)]
    return [(out, leave, plan.lane[arrow.key]), (in_, plan.lane[arrow.key], arrive)]


def _picture(plan: _Plan) -> Picture:
    top_of, row_at = _place_along(plan)
    for nth, row in enumerate(plan.rows):
        for key in row:
            plan.boxes[key] = replace(plan.boxes[key], y=row_at[nth])
    raw = {one.key: _points(plan, one, top_of) for one in plan.arrows}
    xs = [x for points in raw.values() for x, _ in points]
    xs += [x for one in plan.boxes.values() for x in (one.x, one.x + one.w)]
    ys = [y for points in raw.values() for _, y in points] + [one.y + one.h for one in plan.boxes.values()]
    left, margin = min(xs, default=0) - plan.measures.margin, plan.measures.margin
    up = min([*ys, *(one.y for one in plan.boxes.values())], default=0) - margin
    boxes = {key: replace(one, x=one.x - left, y=one.y - up) for key, one in plan.boxes.items()}
    lines = {
        one.key: Line(one.key, one.source, one.target, tuple((x - left, y - up) for x, y in raw[one.key]),
                      back=plan.rank[one.target] <= plan.rank[one.source])
        for one in plan.arrows
    }  # fmt: skip
    return Picture(max(xs, default=0) - left + margin, max(ys, default=0) - up + margin, boxes, lines)


def _place_along(plan: _Plan) -> tuple[Callable[[str, int], int], list[int]]:
    """Where each track of a gap runs, and where each row begins."""
    many = {gap: 1 + max(nth for (_, at), nth in plan.track.items() if at == gap) for _, gap in plan.track}
    room, y, row_at, gap_at = plan.measures, 0, [], {-1: 0}
    y += many.get(-1, 0) * room.track + (room.apron if -1 in many else 0)
    for nth, row in enumerate(plan.rows):
        row_at.append(y)
        y += max((plan.boxes[key].h for key in row), default=0)
        gap_at[nth] = y + room.track
        y += max(room.between, room.track + many.get(nth, 0) * room.track + room.apron)
    return lambda key, gap: gap_at[gap] + plan.track[key, gap] * room.track, row_at


def _points(plan: _Plan, arrow: Arrow, track: Callable[[str, int], int]) -> tuple[Point, ...]:
    source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
    leave, arrive = plan.leave[arrow.key], plan.arrive[arrow.key]
    points = [(leave, source.y + source.h)]
    at = leave
    for gap, _, to in _crossings(plan, arrow):
        y = track(arrow.key, gap)
        points += [(at, y), (to, y)]
        at = to
    return _without_idle((*points, (arrive, target.y)))


def _without_idle(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points where nothing turns are left out."""
    kept = [points[0]]
    for here, after in zip(points[1:], [*points[2:], None], strict=True):
        if after is None or not (kept[-1][0] == here[0] == after[0] or kept[-1][1] == here[1] == after[1]):
            kept.append(here)
    return tuple(kept)
