"""Faults planted one at a time: each must show as a difference, or the sweep proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

BOUNDARY = "yiwang.pillars.security.base.boundary.within"


@contextmanager
def no_filter(_owner: Any = None) -> Iterator[None]:
    """`visible` returns all. Only the database stands between."""
    from django.db.models import Q

    with patch(BOUNDARY, lambda *_args, **_kwargs: Q()):
        yield


@contextmanager
def no_policy(owner: Any) -> Iterator[None]:
    """The cases' policy is gone."""
    owner.execute("ALTER TABLE casework_case DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        owner.execute("ALTER TABLE casework_case ENABLE ROW LEVEL SECURITY")


@contextmanager
def neither(owner: Any) -> Iterator[None]:
    """No policy and no filter: the pages themselves leak."""
    with no_policy(owner), no_filter():
        yield


@contextmanager
def wide_filter(_owner: Any) -> Iterator[None]:
    """The filter looks at the division and forgets the agency."""
    from dataclasses import replace

    from yiwang.pillars.security.base import boundary

    real = boundary.within
    with patch(BOUNDARY, lambda one, *args, **more: real(replace(one, agency=""), *args, **more)):
        yield


@contextmanager
def loose_door(_owner: Any) -> Iterator[None]:
    """Every door lets everybody in who is logged in."""
    from yiwang.pillars.security.base.access import Access

    with patch.object(Access, "why_not", lambda _self, actor: "" if actor.user else "请登录"):
        yield


@contextmanager
def loose_action(_owner: Any) -> Iterator[None]:
    """Doors forget to look at roles."""
    from yiwang.pillars.security.base import access, actions

    real = actions.why_not

    def forgets(actor: Any, key: str) -> str:
        return "" if actor.kind in actions.actions[key].kinds else real(actor, key)

    with patch.object(access, "why_not", forgets):
        yield


@contextmanager
def count_of_all(_owner: Any) -> Iterator[None]:
    """Counting is done with the eyes of the system."""
    from django.db.models import QuerySet

    from yiwang.pillars.security.base import api as security

    real = QuerySet.count

    def all_of_them(rows: Any) -> int:
        with security.viewing(security.SYSTEM):
            return real(rows.model._default_manager.all())

    with patch.object(QuerySet, "count", all_of_them):
        yield


@contextmanager
def page_as_system(_owner: Any) -> Iterator[None]:
    """One list of one page is read with the eyes of the system, without the filter."""
    from yiwang.pillars.security.base import api as security
    from yiwang.toolbox.casework import api as casework

    real = casework.listing

    def everybodys(_viewer: Any, what: Any, **asked: Any) -> Any:
        with security.viewing(security.SYSTEM):
            return real(security.SYSTEM, what, **asked)

    with patch("yiwang.toolbox.casework.api.listing", everybodys):
        yield


FAULTS: dict[str, tuple[Callable[[Any], AbstractContextManager[None]], str]] = {
    "a policy dropped": (no_policy, "tables"),
    "policy and filter dropped": (neither, "pages"),
    "a filter dropped where the database hides nothing": (no_filter, "tables"),
    "a filter that forgets the agency": (wide_filter, "tables"),
    "doors that forget the roles": (loose_action, "pages"),
    "doors open to all who are logged in": (loose_door, "pages"),
    "a count that is not filtered": (count_of_all, "tables"),
    "a page that reads as the system": (page_as_system, "desk"),
}
"""Each with where it shows: tables, pages, or pages whose name begins so."""
