"""A flow as boxes and edges: a box for each step, below it one for each thing that can be decided there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.timezone import localtime

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework

from .ranks import ranks
from .rules import Arrow, Box, Line, Measures, Picture, lay_out

STEP, SLIM, START = 336, 208, "start:"
NEVER_FIRST = frozenset("，。、；：）”》！？,.;:)")
PILL_FONT, PILL_LINE, PILL_LEAST, PILL_GAP = 13, 17, 56, 8
REM = 16
ROUND = 7


@dataclass(frozen=True)
class Standing:
    """Where a case stands: what was said of each step it went through, the step it is `at`, what was decided there."""

    at: str = ""
    done: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[tuple[str, str]] = frozenset()
    over: bool = False


def standing_of(view: casework.CaseView) -> Standing:
    """Where the case of a page stands, with who decided when: for those who work on it."""
    decided = casework.decided_in(view)
    done = {
        one.step: " · ".join(filter(None, [one.who or "系统", date_format(localtime(one.at), "m-d H:i") if one.at else ""]))
        for one in decided
    }  # fmt: skip
    taken = frozenset((one.step, one.verdict) for one in decided)
    return Standing(view.case.step, done, taken, over=view.case.status == "closed")


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    says: str
    kind: str = ""


@dataclass(frozen=True)
class Shape:
    """A box as the template draws it. `look`: done, now, ahead, or "" where no case is drawn."""

    box: Box
    kind: str
    texts: tuple[Text, ...]
    look: str = ""
    tone: str = ""
    key: str = ""
    says: str = ""
    ends: bool = False
    stays: bool = False

    @property
    def bar(self) -> int:
        """Where the stroke of an end lies."""
        return self.box.y + self.box.h - 4


@dataclass(frozen=True)
class Way:
    path: str
    head: str
    look: str = ""
    back: bool = False


@dataclass(frozen=True)
class Drawn:
    w: int
    h: int
    shapes: tuple[Shape, ...]
    ways: tuple[Way, ...]
    picture: Picture

    @property
    def width(self) -> str:
        """In the reader's own size of letters."""
        return f"{self.w / REM:.2f}rem"


@dataclass(frozen=True)
class Both:
    """The picture for a wide page, and one for a narrow page where that has to be another."""

    wide: Drawn
    upright: Drawn | None
    standing: bool


def both(flow: casework.Flow, standing: Standing | None = None) -> Both:
    return Both(
        draw(flow, standing), None if is_upright(flow) else draw(flow, standing, upright=True), standing is not None
    )


def draw(flow: casework.Flow, standing: Standing | None = None, *, upright: bool = False) -> Drawn:
    """The picture of `flow`, with a case's place in it where `standing` says so. `upright`: never two steps in a row."""
    order = ranks([step.key for step in flow.steps], _ways(flow))
    place = {key: nth for nth, key in enumerate(sorted(order, key=lambda key: (order[key], _nth(flow, key))))}
    crowd = Counter(order.values())
    shapes = [_start()]
    arrows = [Arrow("start", START, flow.start.key)]
    for step in flow.steps:
        row = 1 + 2 * place[step.key] if upright else None
        pills = _pills(step, standing, None if row is None else row + 1)
        room = sum(one.box.w + PILL_GAP for one in pills) - PILL_GAP
        slim = not upright and crowd[order[step.key]] > 1
        shapes += [_step(step, standing, row, max(SLIM if slim else STEP, room)), *pills]
        for verdict, pill in zip(step.verdicts, pills, strict=True):
            arrows.append(Arrow(f"{pill.box.key}:in", step.key, pill.box.key))
            target = casework.leads_to(step, verdict)
            if not pill.ends and not pill.stays and flow.step(target):
                arrows.append(Arrow(f"{pill.box.key}:out", pill.box.key, target))
    picture = lay_out(
        [one.box for one in shapes], arrows, Measures(beside=PILL_GAP, between=20, track=9, apron=11, margin=6)
    )
    return Drawn(picture.w, picture.h, tuple(_placed(one, picture.boxes[one.box.key]) for one in shapes),
                 tuple(_way(line, standing) for line in picture.lines.values()), picture)  # fmt: skip


def is_upright(flow: casework.Flow) -> bool:
    """Does each step have a row of its own anyway?"""
    order = ranks([step.key for step in flow.steps], _ways(flow))
    return len(set(order.values())) == len(order)


def _ways(flow: casework.Flow) -> list[tuple[str, str]]:
    found = [(step.key, casework.leads_to(step, one)) for step in flow.steps for one in step.verdicts]
    return [(source, target) for source, target in found if target and flow.step(target)]


def _nth(flow: casework.Flow, key: str) -> int:
    return [step.key for step in flow.steps].index(key)


def _start() -> Shape:
    return Shape(Box(START, 88, 30), "start", (Text(44, 20, "提交"),))


