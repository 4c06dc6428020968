"""Which row a node stands in, and where in its row. Pure: the longest way from the beginning, then the barycentre."""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[str, str]
SWEEPS = 4


def forward(keys: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """`pairs` without those that lead back: what is left has no circle. Loops are no way forward."""
    following: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in pairs:
        following[source].append(target)
    state: dict[str, int] = {}
    kept: set[Pair] = set()
    for root in keys:
        if root in state:
            continue
        state[root], front = 1, [(root, iter(following[root]))]
        while front:
            key, rest = front[-1]
            onward = next(rest, None)
            if onward is None:
                state[key] = 2
                front.pop()
            elif state.get(onward) != 1:
                kept.add((key, onward))
                if onward not in state:
                    state[onward] = 1
                    front.append((onward, iter(following[onward])))
    return [pair for pair in pairs if pair in kept]


def ranks(keys: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """The row of each node: one below the lowest that leads to it."""
    onward = forward(keys, pairs)
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in onward:
        before[target].append(source)
    found: dict[str, int] = {}
    for root in keys:
        front = [root]
        while front:
            key = front[-1]
            missing = [one for one in before[key] if one not in found]
            if missing and key not in found:
                front += missing
                continue
            found[key] = 1 + max((found[one] for one in before[key]), default=-1)
            front.pop()
    return found


def rows(keys: Sequence[str], pairs: Sequence[Pair], rank: dict[str, int]) -> list[list[str]]:
    """The nodes row by row, each where the middle of its neighbours is, so that few edges cross."""
    found: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for key in keys:
        found[rank[key]].append(key)
    beside: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in pairs:
        if source != target:
            beside[source].append(target)
            beside[target].append(source)
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        place = {key: nth - (len(row) - 1) / 2 for row in found for nth, key in enumerate(row)}
        for row in found[::step]:
            near = {key: [place[one] for one in beside[key] if (rank[one] - rank[key]) * step < 0] for key in row}
            row.sort(key=lambda key: sum(near[key]) / len(near[key]) if near[key] else place[key])
            place |= {key: nth - (len(row) - 1) / 2 for nth, key in enumerate(row)}
    return found
