"""A tenth of a province's day in 30 minutes: 10,000 applications, 60,000 moves, 200,000 pages, and a rolling restart.

    python -m benchmarks.day [--quick] [--minutes 30]

The rate is always that of the whole; fewer minutes are fewer of each. Work begins when it is due, whether or not what
began before is done (an open loop), so a house that is too slow is seen as late answers, not as fewer of them.
Programs and house share this machine.
"""

from __future__ import annotations

import multiprocessing
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import place, report
from benchmarks.living.found import amiss, settle, trail_holds
from benchmarks.living.house import House
from benchmarks.living.people import clerks_of_firms, officials
from benchmarks.living.visitor import Seen, Visitor
from benchmarks.living.work import SHOP, WAY, hand_in, move, picture

MINUTES, CASES, PAGES = 30, 10_000, 200_000
OF_A_CASE = 8 + len(WAY)  # pages of its own: those typed, and the case looked at before each move
PROGRAMS, CITIZENS, THINK, LIMIT = 3, 240, 1.5, 0.3
BROWSED = ("/", "/matters/", "/matters/food_operation.licence/", "/matters/?q=食品", "/matters/?q=kaidian", "/my/cases/",
           "/desk/", "/desk/?late=1", "/desk/counts/")  # fmt: skip


@dataclass
class Done:
    """What one program has to tell."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    wrong: list[str] = field(default_factory=list)
    behind: float = 0.0  # seconds the latest start came too late


def program(port: int, seconds: float, first: int, cases: int, pages: int, citizens: Sequence[str], staff: Mapping[str, str],
            pipe: object) -> None:  # fmt: skip
    done, began = Done(), time.monotonic()
    free, photo = list(citizens), picture()
    threads = [threading.Thread(target=_browse, args=(port, began, seconds, pages, citizens[0], staff["clerk"], done))]
    threads[0].start()
    for number in range(cases):
        due = began + (number + 0.5) * seconds / cases
        time.sleep(max(0.0, due - time.monotonic()))
        while not free:
            time.sleep(0.05)
        done.behind = max(done.behind, time.monotonic() - due)
        threads.append(
            threading.Thread(target=_whole, args=(port, f"{SHOP}{first + number:06d}", free, photo, staff, done))
        )
        threads[-1].start()
    for one in threads:
        one.join()
    pipe.send(done)  # type: ignore[attr-defined]


def _whole(port: int, operator: str, free: list[str], photo: bytes, staff: Mapping[str, str], done: Done) -> None:
    session = free.pop()
    try:
        number = done.acknowledged[operator] = hand_in(Visitor(port, session, done.seen), operator, photo, THINK)
        for one in WAY:
            time.sleep(THINK)
            move(Visitor(port, staff[one.who], done.seen), number, one)
            done.moves[number] = done.moves.get(number, 0) + 1
    except Exception as why:  # noqa: BLE001  whatever it is, it is what was looked for
        done.wrong.append(f"{operator}: {type(why).__name__} {str(why)[:500]}")
    finally:
        free.append(session)


def _browse(port: int, began: float, seconds: float, pages: int, citizen: str, clerk: str, done: Done) -> None:
    rng, who = random.Random(pages), {False: Visitor(port, citizen, done.seen), True: Visitor(port, clerk, done.seen)}
    for number in range(pages):
        due = began + number * seconds / pages
        time.sleep(max(0.0, due - time.monotonic()))
        path = rng.choice(BROWSED)
        answer = who[path.startswith("/desk/")].get(path)
        if answer.status != 200:
            done.wrong.append(f"{path}: {answer.status}")


def live(house: House, seconds: float, cases: int, pages: int) -> Done:
    """Programs at work for that long, the web renewed in the middle."""
    sessions, staff = clerks_of_firms(CITIZENS), officials()
    context, whole, programs = multiprocessing.get_context("fork"), Done(), []
    for number in range(PROGRAMS):
        here, there = context.Pipe(duplex=False)
        mine = sessions[number::PROGRAMS]
        given = (house.port, seconds, number * CASES, cases // PROGRAMS, pages // PROGRAMS, mine, staff, there)
        programs.append((context.Process(target=program, args=given), here))
    for process, _ in programs:
        process.start()
    time.sleep(seconds / 2)
    house.renew()
    for process, here in programs:
        done = here.recv()
        process.join()
        whole.acknowledged |= done.acknowledged
        whole.moves |= done.moves
        whole.wrong += done.wrong
        whole.behind = max(whole.behind, done.behind)
        whole.seen.broken += done.seen.broken
        for sort, took in done.seen.took.items():
            whole.seen.took.setdefault(sort, []).extend(took)
    return whole


def main() -> int:
    given = report.arguments(__doc__, minutes=float(MINUTES))
    share = (0.5 if given.quick else given.minutes) / MINUTES
    cases = int(CASES * share)
    with place.province(people=400, firms=CITIZENS + 10) as home:
        from django.db import connections

        house = House(home)
        house.start("web")
        house.start("worker")
        house.wait()
        connections.close_all()
        began = time.monotonic()
        done = live(house, MINUTES * 60 * share, cases, int(PAGES * share) - cases * OF_A_CASE)
        seconds = time.monotonic() - began
        settle()
        wrong, holds = done.wrong + amiss(done.acknowledged, done.moves), trail_holds()
        house.stop()
    rows, slowest = [], 0.0
    for sort, took in sorted(done.seen.took.items()):
        cuts = statistics.quantiles(took, n=100)
        slowest = max(slowest, cuts[94])
        rows.append([sort, len(took), cuts[49] * 1000, cuts[94] * 1000, max(took) * 1000])
    report.table(["what", "times", "p50 ms", "p95 ms", "longest ms"], rows)
    for line, many in Counter(one[:200] for one in wrong).most_common(20):
        print(many, line)
    broken = done.seen.broken.total()
    asked = sum(len(one) for one in done.seen.took.values())
    return report.conclude(
        "day", yiwang=asked / seconds, peer=None, limit=None, p95_ms=round(slowest * 1000), cases=len(done.acknowledged),
        moves=sum(done.moves.values()), asked=asked, broken=broken, behind=round(done.behind, 1), amiss=len(wrong), trail=holds,
        met=slowest <= LIMIT and not broken and not wrong and holds, target="p95 ≤ 300 ms, no error, nothing lost",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
