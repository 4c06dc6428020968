"""A page of 100 of a worklist, over HTTP, for an officer with 200 agencies and 50 kinds of matter, from tables of 10,000
open cases to 1,000,000 (with `--most 10000000`: ten million). By 1 user and by 16 at once.

The peer is what a Python shop would write: Django REST framework over the same table with the same filter and order,
served by the same server. The bare machine runs the same statement and sends its rows as JSON.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from benchmarks import clients, place, report

AGENCIES, KINDS, SIZE = 200, 50, 100
OPEN_ZAAK = {1: 200.0, 16: 320.0}  # published by its makers, milliseconds, 10 CPUs
LOAD = """
INSERT INTO casework_case (id, number, definition_id, matter, title, party_id, party_shown, applicant, agency_id, division,
  channel, status, step, outcome, form, form_version, answers, submitted_at, received_on, accepted_on, extended_days,
  due_on, due_provisional, urgent_on, revision, synthetic, edition, delivery)
SELECT gen_random_uuid(), 'B' || lpad(n::text, 9, '0'), %(definition)s, 'bench/m' || n %% 100, '样例事项' || n %% 100,
  %(party)s, '样*', '{}', a.id, a.division_id, 'web', 'accepted', 'examine', '', 'bench/form', '0', '{"shop": "样例"}',
  now() - n %% 1000000 * interval '1 minute', current_date, current_date, 0, d, false, d, 1, true, '', '{}'
FROM (SELECT n, (hashint8(n) & 2147483647) AS h FROM generate_series(%(low)s::bigint, %(high)s::bigint) AS n) AS s
JOIN (SELECT id, division_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
      FROM standards_agency) AS a ON a.place = s.h %% a.many
CROSS JOIN LATERAL (SELECT current_date + (s.h / 7 %% 60)::int AS d) AS due
"""


def officer() -> tuple[str, list[int]]:
    """An officer whose agency has 199 below it; his session's key, and the agencies."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from yiwang.pillars.security.base import api as security
    from yiwang.pillars.standards.base import api as standards

    with place.owner() as connection:
        top = connection.execute("SELECT id FROM standards_agency WHERE line = 'market' AND level = 2").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(  # type: ignore[attr-defined]
            "UPDATE standards_agency SET parent_id = %s WHERE id IN (SELECT id FROM standards_agency WHERE line <> 'market'"
            " AND level = 4 ORDER BY id LIMIT %s)",
            [top, AGENCIES - len(standards.agencies_under(top))],
        )
    with security.acting(security.SYSTEM, "sample.open_account") as _record:
        post = standards.Post.objects.create(agency_id=top, title="测速", roles=["supervisor"])
        user = security.User.objects.create(username="bench_officer")
        user.set_password(os.urandom(8).hex())
        user.save()
        security.Appointment.objects.create(user=user, post=post, since="2024-01-01")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "yiwang.pillars.security.base.backends.ByName"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key), sorted(standards.agencies_under(top))


def load(low: int, high: int) -> None:
    from yiwang.kernel.uuid7 import uuid7

    with place.owner() as connection:
        connection.execute("SET synchronous_commit = off")  # type: ignore[attr-defined]
        party = connection.execute("SELECT id FROM security_party LIMIT 1").fetchone()[0]  # type: ignore[attr-defined]
        flow = connection.execute(  # type: ignore[attr-defined]
            "INSERT INTO casework_definition (name, digest, body, published_at) VALUES ('bench/flow', %s, %s, now()) RETURNING id",
            [uuid7().hex, BODY],
        ).fetchone()[0]
        for start in range(low, high, 250_000):
            facts = {"definition": flow, "party": party, "low": start + 1, "high": min(start + 250_000, high)}
            connection.execute(LOAD, facts)  # type: ignore[attr-defined]
        connection.execute("VACUUM ANALYZE casework_case")  # type: ignore[attr-defined]


