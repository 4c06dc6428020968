"""From what a browser sent to answers, sentences and everything as it was typed.

Names of inputs are paths: `name`, `birth.year`/`.month`/`.day`, `family.0.name`; `add=family` and `remove=family.0`
change the number of items.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .definition import Chapter, Form, Question
from .paging import Page, pages
from .values import PARTS, Typed, Uploads, take
from .walking import MOST_ROWS, Answers, Place, Walk, put, relevant, row_count, stored

MARK = "_"  # an item that is there although nothing was typed in it
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Parsed:
    """`answers` are fit for JSON (dates ISO, decimals as text) and hold only what applies and is right.

    `errors`: path → sentence. `kept`: path → what was typed, as texts (a date as its parts), also what was wrong or
    hidden. `rows_changed`: an item was added or taken away, so show the page again and not its errors. `revealed`:
    questions of this page that only apply by what was just typed; show the page again so that they can be answered.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    rows_changed: bool = False
    revealed: tuple[str, ...] = ()


def texts(raw: Mapping[str, Any], name: str) -> list[str]:
    """What was sent under `name`, from a QueryDict or a plain mapping; anything but text is passed over."""
    found = raw.getlist(name) if hasattr(raw, "getlist") else raw.get(name, [])
    many = [found] if isinstance(found, str) else found
    return [one for one in many if isinstance(one, str)] if isinstance(many, Sequence) else []


class Reader:
    """Reads places out of `raw`; a repeated section's items are first counted and packed."""

    def __init__(self, form: Form, raw: Mapping[str, Any], day: date, uploads: Uploads) -> None:
        self.form, self.raw, self.day, self.uploads = form, raw, day, uploads
        self.kept: dict[str, Any] = {}
        self.rows = {section.key: self._rows(section) for section in form.sections if section.repeat}

    def _rows(self, section: Chapter) -> list[int]:
        """Which numbers the items have in `raw`: empty ones beyond the least are left out, one may be added."""
        pattern = re.compile(rf"{section.key}\.(\d{{1,3}})\.", re.ASCII)
        numbers = {int(found[1]) for name in self.raw if isinstance(name, str) and (found := pattern.match(name))}
        gone = {f"{section.key}.{number}" for number in numbers} & set(texts(self.raw, "remove"))
        least, most = (section.repeat.min, section.repeat.max) if section.repeat else (0, 0)
        rows = [n for n in sorted(numbers) if f"{section.key}.{n}" not in gone and not self._empty(section, n)]
        blank = (
            n for n in range(MOST_ROWS * 20 + 1) if n not in rows and (n not in numbers or self._empty(section, n))
        )
        wanted = min(max(least, len(rows) + (section.key in texts(self.raw, "add"))), most)
        while len(rows) < wanted:
            rows.append(next(blank))
        return rows[:most]

    def _empty(self, section: Chapter, number: int) -> bool:
        if texts(self.raw, f"{section.key}.{number}.{MARK}"):
            return False
        return all(self.typed(one, f"{section.key}.{number}.{one.key}").nothing for one in section.fields)

    def typed(self, question: Question, name: str) -> Typed:
        given = {part: "".join(texts(self.raw, f"{name}.{part}")[:1]) for part, _ in PARTS}
        parts = given if question.type == "date" else {}
        most = 200 if question.type in ("choices", "file") else 1
        return Typed(texts(self.raw, name)[:most], parts, self.uploads, self.day)

    def at(self, place: Place) -> Typed:
        """What was typed at `place`; noted under the packed path."""
        name = place.path
        if place.row is not None:
            name = f"{place.section.key}.{self.rows[place.section.key][place.row]}.{place.question.key}"
        typed = self.typed(place.question, name)
        self.kept[place.path] = dict(typed.parts) if any(typed.parts.values()) else list(typed.texts)
        return typed

    @property
    def rows_changed(self) -> bool:
        return bool(texts(self.raw, "add") or texts(self.raw, "remove"))


