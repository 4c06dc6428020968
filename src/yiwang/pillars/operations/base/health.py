"""Is it well? Every adapter answers for itself; the answers are shown on one page and to the load balancer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yiwang.kernel.registry import Registry


@dataclass(frozen=True)
class Health:
    """`state` is "good", "degraded" (works, somebody should look) or "bad" (do not send people here)."""

    state: str
    says: str

    @classmethod
    def good(cls, says: str = "") -> Health:
        return cls("good", says)

    @classmethod
    def degraded(cls, says: str) -> Health:
        return cls("degraded", says)

    @classmethod
    def bad(cls, says: str) -> Health:
        return cls("bad", says)


checks: Registry[Callable[[], Health]] = Registry("health check")


def healthy() -> dict[str, Health]:
    """Every check's answer. A check that fails to answer is bad, whatever the cause."""
    answers: dict[str, Health] = {}
    for key, check in checks.items():
        try:
            answers[key] = check()
        except Exception as failure:  # noqa: BLE001  a health page that crashes tells nobody anything
            answers[key] = Health.bad(type(failure).__name__)
    return answers