def _step(step: casework.Step, standing: Standing | None, row: int | None, w: int) -> Shape:
    sub = standing.done.get(step.key, "") if standing else ""
    sub = sub or "、".join(role(one) for one in dict.fromkeys([step.by, *(seat.by for seat in step.seats)]))
    texts = (Text(w // 2, 23, cut(step.title, (w - 24) / 15)), Text(w // 2, 42, cut(sub, (w - 24) / 12), "sub"))
    return Shape(
        Box(step.key, w, 52, row=row), "step", texts, look=_look(step.key, standing), key=step.key, says=step.title
    )


def role(key: str) -> str:
    """Who acts at a step, in words."""
    return security.role_titles.get(key, {"system": "等别处的消息", "party": "当事人"}.get(key, key))


def _look(key: str, standing: Standing | None) -> str:
    if standing is None:
        return ""
    if standing.at == key and not standing.over:
        return "now"
    return "done" if key in standing.done else "ahead"


def _pills(step: casework.Step, standing: Standing | None, row: int | None) -> list[Shape]:
    """Side by side below their step, each as wide as its words need and the step allows."""
    most = max(PILL_LEAST, (STEP - PILL_GAP * (len(step.verdicts) - 1)) // len(step.verdicts))
    found = []
    for verdict in step.verdicts:
        target = casework.leads_to(step, verdict)
        ends, stays = not target, target == step.key and not verdict.to
        lines = wrapped(verdict.title, (min(most, 118) - 12) / PILL_FONT)
        w = min(most, max(PILL_LEAST, max(int(wide(one) * PILL_FONT) for one in lines) + 18))
        h = len(lines) * PILL_LINE + 11 + (4 if ends else 0)
        texts = tuple(Text(w // 2, 18 + nth * PILL_LINE, one) for nth, one in enumerate(lines))
        taken = standing is not None and (step.key, verdict.key) in standing.taken
        look = "" if standing is None else "done" if taken else "ahead"
        found.append(Shape(Box(f"{step.key}:{verdict.key}", w, h, row=row), "verdict", texts, look=look,
                           tone=verdict.tone, says=verdict.title, ends=ends, stays=stays))  # fmt: skip
    return found


def _placed(shape: Shape, box: Box) -> Shape:
    texts = tuple(Text(box.x + one.x, box.y + one.y, one.says, one.kind) for one in shape.texts)
    return Shape(box, shape.kind, texts, shape.look, shape.tone, shape.key, shape.says, shape.ends, shape.stays)


def _way(line: Line, standing: Standing | None) -> Way:
    look = ""
    if standing is not None:
        pill = line.key.rpartition(":")[0].partition(":")
        went = line.key == "start" or (pill[0], pill[2]) in standing.taken
        look = "done" if went else "ahead"
    return Way(rounded(line.points), head(line.points), look, line.back)


def rounded(points: Sequence[tuple[int, int]]) -> str:
    """The edge as an SVG path, its corners rounded."""
    said = [f"M{points[0][0]} {points[0][1]}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        a, b = _toward(here, before), _toward(here, after)
        said.append(f"L{a[0]} {a[1]}Q{here[0]} {here[1]} {b[0]} {b[1]}")
    return "".join([*said, f"L{points[-1][0]} {points[-1][1]}"])


def _toward(here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int]:
    dx, dy = there[0] - here[0], there[1] - here[1]
    by = min(ROUND, (abs(dx) + abs(dy)) // 2)
    return here[0] + by * ((dx > 0) - (dx < 0)), here[1] + by * ((dy > 0) - (dy < 0))


def head(points: Sequence[tuple[int, int]]) -> str:
    """The tip of an arrow that arrives from above."""
    x, y = points[-1]
    return f"{x},{y} {x - 4},{y - 7} {x + 4},{y - 7}"


def wide(text: str) -> float:
    """How many letters wide, a Chinese one counting as one."""
    return sum(1 if ord(one) > 0x2E7F else 0.58 for one in text)


def cut(text: str, most: float) -> str:
    if wide(text) <= most:
        return text
    while text and wide(text) > most - 1:
        text = text[:-1]
    return text + "…"


def wrapped(text: str, most: float, lines: int = 4) -> list[str]:
    """The text in lines of about the same length; what does not fit ends in an ellipsis."""
    many = min(lines, max(1, -int(-wide(text) // most)))
    each = min(most, max(wide(text) / many + 0.5, 2))
    found: list[str] = []
    rest = text
    while rest and len(found) < lines:
        line = ""
        while rest and (wide(line + rest[0]) <= each or line and rest[0] in NEVER_FIRST):
            line, rest = line + rest[0], rest[1:]
        found.append(line or rest[0])
        rest = rest if line else rest[1:]
    if rest:
        found[-1] = found[-1][:-1] + "…"
    return found or [""]