def parse(
    form: Form, raw: Mapping[str, Any], day: date, *, page: Page | None = None, before: Answers = NOTHING,
    uploads: Uploads = NOTHING,
) -> Parsed:  # fmt: skip
    """Read the whole form, or one `page` of it on top of the answers `before`. Never raises, whatever was sent.

    `day` is today (conditions' :day); `uploads` what is known of files: id → {name, size}.
    """
    reader = Reader(form, raw, day, uploads)
    old, errors = stored(before), {}
    here = _on(page)
    shown = set(relevant(form, before, day)) if page else None
    revealed: list[str] = []

    def answer(place: Place) -> Any:
        if not here(place.section, place.question):
            return old(place)
        taken = take(place.question, reader.at(place))
        if shown is not None and place.path not in shown and place.row is None and not reader.kept[place.path]:
            revealed.append(place.path)
        elif taken.error:
            errors[place.path] = taken.error
        return taken.answer

    def rows(section: Chapter) -> int:
        return len(reader.rows[section.key]) if here(section, section.fields[0]) else row_count(section, before)

    walked = Walk(form, day, answer, rows)
    places = list(walked.places())
    answers = dict(before) if page else {}
    _write(answers, walked, places, here)
    for place in places:
        if not here(place.section, place.question):
            continue
        if not place.applies:
            reader.at(place)
        elif place.path not in errors and (says := walked.complaint(place)):
            errors[place.path] = says
    return Parsed(answers, errors, reader.kept, reader.rows_changed, tuple(revealed))


def _on(page: Page | None) -> Any:
    """Is a question on the page that was sent? Also one that applies only by what was typed with it."""

    def here(section: Chapter, question: Question) -> bool:
        if page is None:
            return True
        return section.key == page.section.key and (section.together or page.key == f"{section.key}.{question.key}")

    return here


def _write(answers: dict[str, Any], walked: Walk, places: list[Place], here: Any) -> None:
    """The page's answers over the old ones: right ones written, empty and wrong ones dropped."""
    for section in walked.form.sections:
        if section.repeat and here(section, section.fields[0]) and section.key in walked.outer:
            answers[section.key] = [{} for _ in range(walked.outer[section.key])]
    for place in places:
        if not (place.applies and here(place.section, place.question)):
            continue
        record = walked.outer if place.row is None else walked.inner[(place.section.key, place.row)]
        value = record.get(place.question.key)
        if value is not None:
            put(answers, place, value)
        elif place.row is None:
            answers.pop(place.question.key, None)


def serialize(form: Form, answers: Answers) -> dict[str, list[str]]:
    """Answers as a browser would send them: `parse(serialize(answers))` gives them back."""
    found: dict[str, list[str]] = {}
    take_back = stored(answers)
    for section in form.sections:
        count = row_count(section, answers) if section.repeat else 1
        for row in range(count):
            if section.repeat:
                found[f"{section.key}.{row}.{MARK}"] = ["1"]
            for question in section.fields:
                place = Place(section, question, row if section.repeat else None, True)
                if (value := take_back(place)) is not None:
                    found[place.path] = _texts(value)
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return list(value) if isinstance(value, list) else [value]


def check_field(
    form: Form, path: str, raw: Mapping[str, Any], day: date, *, before: Answers = NOTHING, uploads: Uploads = NOTHING
) -> str:
    """The sentence for one field as somebody leaves it, or "". An empty field is not reproached before it is sent."""
    question = form.question(path)
    if question is None:
        return ""
    reader = Reader(form, raw, day, uploads)
    typed = reader.typed(question, path)
    if typed.nothing or (question.type == "date" and not all(typed.parts.values()) and not typed.text):
        return ""
    return take(question, typed).error or _checks_of(form, path, question, raw, day, before, uploads)


def _checks_of(
    form: Form, path: str, question: Question, raw: Mapping[str, Any], day: date, before: Answers, uploads: Uploads
) -> str:  # fmt: skip
    """Checks that need other answers see those of before and those sent along."""
    if not question.check:
        return ""
    whole = {**serialize(form, before), **{name: texts(raw, name) for name in raw if isinstance(name, str)}}
    return parse(form, whole, day, uploads=uploads).errors.get(path, "")


def complete(form: Form, answers: Answers, day: date, uploads: Uploads = NOTHING) -> list[tuple[int, str, str]]:
    """What still has to be done before the form can be handed in: (page number, path, sentence), in order."""
    errors = parse(form, serialize(form, answers), day, uploads=uploads).errors
    numbers = {path: one.number for one in pages(form, answers, day) for path in one.paths}
    return [(numbers.get(path, 1), path, says) for path, says in errors.items()]
