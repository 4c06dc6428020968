"""Where the blocks of a stacked column chart lie: plain numbers, drawn by templates as SVG without a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FILLED = 640.0, 160.0, 0.62


@dataclass(frozen=True)
class Block:
    """A rectangle; `look` names what it stands for (a CSS class), `many` how many."""

    y: float
    height: float
    look: str
    many: int


@dataclass(frozen=True)
class Column:
    """A column from `x`, `width` wide; `middle` is where its label stands, `top` where its total does."""

    label: str
    x: float
    width: float
    middle: float
    top: float
    total: int
    blocks: tuple[Block, ...]


def stacked(
    columns: Sequence[tuple[str, Sequence[tuple[str, int]]]], width: float = WIDTH, height: float = HEIGHT
) -> list[Column]:
    """One column for each label, its parts from the bottom up; the tallest fills the height.

    >>> [(one.x, one.top) for one in stacked([("1月", [("good", 3), ("bad", 1)]), ("2月", [("good", 2)])], 100, 40)]
    [(9.5, 0.0), (59.5, 20.0)]
    """
    most = max((sum(many for _, many in parts) for _, parts in columns), default=0) or 1
    place = width / max(1, len(columns))
    made = []
    for number, (label, parts) in enumerate(columns):
        blocks, y = [], height
        for look, many in parts:
            tall = height * many / most
            y -= tall
            blocks.append(Block(round(y, 2), round(tall, 2), look, many))
        x = place * number + place * (1 - FILLED) / 2
        made.append(Column(label, round(x, 2), round(place * FILLED, 2), round(place * (number + 0.5), 2), round(y, 2),
                           sum(many for _, many in parts), tuple(blocks)))  # fmt: skip
    return made
