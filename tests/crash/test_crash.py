"""The database dies in the middle of work: what was acknowledged is there, once, and the trail holds."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from yiwang.infrastructure.database.server import Server
from yiwang.kernel.home import CHECKOUT, SHARED

pytestmark = pytest.mark.slow


def kill(pid: int) -> None:
    """`kill -9`, and wait until it is dead, buried or not."""
    command = Path(f"/proc/{pid}/cmdline")
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    with suppress(FileNotFoundError, ProcessLookupError):
        while command.read_bytes() and time.monotonic() < until:
            time.sleep(0.01)


class House:
    """An installation of its own, with its own PostgreSQL, durable as in earnest."""

    def __init__(self, home: Path) -> None:
        self.home, self.server = home, Server(folder=home / "pg")

    def start(self, *words: str, role: str = "web") -> subprocess.Popen[str]:
        hidden = ("DATABASE_URL", "YIWANG_TEST_HOME", "YIWANG_LIVE")
        env = {key: value for key, value in os.environ.items() if key not in hidden}
        env |= {"YIWANG_HOME": str(self.home), "YIWANG_ROLE": role, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
                "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}  # fmt: skip
        return subprocess.Popen([sys.executable, "-m", "tests.crash.program", *words], env=env, cwd=CHECKOUT,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def run(self, *words: str, role: str = "web") -> list[str]:
        process = self.start(*words, role=role)
        said, wrong = process.communicate(timeout=240)
        assert process.returncode == 0, wrong[-3000:]
        return said.split()

    def asked(self, question: str) -> list[tuple]:
        with psycopg.connect(self.server.url()) as connection:
            return connection.execute(question).fetchall()

    def told(self, statement: str) -> None:
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            connection.execute(statement)

    def kill(self) -> None:
        """`kill -9` the postmaster, as the system does when memory is short."""
        kill(int((self.server.data / "postmaster.pid").read_text().split()[0]))


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    made = House((SHARED if os.geteuid() == 0 else tmp_path) / f"crash-{os.getpid()}")
    made.run("prepare")
    yield made
    made.server.stop()
    shutil.rmtree(made.home, ignore_errors=True)


def test_what_was_acknowledged_survives_the_postmasters_death(house):
    acknowledged: list[int] = []
    for moment in (40, 90, 200):  # three deaths, each later in the work
        worker = house.start("act", "400")
        for line in worker.stdout:
            acknowledged.append(int(line))
            if int(line) == moment:
                house.kill()
        worker.wait(timeout=60)
        assert worker.returncode != 0
        house.server.start()

    done = {int(key.removeprefix("act-")) for (key,) in house.asked("SELECT username FROM security_user")}
    assert set(acknowledged) <= done
    assert house.run("act", "400")[-1] == "400"  # everything sent again under the same keys
    acts = house.asked("SELECT subject, count(*) FROM security_trail WHERE action = 'crash.act' GROUP BY subject")
    assert sorted(acts) == sorted((f"act-{number}", 1) for number in range(1, 401))
    assert house.asked("SELECT count(*), count(DISTINCT username) FROM security_user") == [(400, 400)]
    assert house.run("verify", role="worker") == ["400", "True"]


def test_an_event_heard_before_a_death_is_told_again_and_applied_once(house):
    house.run("act", "1", "announce")
    dying = house.start("deliver", "die", role="worker")
    dying.wait(timeout=60)
    assert dying.returncode == -signal.SIGKILL
    assert house.asked("SELECT told_at FROM operations_outbox") == [(None,)]
    assert house.asked("SELECT count(*) FROM security_user WHERE username LIKE 'heard-%'") == [(1,)]

    house.told("UPDATE operations_outbox SET next_at = now()")  # the lease runs out
    assert house.run("deliver", role="worker") == ["1"]
    assert house.asked("SELECT count(*) FROM operations_outbox WHERE told_at IS NULL") == [(0,)]
    assert house.asked("SELECT count(*) FROM security_user WHERE username LIKE 'heard-%'") == [(1,)]
    assert house.asked("SELECT count(*) FROM security_trail WHERE action = 'crash.hear'") == [(1,)]


def test_without_its_key_a_listener_would_act_twice(house):
    """Planted fault: the key forgotten, the second telling is a second act, and the name is taken."""
    house.run("act", "1", "announce")
    house.start("deliver", "die", role="worker").wait(timeout=60)
    house.told("DELETE FROM security_command WHERE key LIKE '%crash.hear'")
    house.told("UPDATE operations_outbox SET next_at = now()")
    assert house.run("deliver", role="worker")[-1] == "0"
    assert house.asked("SELECT tries > 0, told_at FROM operations_outbox") == [(True, None)]
