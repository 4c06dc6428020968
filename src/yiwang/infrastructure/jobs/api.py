"""Work for later, or for every so often, done by whichever worker is free, again where a worker died over it.

    @job("documents.render", retry=Retry(max_attempts=5, exponential_wait=3))
    def render(key: str, *, document: str) -> None:
        with security.acting(security.SYSTEM, RENDER, key=key) as record: ...

    with security.acting(...) as record:
        defer(record, "documents.render", document=str(made.id))     # together with the change, or not at all

    @periodic("casework.keep_clocks", every="* * * * *")
    def keep_clocks(key: str) -> None: ...

A job may run more than once, never at the same time as itself; `key` is the same each time, so that what it changes by
`acting(key=key)` is changed once. Arguments are JSON. Jobs are declared in a unit's `jobs.py`.
"""

from procrastinate import RetryStrategy as Retry

from . import rescuing  # noqa: F401  declares a job of its own
from .declaring import NoOpenChange, defer, job, periodic
from .working import work_off, working

__all__ = ["NoOpenChange", "Retry", "defer", "job", "periodic", "work_off", "working"]
