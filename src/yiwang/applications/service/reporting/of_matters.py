"""Implementation lists as a source: the edition in force today, of agencies of ours."""

from __future__ import annotations

from collections.abc import Iterable

from yiwang.applications.service.matters import api as matters
from yiwang.kernel import clock

from .fieldset import columns
from .mapping import item_lines
from .models import Due
from .rules import Line
from .sources import Object, sources


class Matters:
    """An item that was withdrawn, or has no edition yet in force, has no lines: what stands over there goes."""

    def look(self, keys: Iterable[str]) -> list[Object]:
        items = matters.Item.objects.filter(task_code__in=list(keys)).select_related("basic", "agency")
        return [_look(one) for one in items]

    def sweep(self) -> list[str]:
        """Lists of our agencies never reported, and those whose edition takes effect, or ends, today."""
        ours = matters.Item.objects.filter(agency__isnull=False)
        known = Due.objects.filter(kind="matters").values("object")
        new = set(ours.exclude(task_code__in=known).values_list("task_code", flat=True))
        today = clock.today()
        turning = matters.Edition.objects.filter(item__agency__isnull=False)
        for column in ("effective_on", "withdrawn_on"):
            new |= set(turning.filter(**{column: today}).values_list("item__task_code", flat=True))
        return sorted(new)


def _look(item: matters.Item) -> Object:
    agency = item.agency
    edition = matters.edition_on(item, clock.today()) if agency else None
    title = f"{item.basic.title}（{item.dept_name}）"
    lines: tuple[Line, ...] = ()
    if edition:
        facts = {
            "task_code": item.task_code, "version": edition.number, "effective_on": edition.effective_on,
            "body": edition.body,
        }  # fmt: skip
        lines = tuple(item_lines(facts, columns()))
    return Object(
        item.task_code, title, lines, item.division, agency.line if agency else "", agency.pk if agency else None
    )  # fmt: skip


sources.add("matters", Matters())