BODY = (
    '{"title": "测速", "limit": "licence_decision", "steps": [{"key": "examine", "title": "审查", "by": "examiner",'
    ' "verdicts": [{"key": "finish", "title": "办结", "effect": "finish"}]}]}'
)


@contextmanager
def served(application: str, **settings: str) -> Iterator[int]:
    """A WSGI application as the product is served; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error", application]  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, **settings}, start_new_session=True)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # it keeps nothing
        server.wait()


def asks(port: int, path: str, session: str) -> Callable[[int], Callable[[int], object]]:
    """One user: a kept connection, the same page again and again, as who refreshes his list."""

    def client(_number: int) -> Callable[[int], object]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def ask(_turn: int) -> None:
            connection.request("GET", path, headers={"Cookie": f"sessionid={session}", "Host": "127.0.0.1"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or body.count(b"B0") < SIZE:
                raise RuntimeError(f"{path}: {answer.status}, {body.count(b'B0')} rows")

        return ask

    return client


def sizes(most: int) -> list[int]:
    return [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= most]


def measure(most: int, seconds: float) -> list[dict[str, Any]]:
    session, agencies = officer()
    kinds = [f"bench/m{n}" for n in range(KINDS)]
    page = "/desk/?" + urlencode({"view": "reach", "size": SIZE, "matter": kinds}, doseq=True)
    settings = {"YIWANG_ROLE": "web", "BENCH_AGENCIES": ",".join(map(str, agencies)), "BENCH_KINDS": ",".join(kinds)}
    found, there = [], 0
    for size in sizes(most):
        load(there, size)
        there = size
        report.say(f"{size:,} cases")
        for who, application, path in (
            ("Yiwang", "yiwang.assembly.wsgi:application", page),
            ("Yiwang, rows as JSON", "yiwang.assembly.wsgi:application", page + "&format=json"),
            ("Django REST framework", "benchmarks.peers.drf_worklist:application", "/cases/?limit=100"),
            ("bare", "benchmarks.peers.bare_worklist:application", "/"),
        ):
            with served(application, **settings) as port:
                for users in (1, 16):
                    speed = clients.at_once(users, seconds, asks(port, path, session))
                    found.append({"who": who, "cases": size, "users": users, "speed": speed})
    return found


def figure(found: list[dict[str, Any]], who: str, cases: int, users: int) -> clients.Speed:
    return next(one["speed"] for one in found if (one["who"], one["cases"], one["users"]) == (who, cases, users))  # type: ignore[no-any-return]


def main() -> int:
    given = report.arguments(__doc__)
    most = int(os.environ.get("BENCH_MOST", 100_000 if given.quick else 1_000_000))
    with place.province():
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        found = measure(most, 2.0 if given.quick else 8.0)
    rows = [
        [one["who"], one["cases"], one["users"], one["speed"].rate, one["speed"].p50, one["speed"].p95] for one in found
    ]
    rows += [["Open Zaak 1.30 (published, 10 CPUs)", 1_000_000, users, "", p50, ""] for users, p50 in OPEN_ZAAK.items()]
    report.table(["what", "cases", "users", "a second", "p50 ms", "p95 ms"], rows)
    one, many = (figure(found, "Yiwang", most, users) for users in (1, 16))
    first = figure(found, "Yiwang", 10_000, 1)
    growth = one.p50 / first.p50
    peer, bare = (figure(found, who, most, 16).rate for who in ("Django REST framework", "bare"))
    return report.conclude(
        "worklist", yiwang=many.rate, peer=peer, limit=bare, cases=most, p50_at_1=round(one.p50, 1),
        p50_at_16=round(many.p50, 1), growth_from_10k=round(growth, 2),
        target="p50 ≤ 40 ms at 1, ≤ 130 ms and ≥ 120 req/s at 16; 10 M within 1.5 × of 10 k",
        met=one.p50 <= 40 and many.p50 <= 130 and many.rate >= 120 and growth <= 1.5 and most >= 10_000_000,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
