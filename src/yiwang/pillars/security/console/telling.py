"""Rows of the trail in words: names of officials and posts, titles of acts. Citizens' names are masked, parties codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import rules

KINDS = {"person": "个人", "firm": "企业经办人", "staff": "工作人员", "system": "系统", "nobody": "未登录的访客"}


@dataclass(frozen=True)
class Line:
    """One row as it is read. `said` is what the row notes besides, None where a lawful erasure blanked it."""

    id: str
    at: datetime
    who: str
    post: str
    title: str
    action: str
    about: str
    verdict: str
    says: str
    purpose: str
    why: str
    said: list[tuple[str, str]] | None

    @property
    def verdict_says(self) -> str:
        return rules.VERDICTS.get(self.verdict, self.verdict)


Found = Sequence[tuple[Any, ...]]


def told(rows: Found) -> list[Line]:
    """`rows`: id, at, verdict, actor, action, kind, subject, purpose, payload."""
    marks = [rules.mark(row[3]) for row in rows]
    people = _people(one.user for one in marks if one.user is not None)
    posts = _posts(one.post for one in marks if one.post is not None)
    return [_line(row, one, people, posts) for row, one in zip(rows, marks, strict=True)]


def _line(row: tuple[Any, ...], one: rules.Mark, people: dict[int, str], posts: dict[int, str]) -> Line:
    identifier, at, verdict, _actor, action, kind, subject, purpose, payload = row
    name = people.get(one.user or 0, "")
    who = (name if one.kind == "staff" else security.mask_name(name) if name else "") or KINDS.get(one.kind, one.kind)
    post = posts.get(one.post or 0, "") or ("" if one.kind == "staff" else KINDS.get(one.kind, ""))
    title = title_of(action)
    about = f"{rules.SUBJECTS.get(kind, kind)} {subject}".strip() if kind else ""
    said = None if payload is None else json.loads(payload)
    why = str(said.get("says", "")) if said and verdict == "refused" else ""
    whole = f"{who}（{post}）" if post and post != who else who
    return Line(
        str(identifier), at.astimezone(clock.CHINA), who, post, title, action, about, verdict,
        rules.sentence(whole, title, about, verdict, why, purpose), purpose, why,
        None if said is None else [(key, _shown(value)) for key, value in said.items()],
    )  # fmt: skip


def title_of(action: str) -> str:
    """An act's title, or what a reading showed; the code itself where neither is declared any more."""
    if action in security.readings:
        return f"看{security.readings[action]}"
    return "打开页面" if action == "page" else security.title_of(action)


def titles() -> list[tuple[str, str]]:
    """Every declared act and reading, by title: to choose from."""
    found = [*security.actions, *security.readings]
    return sorted(((key, title_of(key)) for key in found), key=lambda pair: pair[1])


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _people(numbers: Iterable[int]) -> dict[int, str]:
    rows = security.User.objects.filter(pk__in=set(numbers)).values_list("pk", "display_name", "username")
    return {pk: name or username for pk, name, username in rows}


def _posts(numbers: Iterable[int]) -> dict[int, str]:
    rows = standards.Post.objects.filter(pk__in=set(numbers)).values_list("pk", "agency__name", "title")
    return {pk: f"{agency} {title}" for pk, agency, title in rows}
