"""Flows by name: what packs declare today, and what each running case was opened under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction

from yiwang.kernel.canonical import canonical
from yiwang.kernel.registry import Registry

from .definition import Flow
from .models import Case, Definition

flows: Registry[Flow] = Registry("flow")


def digest_of(flow: Flow) -> str:
    return hashlib.sha256(canonical(flow.model_dump(mode="json")).encode()).hexdigest()


_kept: dict[tuple[str, str, str], int] = {}


def current(name: str) -> int:
    """The row of the version in force, written when its first case opens. Called inside a change."""
    flow = flows[name]
    key = (connection.settings_dict["NAME"], name, digest_of(flow))
    if key not in _kept:
        body = {"body": flow.model_dump(mode="json")}
        row, _ = Definition.objects.get_or_create(name=name, digest=key[2], defaults=body)
        transaction.on_commit(lambda: _kept.setdefault(key, row.pk))  # a row rolled back must not be remembered
        return row.pk
    return _kept[key]


@lru_cache(maxsize=512)
def _flow(_database: str, pk: int) -> Flow:
    return Flow.model_validate(Definition.objects.get(pk=pk).body)


def definition_of(pk: int) -> Flow:
    """A version by its row."""
    return _flow(connection.settings_dict["NAME"], pk)


@dataclass(frozen=True)
class Version:
    """A text of a flow some case was opened under; `current` where a case opened today would be."""

    digest: str
    since: datetime
    current: bool


def versions(name: str) -> list[Version]:
    """The texts of a flow cases run under, newest first. One nobody was opened under yet is none."""
    today = digest_of(flows[name])
    rows = Definition.objects.filter(name=name).order_by("-published_at")
    return [Version(one.digest, one.published_at, one.digest == today) for one in rows]


def flow_of(case: Case) -> Flow:
    """The version the case runs under, whatever has been published since."""
    return _flow(connection.settings_dict["NAME"], case.definition_id)
