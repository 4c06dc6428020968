"""Who may enter which page and do what: the table auditors ask for, made from what the code itself asks.

`yiwang access` prints it; `docs/access.md` keeps it; a test compares the two, and another knocks at every door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.access import Access
from yiwang.pillars.standards.base import api as standards

OPEN, SHUT = "●", ""
DECLARES = ("yiwang.assembly.administrator", "yiwang.assembly.sample.load", "yiwang.assembly.sample.opening")
INTRODUCTION = """# 谁能进哪一页、办哪件事

由 `yiwang access` 从程序自己的判断生成，不手写。{open}＝可以；空＝不可以（未登录的请他登录，其余 403）。
能进一页，不等于能看页里每一行：行的范围由管辖区划、机构和本人决定（见 `security/base/boundary.py`）。
"""


@dataclass(frozen=True)
class Route:
    """One address. `access` is None where a view forgot to say who may enter: a test finds it."""

    name: str
    address: str
    access: Access | None
    view: Any


@dataclass(frozen=True)
class Who:
    """One kind of visitor, with an actor to ask for."""

    title: str
    actor: security.Actor


def routes(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[Route]:
    """Every address of the house."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or "", address, getattr(pattern.callback, "access", None), pattern.callback)


def visitors(roles: Mapping[str, str]) -> list[Who]:
    """Nobody, a person, a firm's clerk, and one member of staff for each role (key → title)."""
    staff = [
        Who(title, security.Actor("staff", post=1, post_title=title, roles=frozenset({key})))
        for key, title in roles.items()
    ]
    return [
        Who("未登录", security.NOBODY),
        Who("个人", security.Actor("person")),
        Who("企业经办人", security.Actor("firm")),
        *staff,
    ]


def page(found: Sequence[Route], who: Sequence[Who], actions: Mapping[str, security.Action]) -> str:
    """The whole page, in Markdown."""
    pages = [
        [f"`/{route.address}`", f"`{route.access}`", *(_mark(not _shut(route, one.actor)) for one in who)]
        for route in found
    ]
    acts = [
        [action.title, f"`{key}`", *(_mark(security.can(one.actor, key)) for one in who)]
        for key, action in sorted(actions.items())
    ]
    titles = [one.title for one in who]
    parts = [INTRODUCTION.format(open=OPEN), "## 页面", *_table(["地址", "依据", *titles], pages)]
    parts += ["", "## 办事", "", "只有系统自己做的事，这里一行都不亮。", *_table(["事", "代码", *titles], acts)]
    return "\n".join(parts) + "\n"


def _shut(route: Route, actor: security.Actor) -> bool:
    return route.access is None or bool(route.access.why_not(actor))


def _mark(yes: bool) -> str:
    return OPEN if yes else SHUT


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return ["", *lines]


def current() -> str:
    """The page as it is true now."""
    for module in DECLARES:  # declared where only commands import them
        import_module(module)
    found = sorted(routes(), key=lambda one: one.address)
    return page(found, visitors(standards.role_titles_known()), security.actions)
