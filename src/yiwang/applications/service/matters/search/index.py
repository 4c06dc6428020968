"""Keeping the side table true: called inside the change that publishes, binds, withdraws or imports.

reindex(record, [item.pk])      # inside the open change
rebuild(by)                     # everything anew, in changes of its own
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from yiwang.applications.service.matters.models import Edition, Item
from yiwang.kernel import clock
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import words
from .current import current
from .models import Entry, Term

REBUILD = security.declare("matters.rebuild_search", "重建事项搜索索引", by="staff system", roles="administrator")
CHUNK = 2000
ALL = words.token("")
SPLIT = re.compile(r"[,，、;；\n]+")
LOCK = "SELECT pg_advisory_xact_lock(hashtext('matters.search'))"
COUNT = """INSERT INTO matters_term (token, count) SELECT * FROM unnest(%s::int[], %s::int[])
           ON CONFLICT (token) DO UPDATE SET count = greatest(0, matters_term.count + excluded.count)"""
RECOUNT = """INSERT INTO matters_term (token, count)
             SELECT unnest(tokens), count(*) FROM matters_entry GROUP BY 1
             UNION ALL SELECT %s, count(*) FROM matters_entry"""


def reindex(record: security.Record | None, items: Iterable[int]) -> int:  # noqa: ARG001  says that a change is open
    """Bring the entries of these items up to date; returns how many can be found now. Call inside an open change."""
    wanted = list(dict.fromkeys(items))
    found = 0
    for at in range(0, len(wanted), CHUNK):
        found += _reindex(wanted[at : at + CHUNK])
    return found


def _reindex(items: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)  # two changes at once would count each other's tokens in another order and block
    before = dict(Entry.objects.filter(item__in=items).values_list("item", "tokens"))
    entries = [_entry(edition.item, edition.body) for edition in in_force(items) if edition.item]
    kept = {entry.item_id for entry in entries}
    Entry.objects.filter(item__in=set(before) - kept).delete()
    Entry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["item"],
        update_fields=["division", "names", "sounds", "plain", "rank", "tokens"],
    )  # fmt: skip
    change: Counter[int] = Counter(token for entry in entries for token in entry.tokens)
    change.subtract(token for tokens in before.values() for token in tokens)
    change[ALL] += len(kept) - len(before)
    _count(change)
    return len(entries)


def _count(change: Counter[int]) -> None:
    moved = sorted((token, by) for token, by in change.items() if by)
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [[token for token, _ in moved], [by for _, by in moved]])


def in_force(items: Sequence[int]) -> list[Edition]:
    """The edition in force today of each item that stands for itself: what runs on a declared matter is found as that."""
    alone = {"item__binding": "", "basic__matter": "", "item__in": items}
    return list(current(clock.today()).filter(**alone).select_related("item"))


def _entry(item: Item, body: dict[str, Any]) -> Entry:
    names, plain = names_of(body), str(body.get("plain") or "")
    kept = [words.tight(name) for name in names]
    return Entry(
        item=item, division=item.division, names="\n".join(kept),
        sounds="\n".join(" ".join(words.sound(name)) for name in kept), plain=words.normal(plain),
        rank=min(len(kept[0]), 999), tokens=words.tokens(names, plain),
    )  # fmt: skip


def names_of(body: dict[str, Any]) -> list[str]:
    """The title, then what else people call it."""
    title = str(body.get("task_name") or "")
    others = [one.strip() for one in SPLIT.split(str(body.get("keywords") or "")) if one.strip()]
    return [title, *(one for one in dict.fromkeys(others) if words.tight(one) and one != title)]


def rebuild(by: security.Actor = security.SYSTEM) -> int:
    """Everything anew. The search answers meanwhile; returns how many items can be found."""
    items = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    security.acting_on_many(by, REBUILD, security.Ref("search", str(uuid7())), items, _rebuild, chunk=CHUNK)
    with security.acting(by, REBUILD) as record, connection.cursor() as cursor:
        Term.objects.all().delete()
        cursor.execute(RECOUNT, [ALL])
        count = Entry.objects.count()
        record.note(entries=count)
    return count


def _rebuild(items: Sequence[int]) -> None:
    Entry.objects.filter(item__in=items).delete()
    reindex(None, items)


def turn_the_day(by: security.Actor = security.SYSTEM) -> int:
    """Bring in what takes effect today and take out what ends, with the week before in case nobody was working."""
    today = clock.today()
    week = (today - timedelta(days=7), today)
    edges = Q(effective_on__range=week) | Q(withdrawn_on__range=week)
    items = Edition.objects.filter(edges, item__isnull=False).order_by().values_list("item", flat=True).distinct()
    with security.acting(by, REBUILD, security.Ref("search", str(today)), key=f"search:{today}") as record:
        if record.replayed:
            return int(record.outcome)
        count = reindex(record, list(items))
        record.note(entries=count)
        return int(record.done(count))
