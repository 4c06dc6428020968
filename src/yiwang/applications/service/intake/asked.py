"""Reading what pages send and what they offer: shared by the window's pages and the portal's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from yiwang.applications.service.matters import api as library
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

matter_of = library.matter


def texts(post: QueryDict, *names: str) -> dict[str, str]:
    return {name: post.get(name, "").strip()[:300] for name in names}


def parts(post: QueryDict, name: str) -> dict[str, str]:
    """A day as it was typed, in its three fields."""
    return {part: post.get(f"{name}.{part}", "").strip()[:4] for part in ("year", "month", "day")}


def day(typed: Mapping[str, str]) -> date | None:
    """The day that was typed; what is none is no day, and the rule on terms says so."""
    try:
        return date(*(int(typed[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def choices() -> list[tuple[str, str]]:
    """All matters by name and title, for who limits an authority."""
    return [(name, one.title) for name, one in library.matters.items()]


def known(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in library.matters)


def delivery(post: QueryDict) -> dict[str, Any]:
    """The 领取方式 that was chosen. Raises `DeliveryUnclear`. At the window it stands on one page with the matter's own
    questions, so its names have a hyphen, which no question's name can have."""
    return casework.chosen(
        post.get("delivery-way", ""), recipient=post.get("delivery-recipient", ""),
        address=post.get("delivery-address", ""),
    )  # fmt: skip


def delivery_shown(post: QueryDict, known_facts: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What stands in the fields: as typed, else what is known of the applicant."""
    facts = known_facts or {}
    return {
        "way": post.get("delivery-way", facts.get("way", "wallet")),
        "recipient": post.get("delivery-recipient", facts.get("party.name", "")),
        "address": post.get("delivery-address", facts.get("party.address", "")),
    }  # fmt: skip


def materials(bounds: Sequence[forms.Bound]) -> list[dict[str, Any]]:
    """The files the form asks for now, and which of them are there: what is missing is told at once."""
    return [
        {"title": one.question.label or one.question.title, "there": bool(one.files), "need": one.question.required,
         "anchor": one.first}
        for one in bounds if one.question.type == "file"
    ]  # fmt: skip
