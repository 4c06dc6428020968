"""One page at a time for citizens: a section or a single question. Pages of which nothing applies are skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiwang.kernel.errors import NotFound

from .definition import Chapter, Form
from .walking import Answers, Place, walk


@dataclass(frozen=True)
class Page:
    """`number` counts from 1 among the pages that apply now. `sure`: no answer to come can change `total`."""

    key: str
    section: Chapter
    places: tuple[Place, ...]
    number: int
    total: int
    sure: bool

    @property
    def single(self) -> bool:
        """One question alone: its wording is the page's heading, unless there is something to read before answering."""
        return len(self.places) == 1 and self.section.repeat is None and not self.section.intro

    @property
    def title(self) -> str:
        return self.places[0].question.title if self.single else self.section.title

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(place.path for place in self.places)


def pages(form: Form, answers: Answers, day: date) -> list[Page]:
    """The pages that apply, given these answers. Earlier answers decide on later pages only, never on earlier ones."""
    walked = walk(form, answers, day)
    places = list(walked.places())
    found: list[tuple[str, Chapter, tuple[Place, ...]]] = []
    unsure = False
    for key, section in _order(form):
        here = [place for place in places if _page_of(place) == key]
        applies = any(place.applies for place in here) or bool(section.repeat and walked.chapters[section.key])
        if applies:
            found.append((key, section, tuple(place for place in here if place.applies)))
        else:
            unsure = unsure or walked.chapters[section.key] is None or any(place.applies is None for place in here)
    total = len(found)
    return [Page(key, section, here, at, total, not unsure) for at, (key, section, here) in enumerate(found, 1)]


def page(form: Form, answers: Answers, number: int, day: date) -> Page:
    """The page `number`. Raises `NotFound` beyond the last."""
    found = pages(form, answers, day)
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1]


def _page_of(place: Place) -> str:
    return place.section.key if place.section.together else f"{place.section.key}.{place.question.key}"


def _order(form: Form) -> list[tuple[str, Chapter]]:
    """All pages there can be."""
    found: list[tuple[str, Chapter]] = []
    for section in form.sections:
        keys = [section.key] if section.together else [f"{section.key}.{one.key}" for one in section.fields]
        found += [(key, section) for key in keys]
    return found
