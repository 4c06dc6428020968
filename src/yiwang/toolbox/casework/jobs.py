"""What casework does every so often."""

from __future__ import annotations

from yiwang.infrastructure.jobs import api as jobs

from . import asking, handing, keeping, overseeing, replying, speaking


@jobs.periodic("casework.keep_clocks", every="* * * * *")
def keep_clocks(_key: str) -> None:
    """In portions, so that none is a long transaction."""
    while keeping.keep_clocks():
        pass
    while speaking.lapse():
        pass


@jobs.periodic("casework.release_left", every="*/5 * * * *")
def release_left(_key: str) -> None:
    handing.release_left()
    asking.recall_left()


@jobs.periodic("casework.pass_silent", every="*/10 * * * *")
def pass_silent(_key: str) -> None:
    while replying.pass_silent():
        pass


@jobs.periodic("casework.oversee_late", every="*/10 * * * *")
def oversee_late(_key: str) -> None:
    while overseeing.oversee_late():
        pass
