"""Order among packs: who stands on whom, and where they stand in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def lowest_first(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[str, set[str]]]:
    """Every pack after all it stands on (names decide where needs do not), and those left over because of a circle.

    Needs of unknown packs are passed over.
    """
    left = {name: {one for one in above if one in needs} for name, above in needs.items()}
    ordered: list[str] = []
    while free := sorted(name for name, above in left.items() if not above):
        ordered += free
        left = {name: above.difference(free) for name, above in left.items() if name not in free}
    return ordered, left


def circle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """One circle of needs, from a pack back to itself, or [] when there is none."""
    _ordered, left = lowest_first(needs)
    if not left:
        return []
    path = [min(left)]
    while (there := min(left[path[-1]])) not in path:
        path.append(there)
    return [*path[path.index(there) :], there]
