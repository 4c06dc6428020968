"""What was typed, read strictly, and how somebody is named in a history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .errors import NotWhole


def shown(by: security.Actor) -> str:
    return " · ".join(part for part in (by.agency_name, by.post_title, by.name) if part) if by.is_staff else by.name


def said(typed: Mapping[str, str], name: str, title: str, longest: int) -> str:
    text = " ".join(typed.get(name, "").split())
    if not text:
        raise NotWhole(where=title, problem="还没有填")
    if len(text) > longest:
        raise NotWhole(where=title, problem=f"最多 {longest} 个字，现在有 {len(text)} 个")
    return text


def day(typed: Mapping[str, str], name: str, title: str) -> date | None:
    """The day typed; None where nothing is."""
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotWhole(where=title, problem="请写成 2026-03-02 这样") from None
    if not 2000 <= found.year <= 2100:
        raise NotWhole(where=title, problem="请写 2000 年到 2100 年之间的日子")
    return found


def setting(key: str) -> int:
    return int(standards.parameter(key).on(clock.today()).value)


def role_title(role: str) -> str:
    return security.role_titles.get(role, role)
