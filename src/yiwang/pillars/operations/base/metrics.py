"""Prometheus metrics of the house. Labels never hold a person, a case or a free text."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"

requests = Histogram(
    "yiwang_request_seconds", "Time to answer a request", ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
changes = Counter("yiwang_changes_total", "Changes done or refused", ["action", "verdict"])
deliveries = Counter("yiwang_deliveries_total", "Events delivered", ["event", "outcome"])


def counted(action: str, verdict: str) -> None:
    changes.labels(action, verdict).inc()


def observed(route: str, method: str, status: int, seconds: float) -> None:
    requests.labels(route, method, str(status)).observe(seconds)


def told(event: str, outcome: str) -> None:
    deliveries.labels(event, outcome).inc()


def share(folder: Path) -> None:
    """Let all web processes of this start count into `folder`. Call it before any of them begins."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[SHARED] = str(folder)


def exposition() -> bytes:
    """Everything counted, in Prometheus' text form: by all processes where they share, else by this one."""
    if not os.environ.get(SHARED):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)
