"""Draws of (principal, endpoint, object), each held against the oracle; what differs is written down.

Endpoints are every page of the house (with the object's own keys in its address where it takes one, or the object's words
in its search), and for every protected table the filter, the database alone, and the count."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from benchmarks.leaking.oracle import Oracle, enters
from benchmarks.leaking.town import Principal

WORDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{6}-\d{4}-\d{6}|[0-9a-f]{10,64}")
KEYS = {  # what stands at the places of an address: table and column, or what is asked for through another
    "my-receipt": ("documents.Document", "pk"), "document-pdf": ("documents.Document", "pk"),
    "verify-code": ("documents.Document", "verify_code"),
    "desk-case": ("casework.Case", "number"), "desk-resume": ("casework.Case", "number"),
    "desk-extend": ("casework.Case", "number"),
    "desk-hand-over": ("casework.Case", "number"), "desk-put-back": ("casework.Case", "number"),
    "desk-merge": ("casework.Case", "number"), "desk-unmerge": ("casework.Case", "number"),
    "desk-relate": ("casework.Case", "number"), "desk-reopen": ("casework.Case", "number"),
    "desk-jump": ("casework.Case", "number"), "desk-terminate": ("casework.Case", "number"),
    "desk-send-back": ("casework.Case", "number"), "desk-take-back": ("casework.Case", "number"),
    "desk-correct": ("casework.Case", "number"), "desk-ask": ("casework.Case", "number"), "desk-urge": ("casework.Case", "number"),
    "desk-answer": ("casework.Task", "pk"), "desk-recall": ("casework.Task", "pk"),
    "desk-reveal": ("casework.Case", "number"), "desk-delivery": ("casework.Case", "number"),
    "my-case": ("casework.Case", "number"), "my-case-done": ("casework.Case", "number"),
    "my-supplement": ("casework.Case", "number"), "my-withdraw": ("casework.Case", "number"),
    "my-delivery": ("casework.Case", "number"), "desk-ratings-slip": ("casework.Case", "number"),
    "desk-file": ("casework.Attachment", "pk"), "my-file": ("casework.Attachment", "pk"),
    "my-appointment": ("halls.Appointment", "pk"), "my-hall-receipt": ("halls.Receipt", "pk"),
    "desk-window-receipt": ("halls.Receipt", "pk"), "desk-rating": ("ratings.Rating", "pk"),
    "intake-sitting": ("intake.Sitting", "pk"), "intake-receipt": ("intake.Sitting", "pk"),
    "apply-page": ("forms.Draft", "pk"), "apply-field": ("forms.Draft", "pk"), "apply-check": ("forms.Draft", "pk"),
    "apply-drop": ("forms.Draft", "pk"),
    "console-sheet": ("organisations.Sheet", "pk"),
    "console-sheet-file": ("organisations.Sheet", "pk"),
}  # fmt: skip
SHOWS = {"desk-case": "staff", "my-case": "person firm"}  # whoever may enter and reaches the object is shown it
WHOLE = {"desk": "?view=reach&size=200", "desk-export": "?view=reach", "my-cases": ""}  # lists that hold all he may see
SEARCHES = frozenset({"desk", "desk-export", "matters", "suggest", "console-matters", "console-rights",
                      "console-organisation", "desk-ratings"})  # fmt: skip
FOR_A_PURPOSE = frozenset({"console-sms"})  # reads with a purpose named, as its table allows
EXPORT = "/desk/export/"
SENT_AWAY = (302, 403, 404, 405)


@dataclass
class Found:
    """What a sweep came to."""

    draws: int = 0
    asked: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    positive: int = 0

    @property
    def total(self) -> int:
        return sum(self.differences.values())

    @property
    def leaked(self) -> int:
        """Differences by which somebody saw what the database should have kept from him. The filter's own answers are
        not among them: they are asked with the eyes of the system."""
        return sum(many for what, many in self.differences.items() if not what.startswith("filter "))


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    action: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Thing:
    """An object: a protected row."""

    label: str
    key: Any


class Sweep:
    """Everything that is asked is asked once and remembered."""

    def __init__(self, principals: list[Principal], oracle: Oracle, seed: int = 1) -> None:
        from yiwang.pillars.security.base.api import boundaries

        self.principals, self.oracle, self.chance = principals, oracle, Random(seed)  # noqa: S311
        self.pages = list(_pages())
        self.labels = sorted(boundaries)
        self.things = {label: [Thing(label, key) for key in oracle.rows[label]] for label in self.labels}
        self.words = self._words()
        self.found = Found()
        self._clients: dict[str, Any] = {}
        self._answers: dict[tuple[str, str], tuple[int, frozenset[Thing]]] = {}
        self._sets: dict[tuple[str, str, str], frozenset[Any] | int] = {}

    def _words(self) -> dict[str, Thing]:
        """Texts that only one row has, and the row. A key of another row is that row's, not its own."""
        from django.apps import apps

        found: dict[str, Thing] = {}
        twice: set[str] = set()
        for label, things in self.things.items():
            own = [one.attname for one in apps.get_model(label)._meta.concrete_fields if not one.is_relation]
            for thing in things:
                for value in map(self.oracle.rows[label][thing.key].get, own):
                    for word in set(WORDS.findall(str(value))) if isinstance(value, str) else ():
                        if found.setdefault(word, thing) != thing:
                            twice.add(word)
                if len(str(thing.key)) == 36:
                    found[str(thing.key)] = thing
                    twice.discard(str(thing.key))
        return {word: thing for word, thing in found.items() if word not in twice}

    def run(self, draws: int, only: str = "") -> Found:
        """Strata take turns: each page, each table in each way; in each the kinds of principal. `only`: pages, tables,
        or the pages whose name begins so."""
        pages: list[Callable[[], None]] = [
            lambda page=page: self._draw_page(page)
            for page in self.pages
            if only in ("", "pages", "tables") or page.name.startswith(only)  # type: ignore[misc]
        ]
        tables: list[Callable[[], None]] = [
            lambda label=label, way=way: self._draw_table(label, way)  # type: ignore[misc]
              for label in self.labels for way in ("filter", "database", "count")
        ]  # fmt: skip
        endpoints = {"tables": tables, "": pages + tables}.get(only, pages)
        self.chance.shuffle(endpoints)
        for nth in range(draws):
            endpoints[nth % len(endpoints)]()
            self.found.draws += 1
        return self.found

    def _who(self) -> Principal:
        kind = self.chance.choice(("nobody", "person", "firm", "staff", "staff"))
        return self.chance.choice([one for one in self.principals if one.who.kind == kind])

    def _thing(self, label: str = "") -> Thing:
        return self.chance.choice(self.things[label or self.chance.choice(self.labels)])

    def differ(self, what: str) -> None:
        self.found.differences[what] += 1

    def _draw_table(self, label: str, way: str) -> None:
        one, thing = self._who(), self._thing(label)
        seen = self._sets.get((one.who.name, label, way))
        if seen is None:
            seen = self._sets[one.who.name, label, way] = self._table(one, label, way)
        if isinstance(seen, int):
            right = sum(self.oracle.may_see(one.who, label, key) for key in self.oracle.rows[label])
            self.found.positive += bool(right)
            if seen != right:
                self.differ(f"count {label}: {seen} instead of {right}")
            return
        may = self.oracle.may_see(one.who, label, thing.key)
        self.found.positive += may
        if (thing.key in seen) != may:
            self.differ(f"{way} {label}: {'hidden' if may else 'leaked'}")

    def _table(self, one: Principal, label: str, way: str) -> frozenset[Any] | int:
        from django.apps import apps

        from yiwang.pillars.security.base import api as security

        actor = self._actor(one)
        kind = apps.get_model(label)
        self.found.asked += 1
        if way == "filter":  # the filter alone, where the database hides nothing
            with security.viewing(security.SYSTEM):
                return frozenset(security.visible(kind.objects.all(), actor).values_list("pk", flat=True))
        with security.viewing(actor):
            if way == "count":
                return int(security.visible(kind.objects.all(), actor).count())
            return frozenset(kind.objects.values_list("pk", flat=True))

    def _actor(self, one: Principal) -> Any:
        from yiwang.pillars.security.base import api as security

        return security.actor_as(security.User.objects.get(pk=one.user), one.hat) if one.user else security.NOBODY

    def _draw_page(self, page: Page) -> None:
        one = self._who()
        takes = KEYS.get(page.name)
        thing = self._thing(takes[0] if takes else "")
        address, code = self._address(page, thing, takes)
        status, shown = self._ask(one, address)
        self._check_door(one, page, status)
        for other in shown:
            if not self.oracle.may_see(one.who, other.label, other.key, code, page.name in FOR_A_PURPOSE):
                self.differ(f"page {page.name}: {other.label} shown to {one.who.kind}")
        answered = (
            status not in (*SENT_AWAY, 500) and page.name != "verify-code"
        )  # that page says "no such paper" to all
        if answered and takes and not self.oracle.may_see(one.who, thing.label, thing.key, code):
            self.differ(f"page {page.name}: answers {status} for {thing.label} out of reach of {one.who.kind}")
        if status == 200 and page.name in WHOLE:
            self._check_whole(one, page, address, shown)
        if page.name in SHOWS and one.who.kind in SHOWS[page.name] and enters(one.who, page.action, page.kinds):
            may = self.oracle.may_see(one.who, thing.label, thing.key)
            self.found.positive += may
            if may and status != 200:
                self.differ(f"page {page.name}: hidden from {one.who.kind}, answers {status}")

    def _check_door(self, one: Principal, page: Page, status: int) -> None:
        if enters(one.who, page.action, page.kinds):
            if status == 403 and page.name not in KEYS:
                self.differ(f"door {page.name}: shut to {one.who.kind}")
        elif status not in (302, 403):
            self.differ(f"door {page.name}: open to {one.who.kind} {'/'.join(sorted(one.who.roles))}")

    def _check_whole(self, one: Principal, page: Page, address: str, shown: frozenset[Thing]) -> None:
        """Everything in reach is on the list, and nothing else. A citizen's own list holds his own."""
        right = {
            thing for thing in self.things["casework.Case"] if self.oracle.may_see(one.who, thing.label, thing.key)
        }
        cases = {thing for thing in shown if thing.label == "casework.Case"}
        if "q=" not in address and cases != right:
            self.differ(f"list {page.name}: {len(cases)} of {len(right)}")

    def _address(self, page: Page, thing: Thing, takes: tuple[str, str] | None) -> tuple[str, str]:
        row = self.oracle.rows[thing.label][thing.key]
        if page.name in SEARCHES and self.chance.random() < 0.5:
            texts = sorted(self._of(thing))
            words = quote(self.chance.choice(texts)[:-2]) if texts else "x"
            return f"/{page.address}?q={words}&view=reach", ""
        if takes is None:
            return "/" + _fill(page.address, {}) + WHOLE.get(page.name, ""), ""
        value = str(thing.key if takes[1] == "pk" else row[takes[1]])
        filled = {"attachment": value, "aside": value, "number": value, "code": value}
        if takes[0] in ("casework.Attachment", "casework.Task"):
            filled["number"] = str(self.oracle.rows["casework.Case"][row["case_id"]]["number"])
        if page.name.startswith("apply-"):
            filled["number"] = "1"
        code = value if takes[1] == "verify_code" else ""
        return "/" + _fill(page.address, filled, value), code

    def _ask(self, one: Principal, address: str) -> tuple[int, frozenset[Thing]]:
        known = self._answers.get((one.who.name, address))
        if known is not None:
            return known
        client, (path, _, query) = self._client(one), address.partition("?")
        asked_for = {"query": query, "kind": "csv", "purpose": "核对"}  # a file is sent for, with a purpose
        answer = client.post(path, asked_for) if path == EXPORT else client.get(address)
        self.found.asked += 1
        if answer.status_code >= 500:
            self.found.broken[re.sub(r"[0-9a-f-]{8,}|\d+", "…", address)] += 1
        shown = frozenset(self.words[word] for word in set(WORDS.findall(_text(answer))) if word in self.words)
        if answer.status_code >= 400 or answer.status_code == 302:  # says back what was asked for, and nothing else
            shown = frozenset(thing for thing in shown if not any(word in address for word in self._of(thing)))
        self._answers[one.who.name, address] = answer.status_code, shown
        return answer.status_code, shown

    def _of(self, thing: Thing) -> list[str]:
        return [word for word, whose in self.words.items() if whose == thing]

    def _client(self, one: Principal) -> Any:
        from django.test import Client

        from yiwang.pillars.security.base.api import User

        if one.who.name not in self._clients:
            client = Client(raise_request_exception=False)
            if one.user:
                client.force_login(User.objects.get(pk=one.user), "yiwang.pillars.security.base.backends.ByName")
                session = client.session
                session["hat"] = one.hat
                session.save()
            self._clients[one.who.name] = client
        return self._clients[one.who.name]


def _pages() -> Iterator[Page]:
    from yiwang.assembly import access_matrix

    for route in access_matrix.routes():
        if route.access is not None and route.name not in ("logout", "metrics", "ready"):
            yield Page(route.name, route.address, route.access.action, route.access.kinds)


def _fill(address: str, values: dict[str, str], default: str = "") -> str:
    kinds = {"int": "1", "uuid": "00000000-0000-7000-8000-000000000000"}

    def value(place: re.Match[str]) -> str:
        return values.get(place[2]) or (default if place[1] != "int" and default else kinds.get(place[1], "x"))

    return re.sub(r"<(\w+):(\w+)>", value, address)


def _text(answer: Any) -> str:
    """What a browser would show, or a table program open."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return body.decode(errors="replace")
