"""Completing tasks, the state durable after each: flows of 5, 20 and 60 steps. What a step costs must not grow with the steps.

    python -m benchmarks.steps [--quick]

One step is all of it: rights, revision, idempotency key, task, history, trail, outbox, in one durable transaction. The peer is
SpiffWorkflow with its state in PostgreSQL (`pip install SpiffWorkflow`, in an environment of its own named by YIWANG_SPIFF). The
bare machine updates one row and inserts one in a transaction with plain Django.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import place, report

LENGTHS = (5, 20, 60)
FLAT = 1.2
WANTED = {20: 1.5, 60: 3.0}


def flow(steps: int) -> Any:
    """Linear: accepted at the first, closed at the last."""
    from yiwang.toolbox.casework.definition import Flow

    made = [{"key": f"s{n}", "title": f"第 {n} 步", "by": "clerk", "verdicts": [
        {"key": "on", "title": "往下", "effect": "finish" if n == steps - 1 else "forward" if n else "accept",
         "to": f"s{n + 1}" if n < steps - 1 else ""}]} for n in range(steps)]  # fmt: skip
    return Flow.model_validate({"title": f"{steps} 步", "limit": "licence_decision", "steps": made})


def ours(cast: Any, steps: int, cases: int) -> float:
    """Steps a second of one official."""
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.casework.tests.test_moves import applied

    numbers = [applied(cast, key=f"{steps}{n}{time.time_ns()}", flow=f"bench/{steps}") for n in range(cases)]
    began = time.perf_counter()
    for number in numbers:
        for turn in range(steps):
            said = casework.decide(cast.liu, number, casework.Opinion("on", turn), key=f"{number}{turn}")
        if said != "closed":
            raise AssertionError(f"{number} did not end: {said}")
    return steps * cases / (time.perf_counter() - began)


def peer(steps: int, cases: int, url: str) -> float | None:
    """The same by SpiffWorkflow; None where it is not installed."""
    python = os.environ.get("YIWANG_SPIFF")
    if not python:
        return None
    script = str(Path(__file__).parent / "peers" / "spiff_steps.py")
    done = subprocess.run([python, script, url, str(steps), str(cases)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def bare(steps: int, url: str) -> float:
    import psycopg

    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE IF NOT EXISTS bare_case (id serial PRIMARY KEY, step int NOT NULL)")
        database.execute(
            "CREATE TABLE IF NOT EXISTS bare_line (id serial PRIMARY KEY, of int NOT NULL, says text NOT NULL)"
        )
        (row,) = database.execute("INSERT INTO bare_case (step) VALUES (0) RETURNING id").fetchone()  # type: ignore[misc]
        database.commit()
        began = time.perf_counter()
        for step in range(steps):
            database.execute("UPDATE bare_case SET step = %s WHERE id = %s", [step, row])
            database.execute("INSERT INTO bare_line (of, says) VALUES (%s, %s)", [row, "往下"])
            database.commit()
        return steps / (time.perf_counter() - began)


def measure(quick: bool) -> dict[int, tuple[float, float | None, float]]:
    from django.db import transaction

    from yiwang.infrastructure.database import api as database
    from yiwang.pillars.security.base import testing
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.casework.tests.test_moves import FORM
    from yiwang.toolbox.forms import api as forms

    rounds, work = (3, 120) if quick else (7, 600)
    flows = {f"bench/{steps}": flow(steps) for steps in LENGTHS}
    found: dict[int, list[tuple[float, float | None, float]]] = {steps: [] for steps in LENGTHS}
    with casework.flows.plus(**flows), forms.forms.plus(**{"test/form": FORM}):
        with transaction.atomic():
            cast = testing.cast()
        ours(cast, 5, 4)  # the first case of a process pays for what it reads once
        for _ in range(rounds):
            for steps in LENGTHS:
                speeds = (
                    ours(cast, steps, work // steps),
                    peer(steps, work // steps, database.url()),
                    bare(work, database.url()),
                )
                found[steps].append(speeds)
                report.say(f"{steps} steps: " + ", ".join("-" if one is None else f"{one:.0f}/s" for one in speeds))
    return {steps: _medians(rows) for steps, rows in found.items()}


def _medians(rows: list[tuple[float, float | None, float]]) -> tuple[float, float | None, float]:
    theirs = [one[1] for one in rows if one[1] is not None]
    middle = statistics.median
    return middle(one[0] for one in rows), middle(theirs) if theirs else None, middle(one[2] for one in rows)


def main() -> int:
    given = report.arguments(__doc__)
    with place.province(people=0):
        found = measure(given.quick)
    rows = [[steps, *speeds] for steps, speeds in found.items()]
    report.table(
        ["steps", "Yiwang /s", "SpiffWorkflow /s", "bare /s"], [["-" if x is None else x for x in row] for row in rows]
    )
    growth = found[5][0] / found[60][0]
    ahead = all(
        theirs is not None and mine >= WANTED[steps] * theirs for steps in WANTED for mine, theirs, _ in [found[steps]]
    )
    return report.conclude(
        "steps", yiwang=found[20][0], peer=found[20][1], limit=found[20][2], met=growth <= FLAT and ahead,
        growth_5_to_60=round(growth, 3), ratio_at_60=round(found[60][0] / found[60][1], 2) if found[60][1] else None,
        target="60 steps within 20 % of 5; ≥ 1.5 × SpiffWorkflow at 20 steps, ≥ 3 × at 60",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
