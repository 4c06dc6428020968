"""Flows by name: what packs declare today, and what each running case was opened under."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from yiwang.kernel.canonical import canonical
from yiwang.kernel.registry import Registry

from .definition import Flow
from .models import Case, Definition

flows: Registry[Flow] = Registry("flow")


def digest_of(flow: Flow) -> str:
    return hashlib.sha256(canonical(flow.model_dump(mode="json")).encode()).hexdigest()


@lru_cache(maxsize=512)
def _kept(name: str, digest: str) -> int | None:
    return Definition.objects.filter(name=name, digest=digest).values_list("id", flat=True).first()


def current(name: str) -> int:
    """The row of the version in force, written when its first case opens. Called inside a change."""
    flow = flows[name]
    digest = digest_of(flow)
    found = _kept(name, digest)
    if found is None:
        row, _ = Definition.objects.get_or_create(
            name=name, digest=digest, defaults={"body": flow.model_dump(mode="json")}
        )
        _kept.cache_clear()
        found = row.pk
    return found


@lru_cache(maxsize=512)
def _flow(pk: int) -> Flow:
    return Flow.model_validate(Definition.objects.get(pk=pk).body)


def flow_of(case: Case) -> Flow:
    """The version the case runs under, whatever has been published since."""
    return _flow(case.definition_id)
