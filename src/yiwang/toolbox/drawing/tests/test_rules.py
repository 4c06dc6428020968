"""Pictures of drawn graphs: what must hold of every one, and what is seen when it does not."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.toolbox.drawing import rules
from yiwang.toolbox.drawing.ranks import forward, ranks, rows
from yiwang.toolbox.drawing.rules import Arrow, Box, Picture, lay_out


@st.composite
def graphs(draw) -> tuple[list[Box], list[Arrow]]:
    many = draw(st.integers(1, 9))
    size = st.integers(24, 220)
    boxes = [Box(f"n{nth}", draw(size), draw(size), bundled=draw(st.booleans())) for nth in range(many)]
    place = st.integers(0, many - 1)
    ends = draw(st.lists(st.tuples(place, place), max_size=18))
    return boxes, [Arrow(f"e{nth}", f"n{one}", f"n{other}") for nth, (one, other) in enumerate(ends)]


def overlapping(picture: Picture) -> list[tuple[str, str]]:
    return [
        (one.key, other.key)
        for one, other in combinations(picture.boxes.values(), 2)
        if one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    ]


def through(picture: Picture) -> list[tuple[str, str]]:
    """Edges that run through the inside of a box, their own included."""
    found = []
    for line in picture.lines.values():
        for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
            assert x1 == x2 or y1 == y2, "right angles only"
            for box in picture.boxes.values():
                across = min(x1, x2) < box.x + box.w and max(x1, x2) > box.x
                along = min(y1, y2) < box.y + box.h and max(y1, y2) > box.y
                if across and along:
                    found.append((line.key, box.key))
    return found


def on_border(box: Box, point: tuple[int, int]) -> bool:
    x, y = point
    upright = x in (box.x, box.x + box.w) and box.y <= y <= box.y + box.h
    level = y in (box.y, box.y + box.h) and box.x <= x <= box.x + box.w
    return upright or level


@settings(max_examples=300, deadline=None)
@given(graphs(), st.booleans())
def test_whatever_is_drawn_is_drawn_well(graph, sideways):
    boxes, arrows = graph
    picture = lay_out(boxes, arrows, sideways=sideways)
    assert set(picture.boxes) == {one.key for one in boxes}
    assert {(one.key, one.source, one.target) for one in picture.lines.values()} == {
        (one.key, one.source, one.target) for one in arrows
    }
    assert overlapping(picture) == []
    assert through(picture) == []
    for line in picture.lines.values():
        assert on_border(picture.boxes[line.source], line.points[0])
        assert on_border(picture.boxes[line.target], line.points[-1])
    inside = [point for line in picture.lines.values() for point in line.points]
    inside += [point for one in picture.boxes.values() for point in ((one.x, one.y), (one.x + one.w, one.y + one.h))]
    assert all(0 <= x <= picture.w and 0 <= y <= picture.h for x, y in inside)
    assert picture == lay_out(boxes, arrows, sideways=sideways)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_what_leads_on_leads_down(graph):
    boxes, arrows = graph
    keys, pairs = [one.key for one in boxes], [(one.source, one.target) for one in arrows]
    rank = ranks(keys, pairs)
    assert all(rank[source] < rank[target] for source, target in forward(keys, pairs))
    assert sorted(key for row in rows(keys, pairs, rank) for key in row) == sorted(keys)


def test_a_chain_is_straight_and_a_way_back_goes_round():
    picture = lay_out(
        [Box(key, 100, 30) for key in "abc"], [Arrow("1", "a", "b"), Arrow("2", "b", "c"), Arrow("3", "c", "a")]
    )
    assert len(picture.lines["1"].points) == len(picture.lines["2"].points) == 2
    assert picture.lines["3"].back and len(picture.lines["3"].points) == 6
    assert [picture.boxes[key].x for key in "abc"] == [picture.boxes["a"].x] * 3


def test_nothing_is_a_picture_too():
    assert lay_out([], []).boxes == {}


BUSY = [Box(key, 120, 30) for key in "abcd"], [Arrow(a + b, a, b) for a, b in ("ab", "bc", "cd", "ad", "da", "cb")]


def test_without_the_lanes_edges_run_through_boxes(monkeypatch):
    """Planted fault: an edge that passes rows runs where it likes."""
    assert through(lay_out(*BUSY)) == []
    monkeypatch.setattr(rules, "_nearest_free", lambda wish, blocked, apart: wish)
    assert through(lay_out(*BUSY))


@pytest.mark.parametrize("sideways", [False, True])
def test_edges_of_one_gap_keep_apart(sideways):
    """Side by side, not one upon the other: two edges never share a stretch."""
    picture = lay_out(*BUSY, sideways=sideways)
    stretches = [
        (line.key, *sorted(pair))
        for line in picture.lines.values()
        for pair in zip(line.points, line.points[1:], strict=False)
    ]
    for (one, a, b), (other, c, d) in combinations(stretches, 2):
        for along, fixed in ((0, 1), (1, 0)):
            if one != other and a[fixed] == b[fixed] == c[fixed] == d[fixed]:
                assert b[along] <= c[along] or d[along] <= a[along], (one, other)
