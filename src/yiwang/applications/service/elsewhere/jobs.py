"""What is done for matters elsewhere every so often."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import connecting, placing, polling


@jobs.periodic("elsewhere.place", every="* * * * *")
def place(_key: str) -> None:
    """What came and was not placed at once: it waited for its turn, or somebody died over it."""
    placing.place_all()


@jobs.periodic("elsewhere.poll", every="*/5 * * * *")
def poll(_key: str) -> None:
    polling.poll_all()
    placing.place_all()


@jobs.periodic("elsewhere.forget", every="17 * * * *")
def forget(_key: str) -> None:
    connecting.forget_nonces()
