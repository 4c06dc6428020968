"""Answering: candidates of the packs and of the library, scored together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from yiwang.applications.service.matters.definition import Matter
from yiwang.applications.service.matters.library import matters
from yiwang.applications.service.matters.models import Edition, Item
from yiwang.kernel import clock

from . import declared, reading, rules, stored, words
from .current import current
from .index import ALL

GOOD, OFFERED, ASK = 70.0, 8, 3
AUDIENCE = {"1": "person", "2": "firm"}


@dataclass(frozen=True)
class Listed:
    """What a list of results shows of an item that no pack declares."""

    title: str
    plain: str
    dept_name: str
    fee: str = ""
    visits: int = 0
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """`name` is the matter's, or the implementation code of an item that is a guide only; `matter` what a list shows."""

    name: str
    matter: Matter | Listed
    score: int
    task_code: str = ""
    division: int | None = None

    @property
    def guide_only(self) -> bool:
        return bool(self.task_code)


def search(text: str, *, division: int | None = None, limit: int = 20) -> list[Found]:
    """Matters and items that answer to `text`, best first. One character is enough; at most `limit` answers.

    `division` keeps what is offered there: by the place, those below and those above it.
    """
    asked = reading.readings(text)
    if not asked:
        return []
    own = declared.index(matters.items())
    tokens = {
        token for one in asked for group in (*reading.strict_tokens(one), reading.loose_tokens(one)) for token in group
    }
    known = stored.counts(tokens)

    def count(token: int) -> int:
        return known.get(token, 0) + own.count(token)

    asked = [reading.weighed(one, count, known.get(ALL, 0) + len(own.candidates)) for one in asked]
    rows = {("", one.key): one for one in own.like(tokens)}
    rows |= {("item", one.key): one for one in _candidates(asked, known, division)}
    scores = {key: rules.best(asked, one, slips=False) for key, one in rows.items()}
    if max(scores.values(), default=0.0) < GOOD:  # nothing holds what was typed: it may be a slip
        scores = {key: rules.best(asked, one) for key, one in rows.items()}
    order = sorted(
        ((score, key[0], rows[key]) for key, score in scores.items() if score >= rules.ENOUGH),
        key=lambda row: (-row[0], row[1], row[2].rank, len(row[2].names[0].text), row[2].names[0].text),
    )
    return _shown(order, limit)


def _candidates(
    asked: Sequence[rules.Reading], known: dict[int, int], division: int | None
) -> Iterable[rules.Candidate]:
    """First those that have all of it; those that have much of it only where that was not enough."""
    found: dict[str, rules.Candidate] = {}
    for one in asked:
        for group in reading.strict_tokens(one):
            if group and all(known.get(token) for token in group):
                found.update((row.key, row) for row in stored.with_all(group, known, division))
    good = sum(rules.best(asked, one, slips=False) >= GOOD for one in found.values())
    if good < ASK:
        for one in asked[:3]:
            rows = stored.with_many(reading.loose_tokens(one), known, division)
            found.update((row.key, row) for row in rows if row.key not in found)
    return found.values()


def _shown(order: Sequence[tuple[float, str, rules.Candidate]], limit: int) -> list[Found]:
    chosen = order[:limit]
    editions = _editions([int(one.key) for _, kind, one in chosen if kind])
    answers = []
    for score, kind, one in chosen:
        if not kind:
            answers.append(Found(one.key, matters[one.key], round(score)))
        elif (edition := editions.get(int(one.key))) and edition.item:
            answers.append(found_item(edition.item, edition.body, round(score)))
    return answers


def found_item(item: Item, body: dict[str, Any], score: int = 0) -> Found:
    listed = Listed(
        title=str(body.get("task_name") or ""), plain=str(body.get("plain") or item.dept_name), dept_name=item.dept_name,
        fee="" if body.get("is_fee") is None else "收费" if body["is_fee"] else "不收费", visits=body.get("limit_scene_num") or 0,
        audience=tuple(dict.fromkeys(AUDIENCE.get(one, "firm") for one in body.get("server_type") or ())),
    )  # fmt: skip
    return Found(item.task_code, listed, score, item.task_code, item.division)


def _editions(items: Sequence[int]) -> dict[int, Edition]:
    rows = current(clock.today()).filter(item__in=items).select_related("item") if items else ()
    return {edition.item_id: edition for edition in rows if edition.item_id}


def suggest(text: str, *, division: int | None = None) -> list[Found]:
    """At most eight answers while somebody types, from the second character on, each title once."""
    if len(words.tight(text)) < 2:
        return []
    found: dict[str, Found] = {}
    for one in search(text, division=division, limit=3 * OFFERED):
        found.setdefault(one.matter.title, one)
    return list(found.values())[:OFFERED]


def near_terms(text: str, most: int = 3) -> list[str]:
    """For whoever found nothing: the wordings most like it that do find something here."""
    own = [name for one in matters.values() for name in (one.title, *one.keywords)]
    likely = rules.nearest(words.tight(text), [*own, *words.synonyms()], 5 * most)
    return [term for term in likely if search(term, limit=1)][:most]
