"""How long personal data is kept, on which ground, and what becomes of it when somebody asks for its erasure.

    retain(Case, "cases", "办件的申请内容", party="party_id", term="case_keep", since="closed_at",
           busy=~Q(status="closed"), blank="answers sealed", trail="case:number")
    retain_nothing(Series, "只有流水号")

Every table with an L3 or L4 column says one or the other; `docs/fields.md` lists them. A table may say it more than once,
for different rows (`name`). Nothing here erases: `toolbox.erasure` does, for two officials.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from yiwang.kernel.registry import Registry

from .classifying import classified

# What a person is asked about, in the order he reads it and it is erased. The last goes only when all the others are gone.
GROUPS = {
    "drafts": "没有交的草稿",
    "messages": "站内消息和短信记录",
    "visits": "预约和取号",
    "ratings": "评价里写的话",
    "elsewhere": "同意送给别的系统的授权",
    "mandates": "授权和代办",
    "cases": "办件",
    "papers": "证照和文书",
    "account": "账号和个人资料",
}
ERASED = "已依法删除"
Rows = Callable[[UUID], Q]
Day = Callable[[Any], Q]


@dataclass(frozen=True)
class Retained:
    """`party` leads from a row to its party, or `rows` says which are his. `term` is a parameter, counted from `since`;
    without one the law sets no limit. `busy` rows are under way. `blank` columns are emptied, `marked` ones say that they
    were, `fresh` ones get a value nobody knows; with none of the three the row goes. `files` name kept files; `trail`
    is how the trail names a row, `last` one that goes only when nothing else of his stays; `before` is called with the rows."""

    model: str
    group: str
    what: str
    party: str = ""
    rows: Rows | None = None
    term: str = ""
    since: Any = ""
    busy: Q | Day = field(default_factory=Q)
    only: Q = field(default_factory=Q)
    blank: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    fresh: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    files: tuple[str, ...] = ()
    trail: str = ""
    last: bool = False
    before: Callable[[Any], None] | None = None

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    @property
    def removes(self) -> bool:
        return not (self.blank or self.marked or self.fresh)

    def of(self, party: UUID) -> QuerySet[Any]:
        """The rows that are `party`'s. Inside a reading or a change of the system."""
        found = self.rows(party) if self.rows else Q(**{self.party: party})
        manager: QuerySet[Any] = apps.get_model(self.model)._default_manager.filter(self.only)
        return manager.filter(found)

    def busy_on(self, today: Any) -> Q:
        return self.busy(today) if callable(self.busy) else self.busy


retained: Registry[Retained] = Registry("retention")
kept_apart: Registry[str] = Registry("table nothing is erased in")


def retain(
    model: type[Model] | str, group: str, what: str, *, name: str = "", blank: str = "", marked: str = "", files: str = "",
    **more: Any,
) -> None:  # fmt: skip
    """Declare what of a table is erased, and when. Columns are words apart by spaces. Raises `ValueError` for a group
    nobody knows."""
    if group not in GROUPS:
        raise ValueError(f"no such group: {group}")
    label = model if isinstance(model, str) else model._meta.label
    fresh = tuple(more.pop("fresh", {}).items())
    columns = {"blank": tuple(blank.split()), "marked": tuple(marked.split()), "files": tuple(files.split())}
    said: dict[str, Any] = {**more, **columns, "fresh": fresh}
    retained.add(f"{label}/{name}" if name else label, Retained(label, group, what, **said))


def retain_nothing(tables: type[Model] | str, why: str) -> None:
    """Say why nothing of these tables is erased on request: a model, or names of tables apart by spaces."""
    for name in tables.split() if isinstance(tables, str) else [tables._meta.db_table]:
        kept_apart.add(name, why)


def unspoken() -> list[str]:
    """Tables with personal columns that say neither how long they are kept nor why nothing goes."""
    said = {one.table for one in retained.values()} | set(kept_apart)
    return sorted(
        name
        for name, one in classified.items()
        if name not in said and {"L3", "L4"} & {one.rest, *one.columns.values()}
    )
