"""The packs' own matters, found without the database: they are few, and do not change while the program runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from yiwang.applications.service.matters.definition import Matter

from . import words
from .rules import Candidate, Name

MOST = 100


@dataclass(frozen=True)
class Declared:
    candidates: dict[str, Candidate]
    postings: dict[int, frozenset[str]]

    def count(self, token: int) -> int:
        return len(self.postings.get(token, ()))

    def like(self, tokens: Iterable[int]) -> list[Candidate]:
        """Those that share most tokens with the query, at most a hundred."""
        hits = Counter(key for token in tokens for key in self.postings.get(token, ()))
        return [self.candidates[key] for key, _ in hits.most_common(MOST)]


def index(matters: Iterable[tuple[str, Matter]]) -> Declared:
    return _index(tuple(_Held(name, one) for name, one in matters))


@dataclass(frozen=True)
class _Held:
    """A matter as a key of the cache: the same object, not an equal one, for comparing whole matters takes time."""

    name: str
    matter: Matter

    def __hash__(self) -> int:
        return hash((self.name, id(self.matter)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.name == other.name and self.matter is other.matter


@lru_cache(maxsize=4)
def _index(held: tuple[_Held, ...]) -> Declared:
    candidates: dict[str, Candidate] = {}
    postings: dict[int, set[str]] = {}
    for one in held:
        names = [one.matter.title, *one.matter.keywords]
        candidates[one.name] = candidate(one.name, names, one.matter.plain)
        for token in words.tokens(names, one.matter.plain):
            postings.setdefault(token, set()).add(one.name)
    return Declared(candidates, {token: frozenset(names) for token, names in postings.items()})


def candidate(key: str, names: list[str], plain: str) -> Candidate:
    kept = [words.tight(name) for name in names]
    return Candidate(key, tuple(Name(one, words.sound(one)) for one in kept), words.normal(plain))
