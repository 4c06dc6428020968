"""Who may enter which page. Every view says it aloud; the middleware holds it; a test finds the view that forgot.

@needs("casework.decide")      only who may do that
@open_to("person firm")        any actor of these kinds
@public                        everybody, said aloud
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .actions import KINDS, actions, why_not
from .actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    action: str = ""
    kinds: frozenset[str] = frozenset()

    @property
    def public(self) -> bool:
        return not self.action and not self.kinds

    def why_not(self, actor: Actor) -> str:
        """Empty when `actor` may enter."""
        if self.action:
            return why_not(actor, self.action)
        if self.kinds and actor.kind not in self.kinds:
            who = "、".join(KINDS[kind] for kind in sorted(self.kinds))
            return f"这一页给{who}使用，您现在的身份是{KINDS[actor.kind]}"
        return ""

    def __str__(self) -> str:
        return self.action or " ".join(sorted(self.kinds)) or "public"


def _say(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def needs(action: str) -> Callable[[View], View]:
    return lambda view: _say(view, Access(action=action))


def open_to(kinds: str) -> Callable[[View], View]:
    return lambda view: _say(view, Access(kinds=frozenset(kinds.split())))


def public(view: View) -> View:
    return _say(view, Access())


def changes_on_get(view: View) -> View:
    """Say aloud that a GET of this view changes something, such as what is shown once: no reading transaction is opened
    around it, it opens its own `acting` as a POST does."""
    view.changes_on_get = True  # type: ignore[attr-defined]
    return view


def declared_actions() -> list[str]:
    return sorted(actions)
