"""Candidates from the side table: few, whatever its size. The rarest tokens choose, scoring decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.db import connection

from yiwang.kernel.ids import ancestors, subtree

from .index import ALL
from .rules import Candidate, Name

STRICT, LOOSE, SEEN, COMMON, MANY = 100, 200, 2000, 3000, 12
COLUMNS = "item_id, names, sounds, plain, rank"


def counts(tokens: Iterable[int]) -> dict[int, int]:
    """In how many entries each token is; under `ALL` the number of entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, count FROM matters_term WHERE token = ANY(%s)", [[ALL, *tokens]])
        return dict(cursor.fetchall())


def with_all(tokens: Sequence[int], known: dict[int, int], division: int | None) -> list[Candidate]:
    """Entries that have every one of the tokens, the short titles first.

    PostgreSQL guesses how common a token is, we know: one that is common is looked for along the order of ranks, anything
    else by the tokens' index (`rank + 0` keeps the other index out of it)."""
    if not tokens:
        return []
    place, values = _place(division)
    common = len(tokens) == 1 and known.get(tokens[0], 0) ** 2 > STRICT * known.get(ALL, 0)
    some = f"SELECT * FROM matters_entry WHERE tokens @> %s::int[] {place}"  # noqa: S608  our own words
    if common:
        return _rows(f"SELECT {COLUMNS} FROM ({some}) e ORDER BY rank, id LIMIT {STRICT}", [list(tokens), *values])  # noqa: S608
    some += f" LIMIT {2 * SEEN}" if len(tokens) > 1 else ""
    return _rows(f"SELECT {COLUMNS} FROM ({some}) e ORDER BY rank + 0, id LIMIT {STRICT}", [list(tokens), *values])  # noqa: S608


def with_many(tokens: Sequence[int], known: dict[int, int], division: int | None) -> list[Candidate]:
    """Entries that have many of the tokens. Where even the rarest is common, any two of the rarest must be there."""
    rare = sorted((token for token in dict.fromkeys(tokens) if known.get(token)), key=lambda token: known[token])
    if not rare:
        return []
    if known[rare[0]] > COMMON:
        chosen, most = [list(two) for two in combinations(rare[:3], 2)], f"LIMIT {SEEN}"
    else:
        chosen, most = [[token] for token in _few(rare, known)], ""
    if not chosen:
        return []
    place, values = _place(division)
    one = f"(SELECT id FROM matters_entry WHERE tokens @> %s::int[] {place} {most})"  # noqa: S608
    each = " UNION ALL ".join(one for _ in chosen)
    hits = f"SELECT id, count(*) AS hits FROM ({each}) near GROUP BY id ORDER BY 2 DESC, id LIMIT {LOOSE}"  # noqa: S608
    return _rows(
        f"SELECT {COLUMNS} FROM ({hits}) top JOIN matters_entry USING (id) ORDER BY hits DESC, id",  # noqa: S608
        [value for group in chosen for value in (group, *values)],
    )


def _few(rare: Sequence[int], known: dict[int, int]) -> list[int]:
    """As many of the rarest as stay below the rows we are ready to look at."""
    chosen, rows = [rare[0]], known[rare[0]]
    for token in rare[1:MANY]:
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
