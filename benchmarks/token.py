"""A machine's token: `client_credentials` over HTTP, with its secret checked, its row kept and its trail written, on a
database with fsync on. By 1 client and by 8 at once, each on a kept connection.

There is no peer in this house: what a token costs elsewhere is mostly the slow hash of a secret, and ours are random and
long enough to need none.
"""

from __future__ import annotations

import base64
import http.client
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.request import urlopen

from benchmarks import clients, place, report
from benchmarks.worklist import served

CLIENTS = (1, 8)


def machine() -> tuple[str, str]:
    """A system registered as one is, by who may."""
    from yiwang.pillars.security.base import api as security
    from yiwang.toolbox.provider import api as provider

    with security.viewing(security.SYSTEM):
        user = security.user_named("admin")
        if user is None:
            raise RuntimeError("the sample has no administrator")
        by = replace(security.actor_as(user), assurance=3)
    return provider.register(by, provider.Wish("测速", "machine", "测速", date(2099, 1, 1)))


def asks(port: int, number: str, secret: str) -> Callable[[int], Callable[[int], object]]:
    basic = base64.b64encode(f"{number}:{secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "127.0.0.1",
    }

    def client(_number: int) -> Callable[[int], object]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def ask(_turn: int) -> None:
            connection.request("POST", "/provider/token/", "grant_type=client_credentials", headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or len(json.loads(body)["access_token"]) != 43:
                raise RuntimeError(f"{answer.status}: {body[:200]!r}")

        return ask

    return client


def warm(port: int) -> None:
    """Both of the server's processes have answered before anything is counted."""
    for _ in range(120):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/live/", timeout=10):
                time.sleep(0.05)
        except OSError:
            time.sleep(0.25)


def main() -> int:
    given = report.arguments(__doc__)
    with place.province():
        number, secret = machine()
        settings = {"YIWANG_ROLE": "web", "YIWANG_LIMITS": "off"}
        with served("yiwang.assembly.wsgi:application", **settings) as port:
            warm(port)
            found = {
                many: clients.at_once(many, 2.0 if given.quick else 10.0, asks(port, number, secret))
                for many in CLIENTS
            }
    report.table(["clients", "a second", "p50 ms", "p95 ms"],
                 [[many, one.rate, one.p50, one.p95] for many, one in found.items()])  # fmt: skip
    one, most = found[CLIENTS[0]], found[CLIENTS[-1]]
    return report.conclude(
        "token", yiwang=most.rate, peer=None, limit=None, p50_at_1=round(one.p50, 1), p95_at_1=round(one.p95, 1),
        p95_at_8=round(most.p95, 1), target="p95 ≤ 30 ms for one client", met=one.p95 <= 30,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
