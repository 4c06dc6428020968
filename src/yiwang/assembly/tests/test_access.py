"""Every page says who may enter, and the house serves none that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path

from yiwang.pillars.security.base.middleware import Scoped

Place = URLPattern | URLResolver


def views(places: Iterable[Place], before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for place in places:
        here = before + str(place.pattern)
        if isinstance(place, URLResolver):
            yield from views(place.url_patterns, here)
        else:
            yield here, place.callback


def silent(places: Iterable[Place]) -> list[str]:
    """Routes whose view does not say who may enter."""
    return [route for route, view in views(places) if not hasattr(view, "access")]


def forgetful(_request):
    raise AssertionError("served")


def test_every_page_says_who_may_enter():
    assert len(list(views(get_resolver().url_patterns))) > 30
    assert silent(get_resolver().url_patterns) == []


def test_a_page_that_says_nothing_is_found():
    assert silent([path("planted/", forgetful)]) == ["planted/"]


def test_a_page_that_says_nothing_is_not_served():
    with pytest.raises(RuntimeError, match="does not say who may enter"):
        Scoped(forgetful).process_view(RequestFactory().get("/planted/"), forgetful, (), {})
