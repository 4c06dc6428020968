"""The worker's hands: Procrastinate's worker in a thread of its own, restarted when the database comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Event, Thread
from typing import Any

import psycopg
from django.db import Error
from procrastinate.app import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from yiwang.pillars.operations.base import api as operations

from .declaring import QUEUE

PAUSE = 1.0
OPTIONS: dict[str, Any] = {
    "queues": [QUEUE], "concurrency": 2, "delete_jobs": "successful", "install_signal_handlers": False,
    "shutdown_graceful_timeout": 15.0,
}  # fmt: skip
log = operations.logger("jobs")


@asynccontextmanager
async def _opened() -> AsyncIterator[App]:
    with app.replace_connector(DjangoConnector().get_worker_connector()) as opened:
        async with opened.open_async():
            yield opened


def work_off() -> None:
    """Do what is due and what becomes due by it, one after the other, then return."""

    async def run() -> None:
        async with _opened() as opened:
            await opened.run_worker_async(**{**OPTIONS, "concurrency": 1, "wait": False, "listen_notify": False})

    asyncio.run(run())


@contextmanager
def working() -> Iterator[None]:
    """Jobs are done meanwhile. Leaving waits some seconds for those under way; what is not finished is done again."""
    hands = _Hands()
    hands.start()
    try:
        yield
    finally:
        hands.stop()


class _Hands(Thread):
    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self._stopping = Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
            except (ConnectorException, psycopg.Error, Error) as failure:
                log.warning("jobs_wait", failure=type(failure).__name__)
            self._stopping.wait(PAUSE)

    async def _serve(self) -> None:
        async with _opened() as opened:
            worker = asyncio.create_task(opened.run_worker_async(**OPTIONS))
            while not (worker.done() or self._stopping.is_set()):
                await asyncio.sleep(PAUSE / 5)
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker

    def stop(self) -> None:
        self._stopping.set()
        self.join(timeout=OPTIONS["shutdown_graceful_timeout"] + 5)
