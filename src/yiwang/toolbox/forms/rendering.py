"""Fields, pages and summaries as HTML. No style, no script: classes only, and it all works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .binding import Bound, bind
from .paging import Page
from .parsing import Parsed
from .showing import Part
from .values import Uploads
from .walking import Answers

NO_UPLOADS: Uploads = {}


@dataclass(frozen=True)
class Row:
    """The fields of one item of a repeated section, or of the whole page."""

    index: int
    fields: tuple[Bound, ...]
    removable: bool

    @property
    def number(self) -> int:
        return self.index + 1


def rows(page: Page, bounds: Sequence[Bound]) -> list[Row]:
    if page.section.repeat is None:
        return [Row(0, tuple(bounds), False)]
    found: dict[int, list[Bound]] = {}
    for place, bound in zip(page.places, bounds, strict=True):
        found.setdefault(place.row or 0, []).append(bound)
    removable = len(found) > page.section.repeat.min
    return [Row(index, tuple(fields), removable) for index, fields in sorted(found.items())]


def render_page(
    page: Page, answers: Answers, parsed: Parsed | None = None, uploads: Uploads = NO_UPLOADS
) -> SafeString:  # fmt: skip
    """The questions of a page, to be put inside a `<form novalidate>`."""
    bounds = bind(page, answers, parsed, uploads)
    return render_to_string("forms/page.html", {"page": page, "rows": rows(page, bounds)})


def render_errors(bounds: Sequence[Bound]) -> SafeString:
    """The box 有 N 处需要修改, each line a link to its field; empty where nothing is wrong."""
    wrong = [bound for bound in bounds if bound.error]
    return render_to_string("forms/errors.html", {"errors": wrong}) if wrong else SafeString("")


def render_field(bound: Bound) -> SafeString:
    return render_to_string("forms/field.html", {"f": bound})


def render_error(bound: Bound) -> SafeString:
    """The sentence alone, for a fragment that follows leaving the field."""
    return render_to_string("forms/error.html", {"f": bound})


def render_summary(parts: Sequence[Part], change: str = "") -> SafeString:
    """Check-answers: every line with a link `change` + page number + "/"."""
    return render_to_string("forms/summary.html", {"parts": parts, "change": change})


def render_dense(parts: Sequence[Part]) -> SafeString:
    """For the desk: pairs in a `dl`."""
    return render_to_string("forms/dense.html", {"parts": parts})
