"""Who acts, as what. A person acts for himself, for a firm that authorised him, or from one of his posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["person", "firm", "staff", "system", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A plain value. `divisions` is an inclusive range of 12-digit codes; `agencies` the agencies in its reach.

    A staff member acts from exactly one post at a time: what he may see and do is that post's, and the trail says
    which. `party` is the person himself, or whom he acts for; then `mandate` says by which right, and `scope` for which
    matters (empty: all). `assurance` says how surely his session knows him (`assurance.py`); who acts without a session,
    a job or the program itself, is as sure as the program.
    """

    kind: Kind
    user: int | None = None
    name: str = ""
    party: UUID | None = None
    post: int | None = None
    post_title: str = ""
    roles: frozenset[str] = frozenset()
    agency: int | None = None
    agency_name: str = ""
    divisions: tuple[int, int] | None = None
    agencies: frozenset[int] = frozenset()
    mandate: int | None = None
    scope: frozenset[str] = frozenset()
    assurance: int = 3

    @property
    def mark(self) -> str:
        """How the trail writes him: codes only, no name."""
        parts = [self.kind, str(self.user or "-")]
        if self.post is not None:
            parts.append(f"post:{self.post}")
        if self.kind == "firm":
            parts.append(f"firm:{self.party}")
        elif self.mandate is not None:
            parts.append(f"for:{self.party}")
        return "/".join(parts)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_citizen(self) -> bool:
        return self.kind in ("person", "firm")


SYSTEM = Actor("system", name="系统")
NOBODY = Actor("nobody", name="未登录")
