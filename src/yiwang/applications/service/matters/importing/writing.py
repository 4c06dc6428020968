"""Keeping imported rows: entry, item, edition, and found at once. Called chunk by chunk inside an open change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from yiwang.applications.service.matters import fields
from yiwang.applications.service.matters.models import Basic, Edition, Item
from yiwang.applications.service.matters.search.current import current
from yiwang.applications.service.matters.search.index import reindex
from yiwang.kernel import clock
from yiwang.kernel.canonical import canonical
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .rules import Row, spread


@dataclass(frozen=True)
class Kept:
    """What the library holds under a code: the digest in force, and where it is offered."""

    item: int
    division: int
    digest: str


def body_of(row: Row) -> dict[str, Any]:
    return fields.whole(spread(row.body))


def digest_of(body: dict[str, Any]) -> str:
    return security.sm3(canonical(body).encode()).hex()


def held(codes: Sequence[str], today: date) -> dict[str, Kept]:
    """What is there, by code. An item of which nothing is in force has an empty digest."""
    items = Item.objects.filter(task_code__in=codes).values_list("task_code", "pk", "division")
    digests = dict(current(today).filter(item__task_code__in=codes).values_list("item", "digest"))
    return {code: Kept(pk, division, digests.get(pk, "")) for code, pk, division in items}


def vanished(shown: str, codes: set[str], today: date) -> list[tuple[str, int, str]]:
    """(code, item, title) of what this list brought earlier and no longer holds."""
    rows = current(today).filter(made_shown=shown).values_list("item__task_code", "item", "body__task_name")
    return sorted(row for row in rows if row[0] not in codes)


def keep(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write new and changed rows (see `running.as_dict`); returns the items."""
    basics = _basics(rows)
    items = _items(rows, basics)
    last = dict(
        Edition.objects.filter(item__in=items.values())
        .values_list("item")
        .annotate(Max("number"))
        .values_list("item", "number__max")
    )
    now, today = clock.now(), clock.today()
    Edition.objects.bulk_create(
        Edition(
            basic_id=basics[row["catalog_code"]], item_id=items[row["code"]], number=(last.get(items[row["code"]]) or 0) + 1,
            body=row["body"], digest=row["digest"], effective_on=today, published_at=now, made_by_id=row["user"],
            made_shown=row["shown"], checked_shown="",
        )
        for row in rows
    )  # fmt: skip
    done = [items[row["code"]] for row in rows]
    reindex(None, done)
    return done


def _basics(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    first = {row["catalog_code"]: row for row in reversed(rows)}
    Basic.objects.bulk_create(
        [
            Basic(
                catalog_code=code, title=row["body"]["task_name"], task_type=row["body"]["task_type"] or code[2:4],
                use_level=row["body"]["use_level"], source="import",
            )
            for code, row in first.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return dict(Basic.objects.filter(catalog_code__in=first).values_list("catalog_code", "pk"))


def _items(rows: Sequence[dict[str, Any]], basics: dict[str, int]) -> dict[str, int]:
    agencies = dict(
        standards.Agency.objects.filter(uscc__in={row["dept_code"] for row in rows}).values_list("uscc", "pk")
    )
    taken = set(
        Item.objects.filter(basic__in=basics.values(), agency__in=agencies.values()).values_list("basic", "agency")
    )
    made = []
    for row in rows:
        basic, agency = basics[row["catalog_code"]], agencies.get(row["dept_code"])
        if agency is not None and (basic, agency) in taken:
            agency = None  # an agency has an entry once; its variants stand beside it
        elif agency is not None:
            taken.add((basic, agency))
        made.append(Item(task_code=row["code"], basic_id=basic, agency_id=agency, division=row["division"],
                         dept_name=row["dept_name"], dept_code=row["dept_code"]))  # fmt: skip
    Item.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["task_code"], update_fields=["division", "dept_name", "dept_code"]
    )
    return dict(Item.objects.filter(task_code__in=[row["code"] for row in rows]).values_list("task_code", "pk"))


def end_missing(rows: Sequence[dict[str, Any]]) -> None:
    """End what the list no longer holds: what is in force, and what waits for its day. The editions stay."""
    items, today = [row["item"] for row in rows], clock.today()
    ending = [*current(today).filter(item__in=items).values_list("pk", flat=True)]
    ending += Edition.objects.filter(item__in=items, effective_on__gt=today).values_list("pk", flat=True)
    Edition.objects.filter(pk__in=ending, withdrawn_on=None).update(
        withdrawn_on=today, withdrawn_why=rows[0]["why"], withdrawn_shown=rows[0]["shown"]
    )
    reindex(None, items)
