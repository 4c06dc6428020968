"""Which units the house has: every folder with an `apps.py`, low layers first. Nobody keeps a list by hand."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
LAYERS = (
    "pillars/standards/base", "pillars/operations/base", "pillars/security/base",
    "infrastructure", "data", "toolbox", "applications", "pillars", "assembly",
)  # fmt: skip


def height(folder: Path) -> int:
    """How high a unit stands: the index of its layer, counted from the ground."""
    place = folder.relative_to(ROOT).as_posix()
    return next(i for i, layer in enumerate(LAYERS) if place == layer or place.startswith(layer + "/"))


def units() -> list[str]:
    """Dotted names of all units, lowest layer first, then by name."""
    found = {path.parent for path in ROOT.rglob("apps.py")}
    ordered = sorted(found, key=lambda folder: (height(folder), folder.as_posix()))
    return [".".join(("yiwang", *folder.relative_to(ROOT).parts)) for folder in ordered]
