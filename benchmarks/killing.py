"""`kill -9` of web, worker and database at random moments while 10,000 applications are handed in and moved to their end.

    python -m benchmarks.killing [--quick] [--cases 10000] [--every 6]

Firms and officials are programs that speak HTTP and send again what was not answered. Afterwards every acknowledged
application and move must be there, none twice, every paper issued once, and the trail whole.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from queue import Empty, Queue

from benchmarks import place, report
from benchmarks.living.found import amiss, settle, trail_holds
from benchmarks.living.house import PARTS, House
from benchmarks.living.people import clerks_of_firms, officials
from benchmarks.living.visitor import Seen, Visitor
from benchmarks.living.work import SHOP, WAY, hand_in, move, picture

CASES, QUICK, CLIENTS = 10_000, 25, 4
Acknowledged = dict[str, int]  # number of a case → how many moves of it were answered


class Busy:
    """Clients that hand in and move until there is no more; `acknowledged` holds what was answered."""

    def __init__(self, port: int, cases: int, sessions: list[str], staff: Mapping[str, str]) -> None:
        self.port, self.staff, self.sessions, self.photo = port, staff, sessions, picture()
        self.left: Queue[str] = Queue()
        for number in range(cases):
            self.left.put(f"{SHOP}{number:06d}")
        self.acknowledged: dict[str, str] = {}  # operator → number
        self.moves: Acknowledged = {}
        self.seen, self.wrong = Seen(), list[str]()

    def run(self) -> None:
        clients = [threading.Thread(target=self._client, args=(session,)) for session in self.sessions]
        for one in clients:
            one.start()
        for one in clients:
            one.join()

    def _client(self, session: str) -> None:
        citizen = Visitor(self.port, session, self.seen)
        desk = {who: Visitor(self.port, one, self.seen) for who, one in self.staff.items()}
        while not self.wrong:
            try:
                operator = self.left.get_nowait()
            except Empty:
                return
            try:
                number = self.acknowledged[operator] = hand_in(citizen, operator, self.photo)
                for one in WAY:
                    move(desk[one.who], number, one)
                    self.moves[number] = self.moves.get(number, 0) + 1
            except Exception as why:  # noqa: BLE001  whatever it is, it is what was looked for
                self.wrong.append(f"{operator}: {type(why).__name__} {why}")


def strike(house: House, every: float, over: threading.Event, struck: Counter[str], rng: random.Random) -> None:
    """Every few seconds one of the three dies, and is started again a moment later."""
    while not over.wait(rng.uniform(0.5, 1.5) * every):
        part = rng.choice(PARTS)
        house.kill(part)
        struck[part] += 1
        time.sleep(rng.uniform(0, 0.5))
        house.start(part)


def main() -> int:
    given = report.arguments(__doc__, cases=CASES, every=6)
    many = QUICK if given.quick else given.cases
    rng, struck, over = random.Random(), Counter[str](), threading.Event()
    with place.province() as home:
        from django.db import connections

        house = House(home)
        busy = Busy(house.port, many, clerks_of_firms(CLIENTS), officials())
        for part in ("web", "worker"):
            house.start(part)
        house.wait()
        killer = threading.Thread(target=strike, args=(house, given.every, over, struck, rng))
        killer.start()
        began = time.monotonic()
        busy.run()
        seconds = time.monotonic() - began
        over.set()
        killer.join()
        house.wait()
        settle()
        connections.close_all()  # this program's own line was cut as well
        wrong, holds = busy.wrong + amiss(busy.acknowledged, busy.moves), trail_holds()
        house.stop()
    report.table(["killed", "times"], struck.most_common())
    report.table(["line broken", "times"], busy.seen.broken.most_common())
    for line in wrong[:20]:
        print(line)
    done = sum(busy.moves.values())
    return report.conclude(
        "killing", yiwang=(len(busy.acknowledged) + done) / seconds, peer=None, limit=None,
        met=not wrong and holds and len(busy.acknowledged) == many, cases=len(busy.acknowledged), moves=done,
        killed=struck.total(), amiss=len(wrong), trail=holds,
        target="10,000 applications and their moves under kill -9: every acknowledged one is there, none twice",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
