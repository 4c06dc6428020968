"""Finding matters: by words, by theme, by name."""

from __future__ import annotations

from dataclasses import dataclass

import rjieba
from pypinyin import Style, lazy_pinyin

from yiwang.kernel.errors import NotFound
from yiwang.kernel.registry import Registry

from .definition import Matter

matters: Registry[Matter] = Registry("matter")


@dataclass(frozen=True)
class Found:
    name: str
    matter: Matter
    score: int


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


def search(text: str, limit: int = 20) -> list[Found]:
    """Matters whose title, everyday words or sound answer to `text`, best first. Two characters are enough."""
    wanted = [word for word in (text.lower().split() or []) for word in ([word] if word.isascii() else _cut(word))]
    if not wanted:
        return []
    found = [Found(name, one, _score(one, text.lower().strip(), wanted)) for name, one in matters.items()]
    return sorted((one for one in found if one.score), key=lambda one: -one.score)[:limit]


def _cut(text: str) -> list[str]:
    words = [word for word in rjieba.cut_for_search(text) if len(word) > 1]
    return words or [text]


def _score(one: Matter, text: str, wanted: list[str]) -> int:
    title, words = one.title.lower(), " ".join(one.keywords).lower()
    sound = "".join(lazy_pinyin(one.title))
    initials = "".join(lazy_pinyin(one.title, style=Style.FIRST_LETTER))
    score = 100 * (text in title) + 60 * (text in words)
    if text.isascii() and len(text) > 1:
        score += 50 * (text in sound) + 50 * (text in initials)
    for word in wanted:
        score += 10 * (word in title) + 8 * (word in words) + 2 * (word in one.plain)
    return score


def themes() -> dict[str, list[tuple[str, Matter]]]:
    """Matters by life event, in the order they were declared."""
    found: dict[str, list[tuple[str, Matter]]] = {}
    for name, one in matters.items():
        found.setdefault(one.theme, []).append((name, one))
    return found
