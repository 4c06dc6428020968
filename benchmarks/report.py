"""How a benchmark says what it found: a table for people, then one line of JSON for programs.

Figures are medians of rounds that take turns, because machines are shared and their speed drifts.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from unicodedata import east_asian_width


def arguments(about: str | None, **sizes: float) -> Namespace:
    """`--quick` makes a run of less than 50 seconds, good for finding out whether it runs at all; `sizes` can be given
    by name."""
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a run of less than 50 seconds")
    for name, usual in sizes.items():
        parser.add_argument(f"--{name}", type=type(usual), default=usual)
    return parser.parse_args()


def say(text: str) -> None:
    """What is going on meanwhile, beside the result."""
    print(text, file=sys.stderr, flush=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    texts = [list(heads), *([_shown(value) for value in row] for row in rows)]
    widths = [max(_width(row[column]) for row in texts) for column in range(len(heads))]
    for number, row in enumerate(texts):
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def conclude(
    claim: str, *, yiwang: float, peer: float | None, limit: float | None, target: str, met: bool, **more: object
) -> int:
    """The last line. `peer` is what a user would pick otherwise, `limit` the bare machine; returns the exit status.

    Ratios are of rates: where the figures are durations, give them as rates.
    """
    found = {
        "claim": claim, "yiwang": _round(yiwang), "peer": _round(peer), "limit": _round(limit),
        "ratio_to_peer": _round(yiwang / peer) if peer else None,
        "share_of_limit": _round(yiwang / limit) if limit else None, "target": target, "met": met, **more,
    }  # fmt: skip
    print(json.dumps(found, ensure_ascii=False))
    return 0 if met else 1


def _round(value: float | None) -> float | None:
    return value if value is None else round(value, 3) if abs(value) < 100 else round(value)


def _shown(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
