"""What the crash tests start as a process of its own, to be killed.

python -m tests.crash.program act 500      acts 1 … 500, printing each number once it is acknowledged
python -m tests.crash.program deliver die  delivers what waits, and dies between the listener and the note
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

import django

django.setup()

from yiwang.infrastructure.database import api as database  # noqa: E402
from yiwang.infrastructure.events import api as events  # noqa: E402
from yiwang.kernel.event import event  # noqa: E402
from yiwang.pillars.operations.base import api as operations  # noqa: E402
from yiwang.pillars.security.base import api as security  # noqa: E402
from yiwang.pillars.security.base.models import User  # noqa: E402

security.declare("crash.act", "试做", by="system")
security.declare("crash.hear", "听见", by="system")


@event("crash.acted")
@dataclass(frozen=True)
class Acted:
    number: str


def prepare() -> None:
    database.prepare()


def act(last: str, announce: str = "") -> None:
    """Each number is one act under a key of its own: sent again, it is done once."""
    for number in range(1, int(last) + 1):
        key = f"act-{number}"
        with security.acting(security.SYSTEM, "crash.act", security.Ref("crash", key), key=key) as record:
            if not record.replayed:
                User.objects.create(username=key)
                if announce:
                    record.emit(Acted(key))
                record.done(number)
        print(number, flush=True)


def deliver(how: str = "live") -> None:
    @operations.listens(Acted, "crash.hear")
    def hear(acted: Acted, key: str) -> None:
        with security.acting(security.SYSTEM, "crash.hear", security.Ref("crash", acted.number), key=key) as record:
            if not record.replayed:
                User.objects.create(username=f"heard-{acted.number}")
        if how == "die":
            os.kill(os.getpid(), signal.SIGKILL)

    print(events.deliver(), flush=True)


def verify() -> None:
    while security.seal():
        pass
    verdict = security.verify()
    print(verdict.rows, verdict.holds, flush=True)


if __name__ == "__main__":
    {"prepare": prepare, "act": act, "deliver": deliver, "verify": verify}[sys.argv[1]](*sys.argv[2:])
