"""The packs' matters: by name, by theme. Finding them by words is `search`."""

from __future__ import annotations

from yiwang.kernel.errors import NotFound
from yiwang.kernel.registry import Registry

from .definition import Matter

matters: Registry[Matter] = Registry("matter")


def matter(name: str) -> Matter:
    """One matter by its published name; `NotFound` for what no pack declares."""
    if name not in matters:
        raise NotFound
    return matters[name]


def address(name: str) -> str:
    """How a matter's pages are addressed: `food_operation/licence` → `food_operation.licence`."""
    return name.replace("/", ".")


def name_at(slug: str) -> str:
    return slug.replace(".", "/")


def themes() -> dict[str, list[tuple[str, Matter]]]:
    """Matters by life event, in the order they were declared."""
    found: dict[str, list[tuple[str, Matter]]] = {}
    for name, one in matters.items():
        found.setdefault(one.theme, []).append((name, one))
    return found
