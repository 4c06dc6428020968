"""Candidates from the side table: few, whatever its size. The rarest tokens choose, scoring decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.db import connection

from yiwang.kernel.ids import ancestors, subtree

from .index import ALL
from .rules import Candidate, Name

STRICT, LOOSE, SEEN, COMMON = 100, 200, 2000, 3000
COLUMNS = "item_id, names, sounds, plain, rank"


def counts(tokens: Iterable[int]) -> dict[int, int]:
    """In how many entries each token is; under `ALL` the number of entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, count FROM matters_term WHERE token = ANY(%s)", [[ALL, *tokens]])
        return dict(cursor.fetchall())


def with_all(tokens: Sequence[int], division: int | None) -> list[Candidate]:
    """Entries that have every one of the tokens, the short titles first."""
    if not tokens:
        return []
    place, values = _place(division)
    return _rows(
        f"SELECT {COLUMNS} FROM matters_entry WHERE tokens @> %s::int[] {place} ORDER BY rank, id LIMIT {STRICT}",  # noqa: S608  our own words
        [list(tokens), *values],
    )


def with_many(tokens: Sequence[int], known: dict[int, int], division: int | None) -> list[Candidate]:
    """Entries that have many of the tokens. Where even the rarest is common, any two of the rarest must be there."""
    rare = sorted((token for token in dict.fromkeys(tokens) if known.get(token)), key=lambda token: known[token])
    if not rare:
        return []
    if known[rare[0]] > COMMON:
        chosen = [list(two) for two in combinations(rare[:4], 2)]
        where = " OR ".join("tokens @> %s::int[]" for _ in chosen) or "false"
        given: list[Any] = [*chosen]
    else:
        where, given = "tokens && %s::int[]", [_few(rare, known)]
    hits = " + ".join("(tokens @> ARRAY[%s])::int" for _ in rare[:10])
    place, values = _place(division)
    return _rows(
        f"SELECT {COLUMNS} FROM (SELECT * FROM matters_entry WHERE ({where}) {place} LIMIT {SEEN}) near"  # noqa: S608
        f" ORDER BY {hits} DESC, rank, id LIMIT {LOOSE}",
        [*given, *values, *rare[:10]],
    )


def _few(rare: Sequence[int], known: dict[int, int]) -> list[int]:
    """As many of the rarest as stay below the rows we are ready to look at."""
    chosen, rows = [rare[0]], known[rare[0]]
    for token in rare[1:]:
        rows += known[token]
        if rows > SEEN:
            break
        chosen.append(token)
    return chosen


def _place(division: int | None) -> tuple[str, list[Any]]:
    """What is offered at a place: there, below it, and by those above it."""
    if division is None:
        return "", []
    low, high = subtree(division)
    return "AND (division BETWEEN %s AND %s OR division = ANY(%s))", [low, high, ancestors(division)]


def _rows(sql: str, values: Sequence[Any]) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_candidate(*row) for row in cursor.fetchall()]


def _candidate(item: int, names: str, sounds: str, plain: str, rank: int) -> Candidate:
    pairs = zip(names.split("\n"), sounds.split("\n"), strict=False)
    return Candidate(str(item), tuple(Name(name, tuple(sound.split(" "))) for name, sound in pairs), plain, rank)
