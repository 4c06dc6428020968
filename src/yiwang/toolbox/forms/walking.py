"""Walking a form in order: which questions apply, given what was answered before them. Hidden answers do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.data.conditions.api import Type, compile_condition, fits

from .definition import Chapter, Form, Question

Answers = Mapping[str, Any]
Answer = Callable[["Place"], Any]
MOST_ROWS = 50


@dataclass(frozen=True)
class Place:
    """One question at one place. `applies` is None while what decides it was not answered yet."""

    section: Chapter
    question: Question
    row: int | None
    applies: bool | None

    @property
    def path(self) -> str:
        return self.question.key if self.row is None else f"{self.section.key}.{self.row}.{self.question.key}"


def held(question: Question, value: Any) -> Any:
    """A stored answer as conditions read it; None for what does not fit, such as an answer of an older version."""
    json_like = bool if question.asked_as is Type.BOOLEAN else list if question.asked_as is Type.LIST else str
    return value if isinstance(value, json_like) and fits(question.asked_as, value) else None


def row_count(section: Chapter, answers: Answers) -> int:
    """How many items of a repeated section there are to show."""
    if section.repeat is None:
        return 1
    rows = answers.get(section.key)
    given = len(rows) if isinstance(rows, list) else 0
    return max(section.repeat.min, min(given, section.repeat.max, MOST_ROWS))


def stored(answers: Answers) -> Answer:
    """Answers as they were saved, by place."""

    def at(place: Place) -> Any:
        if place.row is None:
            return held(place.question, answers.get(place.question.key))
        rows = answers.get(place.section.key)
        row = rows[place.row] if isinstance(rows, list) and place.row < len(rows) else None
        return held(place.question, row.get(place.question.key)) if isinstance(row, Mapping) else None

    return at


@dataclass
class Walk:
    """One walk. `answer` gives the answer of each place that applies; `records` is what conditions may see of it."""

    form: Form
    day: date
    answer: Answer
    rows: Callable[[Chapter], int]

    def __post_init__(self) -> None:
        self.outer: dict[str, Any] = {}
        self.inner: dict[tuple[str, int], dict[str, Any]] = {}
        self.chapters: dict[str, bool | None] = {}

    def places(self) -> Iterator[Place]:
        for section in self.form.sections:
            applies = not section.when or self.asks(section.when, self.form.names_before[section.key, ""], self.outer)
            self.chapters[section.key] = applies
            if section.repeat is None:
                yield from self._row(section, None, applies, self.outer)
                continue
            count = self.rows(section) if applies else 0
            for row in range(count or (section.repeat.min if applies is None else 0)):
                record = self.inner.setdefault((section.key, row), {})
                yield from self._row(section, row, applies, record)
            if applies:
                self.outer[section.key] = count

    def _row(self, section: Chapter, row: int | None, applies: bool | None, record: dict[str, Any]) -> Iterator[Place]:
        for question in section.fields:
            verdict = applies
            if applies and question.when:
                names = self.form.names_before[section.key, question.key]
                verdict = self.asks(question.when, names, {**self.outer, **record})
            place = Place(section, question, row, verdict)
            yield place
            if verdict:
                record[question.key] = self.answer(place)

    def asks(self, text: str, names: Mapping[str, Type], record: Answers) -> bool | None:
        return compile_condition(text, names).evaluate(record, {"day": self.day})

    def complaint(self, place: Place) -> str:
        """The sentence of the first check of this place that does not hold. To be asked after the walk."""
        if not place.question.check:
            return ""
        names = self.form.names_of[place.section.key]
        record = {**self.outer, **self.inner.get((place.section.key, place.row or 0), {})}
        for check in place.question.check:
            if self.asks(check.condition, names, record) is False:
                return check.says
        return ""


def walk(form: Form, answers: Answers, day: date) -> Walk:
    return Walk(form, day, stored(answers), lambda section: row_count(section, answers))


def relevant(form: Form, answers: Answers, day: date) -> list[str]:
    """Paths of the questions that apply (`key`, or `section.0.key`), in order."""
    return [place.path for place in walk(form, answers, day).places() if place.applies]


def final(form: Form, answers: Answers, day: date) -> dict[str, Any]:
    """The answers that count: those of questions that apply and were answered."""
    found: dict[str, Any] = {}
    take = stored(answers)
    for place in walk(form, answers, day).places():
        if place.applies and (value := take(place)) is not None:
            put(found, place, value)
    return found


def put(answers: dict[str, Any], place: Place, value: Any) -> None:
    """Write one answer at its place."""
    if place.row is None:
        answers[place.question.key] = value
        return
    rows = answers.setdefault(place.section.key, [])
    rows.extend({} for _ in range(place.row + 1 - len(rows)))
    rows[place.row][place.question.key] = value
