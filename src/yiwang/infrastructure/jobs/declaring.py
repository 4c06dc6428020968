"""Jobs by key, and the one way to put a job into the queue: inside a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task

from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base import api as security

Function = Callable[..., None]
F = TypeVar("F", bound=Function)
QUEUE = "yiwang"
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=2)  # after 2, 4, 8 … seconds; half an hour in all
declared: Registry[Function] = Registry("job")

# Always Django's own connection: the worker gives the shared app another one, which knows nothing of our transaction.
_queue = JobManager(DjangoConnector())


class NoOpenChange(RuntimeError):
    """`defer` outside `acting`. A job belongs to a change, so that it is dropped when the change is."""


def job(key: str, *, retry: RetryStrategy = PATIENT) -> Callable[[F], F]:
    """Declare the decorated function as the job `key` (`unit.what_it_does`). It is called with the idempotency key,
    then what `defer` was given. Where it raises, it is tried again as `retry` says, and then kept as failed."""

    def register(function: F) -> F:
        _task(key, function, retry=retry)
        return function

    return register


def periodic(key: str, *, every: str) -> Callable[[F], F]:
    """Declare a job for each time of a cron line (China's wall clock is the worker's `TZ`). One waits at most, one runs
    at most; a time missed by more than ten minutes is let go, a failure waits for the next time."""

    def register(function: F) -> F:
        app.periodic(cron=every)(_task(key, function, lock=key, queueing_lock=key))
        return function

    return register


def _task(key: str, function: Function, **options: Any) -> Task[Any, Any, Any]:
    declared.add(key, function)

    def run(context: JobContext, timestamp: int = 0, **arguments: Any) -> None:  # noqa: ARG001  periodic jobs get it
        function(f"job:{context.job.id}", **arguments)

    return app.task(name=key, queue=QUEUE, pass_context=True, **options)(run)


def defer(record: security.Record, key: str, **arguments: Any) -> None:
    """Have the job `key` done after the running change is committed. Raises `NoOpenChange`, `LookupError`."""
    declared[key]
    if record.replayed or not connection.in_atomic_block:
        raise NoOpenChange(key)
    configure_task(name=key, job_manager=_queue, queue=QUEUE).defer(**arguments)
