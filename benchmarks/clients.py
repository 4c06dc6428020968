"""Many clients at once: processes that each have a connection of their own and do one thing over and over."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

WARM_UP = 0.15  # of the time, not counted


@dataclass(frozen=True)
class Speed:
    """Done a second by all together, and how long one took (milliseconds)."""

    rate: float
    p50: float
    p95: float


def at_once(clients: int, seconds: float, make: Callable[[int], Callable[[int], object]]) -> Speed:
    """`make(client)` is called in each client and gives what it does; that is called with 0, 1, 2, …"""
    from django.db import connections

    connections.close_all()  # a connection does not survive a fork
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(clients)
    pipes = [context.Pipe(duplex=False) for _ in range(clients)]
    workers = [
        context.Process(target=_client, args=(number, seconds, make, ready, there))
        for number, (_, there) in enumerate(pipes)
    ]
    for worker, (_, there) in zip(workers, pipes, strict=True):
        worker.start()
        there.close()  # so that a client that dies is noticed here
    took = [duration for here, _ in pipes for duration in here.recv()]
    for worker in workers:
        worker.join()
    cuts = statistics.quantiles(took, n=100)
    return Speed(len(took) / (seconds * (1 - WARM_UP)), cuts[49] * 1000, cuts[94] * 1000)


def _client(
    number: int, seconds: float, make: Callable[[int], Callable[[int], object]], ready: Barrier, there: Connection
) -> None:
    act = make(number)
    act(0)
    ready.wait(timeout=120)
    begin = time.perf_counter()
    took, turn, now = [], 0, begin
    while now < begin + seconds:
        turn, before = turn + 1, now
        act(turn)
        now = time.perf_counter()
        if begin + seconds * WARM_UP < now <= begin + seconds:
            took.append(now - before)
    there.send(took)
