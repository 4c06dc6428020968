"""A question with what belongs to it at this moment: what was typed, the sentence, how to ask for it in HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yiwang.pillars.standards.base import api as standards

from .definition import Question
from .paging import Page
from .parsing import Parsed
from .values import PARTS, Uploads
from .walking import Answers, Place, stored

AUTOCOMPLETE = {"party.name": "name", "party.mobile": "tel", "party.address": "street-address"}
INPUT_MODES = {"number": "numeric", "money": "decimal", "mobile": "tel", "division": "numeric"}
LENGTHS = {"number": 24, "money": 24, "citizen_id": 24, "uscc": 24, "mobile": 20, "division": 15}
NOTHING: Uploads = {}
WORDS = {"year": "年", "month": "月", "day": "日"}


@dataclass(frozen=True)
class Choice:
    id: str
    value: str
    title: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class DatePart:
    id: str
    name: str
    word: str
    value: str
    length: int


@dataclass(frozen=True)
class Bound:
    """What `forms/field.html` shows."""

    question: Question
    path: str
    typed: tuple[str, ...]
    parts: Mapping[str, str]
    error: str
    heading: bool
    uploads: Uploads = field(default_factory=dict)

    @property
    def id(self) -> str:
        return "f-" + self.path.replace(".", "-")

    @property
    def name(self) -> str:
        return self.path

    @property
    def first(self) -> str:
        """The id an error summary links to."""
        if self.question.type == "date":
            return f"{self.id}-year"
        return f"{self.id}-0" if self.choices else self.id

    @property
    def widget(self) -> str:
        kind = self.question.type
        groups = {
            "choice": "radios", "yes_no": "radios", "choices": "boxes", "date": "date", "file": "file",
            "division": "division",
        }  # fmt: skip
        return f"forms/{groups.get(kind, 'area' if kind == 'long_text' else 'input')}.html"

    @property
    def places(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """For a division: prefectures with their counties, each (code, name, chosen)."""
        return [
            (above, [(str(code), name, str(code) == self.value) for code, name in counties])
            for above, counties in standards.counties()
        ]

    @property
    def group(self) -> bool:
        return self.question.type in ("choice", "yes_no", "choices", "date")

    @property
    def value(self) -> str:
        return self.typed[0] if self.typed else ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        options = [(one.value, one.title, one.hint) for one in self.question.options]
        if self.question.type == "yes_no":
            options = [("yes", _("是"), ""), ("no", _("否"), "")]
        chosen = {"是": "yes", "否": "no"}
        typed = {chosen.get(text, text) for text in self.typed}
        return tuple(
            Choice(f"{self.id}-{at}", value, title, hint, value in typed)
            for at, (value, title, hint) in enumerate(options)
        )

    @property
    def date_parts(self) -> tuple[DatePart, ...]:
        lengths = {"year": 4, "month": 2, "day": 2}
        return tuple(
            DatePart(f"{self.id}-{name}", f"{self.path}.{name}", WORDS[name], self.parts.get(name, ""), lengths[name])
            for name, _word in PARTS
        )

    @property
    def input_mode(self) -> str:
        if self.question.type == "number" and self.question.decimals:
            return "decimal"
        return INPUT_MODES.get(self.question.type, "")

    @property
    def max_length(self) -> int:
        """Roomy where numbers may have spaces; texts have none: what is pasted is never cut silently."""
        return LENGTHS.get(self.question.type, 0)

    @property
    def autocomplete(self) -> str:
        return AUTOCOMPLETE.get(self.question.prefill, "")

    @property
    def accept(self) -> str:
        return ",".join(f".{kind}" for kind in self.question.accept)

    @property
    def file_words(self) -> str:
        kinds = "、".join(kind.upper() for kind in self.question.accept)
        return _("%(kinds)s，每个不超过 %(most)s MB") % {"kinds": kinds, "most": self.question.max_mb}

    @property
    def files(self) -> tuple[dict[str, str], ...]:
        """Uploads already kept for this question."""
        known = [one for one in self.typed if one in self.uploads]
        return tuple({"id": one, "name": str(self.uploads[one].get("name", ""))} for one in known)

    @property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.question.hint or self.question.type == "file" else []
        return " ".join([*ids, f"{self.id}-error"] if self.error else ids)


def bind(page: Page, answers: Answers, parsed: Parsed | None = None, uploads: Uploads = NOTHING) -> list[Bound]:
    """The fields of a page: what was just typed and its errors where something was sent, else the stored answers."""
    take = stored(answers)
    return [_bound(place, take(place), parsed, page.single, uploads) for place in page.places]


def _bound(place: Place, value: Any, parsed: Parsed | None, heading: bool, uploads: Uploads) -> Bound:
    given = parsed.kept.get(place.path) if parsed else None
    error = parsed.errors.get(place.path, "") if parsed else ""
    if given is None:
        given = stored_as_typed(place.question, value)
    parts = given if isinstance(given, dict) else {}
    typed = tuple(given) if isinstance(given, list) else ()
    return Bound(place.question, place.path, typed, parts, error, heading, uploads)


def stored_as_typed(question: Question, value: Any) -> list[str] | dict[str, str]:
    """A stored answer as its inputs hold it."""
    if value is None:
        return []
    if question.type == "date":
        year, month, day = value.split("-")
        return {"year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return list(value) if isinstance(value, list) else [value]
