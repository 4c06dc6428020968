"""Searching the library of matters: words, one or two characters, pinyin, initials, slips, everyday wording.

A hundred written queries (`search_queries.yaml`), each with a pattern of titles that answer it, over the packs' matters and, where
YIWANG_PUBLISHED names the published data, the 2,262 rows of a portal's list. Right means: an answer among the first three.
`later` are queries written after the rules stood. The peers are what one would write first: ILIKE '%…%', and PostgreSQL's own
full text with the configuration 'simple', over the same rows. Then the library grows by synthetic titles to a million.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from benchmarks import place, report

QUERIES = Path(__file__).with_name("search_queries.yaml")
LIST = Path(os.environ.get("YIWANG_PUBLISHED", "published"), "services", "guangdong_items_2021.jsonl")
SHARE, P95, WANTED = 0.95, 50.0, 1_000_000
FIRST = 97  # of the hundred, the first time they ran, before anything was changed for them
ILIKE = "SELECT title FROM bench_titles WHERE title ILIKE %s ORDER BY length(title) LIMIT 3"
SIMPLE = """SELECT title FROM bench_titles WHERE words @@ plainto_tsquery('simple', %s)
            ORDER BY ts_rank(words, plainto_tsquery('simple', %s)) DESC, length(title) LIMIT 3"""
Ask = Callable[[str], list[str]]


def load() -> int:
    """The list, imported as an administrator would; the number of titles that can be found."""
    from yiwang.applications.service.matters import api as library
    from yiwang.pillars.security.base import api as security

    if LIST.exists():
        done = library.import_list(security.SYSTEM, LIST.read_bytes(), library.built_in_mapping("guangdong"))
        report.say(f"imported: {done.counts}")
    else:
        report.say("YIWANG_PUBLISHED does not name the published data: only the packs' matters are searched")
    with place.owner() as owner:  # type: ignore[attr-defined]
        owner.execute("CREATE TABLE bench_titles AS SELECT body->>'task_name' AS title FROM matters_edition")
        rows = [(one.title,) for one in library.matters.values()]
        owner.cursor().executemany("INSERT INTO bench_titles VALUES (%s)", rows)
        owner.execute("ALTER TABLE bench_titles ADD words tsvector")
        owner.execute("UPDATE bench_titles SET words = to_tsvector('simple', title)")
        owner.execute("CREATE INDEX ON bench_titles USING gin (words)")
        owner.execute("GRANT SELECT ON bench_titles TO PUBLIC")
        owner.execute("ANALYZE")
        return int(owner.execute("SELECT count(*) FROM bench_titles").fetchone()[0])


def ours(text: str) -> list[str]:
    from yiwang.applications.service.matters import api as library

    return [one.matter.title for one in library.search(text, limit=3)]


def peer(sql: str, shape: str, times: int = 1) -> Ask:
    from django.db import connection

    def ask(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [shape.format(text)] * times)
            return [row[0] for row in cursor.fetchall()]

    return ask


def answerable() -> dict[str, list[tuple[str, str]]]:
    """The queries to which the library has an answer at all, by kind."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM bench_titles")
        titles = "\n".join(row[0] for row in cursor.fetchall())
    asked = yaml.safe_load(QUERIES.read_text("utf8"))
    return {
        kind: [(one["q"], one["right"]) for one in rows if re.search(one["right"], titles)]
        for kind, rows in asked.items()
    }


def right(asked: Iterable[tuple[str, str]], ask: Ask) -> tuple[int, list[float]]:
    """How many have an answer among the first three, and the milliseconds of each."""
    hits, took = 0, []
    for text, pattern in asked:
        begin = time.perf_counter()
        titles = ask(text)
        took.append(1000 * (time.perf_counter() - begin))
        hits += any(re.search(pattern, title) for title in titles)
    return hits, took


