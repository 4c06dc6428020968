"""Prometheus metrics of the house. Labels never hold a person, a case or a free text."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

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