def tail(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def grow(upto: int, queries: list[str]) -> list[tuple[int, float, float]]:
    """(documents, p50, p95) at each size: titles made of the words of real ones, so that words stay as common as they are."""
    from django.db import connection

    from yiwang.applications.service.matters.search import words

    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM bench_titles")
        heads = [words.tight(row[0]) for row in cursor.fetchall()]
    pieces = [piece for title in heads for piece in words.words(title)]
    figures, size, dice = [], len(heads), random.Random(2021)
    for wanted in [step for step in (10_000, 20_000, 100_000, 1_000_000) if step <= upto]:
        _add((_title(dice, pieces) for _ in range(wanted - size)), size)
        size = wanted
        took = [elapsed for _ in range(2) for elapsed in _times(queries)]
        figures.append((size, statistics.median(took), tail(took)))
        report.say(f"{size:,} documents: p50 {figures[-1][1]:.1f} ms, p95 {figures[-1][2]:.1f} ms")
    return figures


def _times(queries: list[str]) -> list[float]:
    return right([(text, "") for text in queries], ours)[1]


def _title(dice: random.Random, pieces: list[str]) -> str:
    return "".join(dice.choice(pieces) for _ in range(dice.randint(2, 6)))


def _add(titles: Iterable[str], start: int) -> None:
    """Items and entries as the import would write them, by COPY, with the index built afterwards."""
    from yiwang.applications.service.matters.search import index, words

    with place.owner() as owner:  # type: ignore[attr-defined]
        owner.execute("SET maintenance_work_mem = '512MB'")
        basic = owner.execute(
            "INSERT INTO matters_basic (catalog_code, title, task_type, use_level, line, matter, declared, source)"
            " VALUES (%s, 'synthetic', '20', '2', '', '', '', 'import') RETURNING id", [f"synthetic {start}"],
        ).fetchone()[0]  # fmt: skip
        owner.execute("DROP INDEX entries_by_token")
        first = owner.execute("SELECT coalesce(max(id), 0) + 1 FROM matters_item").fetchone()[0]
        made = [(first + at, title) for at, title in enumerate(titles)]
        with owner.cursor().copy(
            "COPY matters_item (id, task_code, basic_id, division, dept_name, dept_code, binding) FROM STDIN"
        ) as out:
            for item, _ in made:
                out.write_row((item, f"synthetic-{item}", basic, 530000_000000, "synthetic", "", ""))
        entries = "COPY matters_entry (item_id, division, names, sounds, plain, rank, tokens) FROM STDIN"
        with owner.cursor().copy(entries) as out:
            for item, title in made:
                sound = " ".join(words.sound(title))
                out.write_row((item, 530000_000000, title, sound, "", len(title), words.tokens([title])))
        owner.execute("CREATE INDEX entries_by_token ON matters_entry USING gin (tokens) WITH (fastupdate = off)")
        owner.execute("DELETE FROM matters_term")
        owner.execute(index.RECOUNT, [index.ALL])
        owner.execute("VACUUM ANALYZE matters_entry")
        owner.execute("ANALYZE matters_term")


def main() -> int:
    given = report.arguments(__doc__)
    with place.province(people=0):
        from yiwang.pillars.security.base import api as security

        titles = load()
        with security.viewing(security.NOBODY):
            found, rows = measure(answerable(), titles)
            queries = [text for asked in answerable().values() for text, _ in asked] or ["开饭店"]
            took = _times(queries)
        figures = [(titles, statistics.median(took), tail(took)), *grow(20_000 if given.quick else WANTED, queries)]
    report.table(["kind", "queries", "Yiwang", "ILIKE", "simple tsvector"], rows)
    print()
    report.table(["documents", "p50 ms", "p95 ms"], [list(one) for one in figures])
    hundred, later, worst = found["hundred"], found["later"], figures[-1]
    met = hundred["share"] >= SHARE and worst[2] <= P95 and worst[0] >= WANTED
    return report.conclude(
        "search", yiwang=100 * hundred["share"], peer=100 * hundred["ilike"] or None, limit=100.0, met=met,
        peer_is="ILIKE", simple_tsvector=round(100 * hundred["simple"]), first_run=FIRST, later=round(100 * later["share"], 1),
        queries=hundred["asked"], documents=worst[0], p50_ms=round(worst[1], 1), p95_ms=round(worst[2], 1),
        target="the right answer in the first three for ≥ 95 % of the written queries, p95 ≤ 50 ms at 1 M documents",
    )  # fmt: skip


def measure(asked: dict[str, list[tuple[str, str]]], titles: int) -> tuple[dict[str, Any], list[list[object]]]:
    """Right answers of ours and the peers, by kind and together."""
    asks = {"share": ours, "ilike": peer(ILIKE, "%{}%"), "simple": peer(SIMPLE, "{}", 2)}
    report.say(f"{titles:,} titles")
    rows: list[list[object]] = []
    hits = {kind: {name: right(some, ask)[0] for name, ask in asks.items()} for kind, some in asked.items()}
    for kind, some in asked.items():
        rows.append([kind, len(some), *hits[kind].values()])
    found = {}
    for name, kinds in (("hundred", [kind for kind in asked if kind != "later"]), ("later", ["later"])):
        count = sum(len(asked[kind]) for kind in kinds)
        found[name] = {one: sum(hits[kind][one] for kind in kinds) / (count or 1) for one in asks} | {"asked": count}
    return found, rows


if __name__ == "__main__":
    sys.exit(main())
