"""Jobs belong to their change, are tried again, and change things once though they run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from procrastinate.contrib.django import app

from yiwang.infrastructure.jobs import api as jobs
from yiwang.infrastructure.jobs import declaring, health, rescuing
from yiwang.kernel.errors import Refused
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

ACTS = {"test.act": security.Action("试做", frozenset({"system"}))}
CRASHING = """
import os, time, django
os.environ["YIWANG_ROLE"] = "worker"
django.setup()
from yiwang.infrastructure.jobs import api as jobs
from yiwang.infrastructure.jobs.tests.test_jobs import act_once
from yiwang.pillars.security.base import api as security

@jobs.job("test.crash")
def crash(key, *, subject):
    act_once(key, subject)
    print("acted", flush=True)
    time.sleep(60)

jobs.work_off()
"""


def act_once(key: str, subject: str) -> bool:
    """What a job does; False where it was done already."""
    with security.actions.plus(**ACTS), security.acting(
        security.SYSTEM, "test.act", security.Ref("thing", subject), key=key
    ) as record:  # fmt: skip
        return not record.replayed


@pytest.fixture(autouse=True)
def _acts():
    with security.actions.plus(**ACTS):
        yield


@pytest.fixture
def told():
    """A job of the test's own; what it was told, in order. It fails as often as `told` starts with an error."""
    heard: list[object] = []

    def listen(key: str, *, word: str, fails: int = 0) -> None:
        heard.append((key, word))
        if len(heard) <= fails:
            raise OSError(word)

    with declaring.declared.only(**{key: declaring.declared[key] for key in declaring.declared}):
        jobs.job("test.listen", retry=jobs.Retry(max_attempts=3, wait=-1))(listen)
        yield heard
        del app.tasks["test.listen"]


def waiting(url: str, status: str = "todo") -> list[str]:
    with psycopg.connect(url) as owner:
        rows = owner.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE status = %s AND task_name LIKE 'test.%%' ORDER BY id",
            [status],
        )
        return [name for (name,) in rows]


def ask(fails: int = 0) -> None:
    with security.acting(security.SYSTEM, "test.act") as record:
        jobs.defer(record, "test.listen", word="早", fails=fails)


def test_a_job_is_done_after_its_change(own_database, told):
    ask()
    assert (told, waiting(own_database)) == ([], ["test.listen"])

    jobs.work_off()
    assert [word for _, word in told] == ["早"]
    assert waiting(own_database) == []


def test_a_change_undone_drops_its_job(own_database, told):
    with pytest.raises(Refused), security.acting(security.SYSTEM, "test.act") as record:
        jobs.defer(record, "test.listen", word="早")
        raise Refused(why="不行")

    assert waiting(own_database) == []
    jobs.work_off()
    assert told == []


def test_in_another_transaction_the_job_would_outlive_its_change(own_database, told, monkeypatch):
    """Planted fault: a queue with a connection of its own keeps the job, so the test above cannot pass by luck."""
    from procrastinate import SyncPsycopgConnector
    from procrastinate.manager import JobManager

    stranger = SyncPsycopgConnector(conninfo=own_database)
    stranger.open()
    monkeypatch.setattr(declaring, "_queue", JobManager(stranger))
    with pytest.raises(Refused), security.acting(security.SYSTEM, "test.act") as record:
        jobs.defer(record, "test.listen", word="早")
        raise Refused(why="不行")
    stranger.close()
    assert waiting(own_database) == ["test.listen"]


def test_no_job_without_a_change(own_database, told):
    with security.acting(security.SYSTEM, "test.act") as record:
        pass
    with pytest.raises(jobs.NoOpenChange):
        jobs.defer(record, "test.listen", word="早")


def test_an_unknown_job_is_refused_when_it_is_asked_for(own_database):
    with pytest.raises(LookupError, match="no job"), security.acting(security.SYSTEM, "test.act") as record:
        jobs.defer(record, "test.nobody_knows")


def test_a_failure_is_tried_again_under_the_same_key(own_database, told):
    ask(fails=2)
    jobs.work_off()
    assert [word for _, word in told] == ["早"] * 3
    assert len({key for key, _ in told}) == 1
    assert waiting(own_database, "failed") == []


def test_who_fails_to_the_end_is_kept_and_shown(own_database, told):
    ask(fails=99)
    jobs.work_off()
    assert len(told) == 4  # once, and three times again
    assert waiting(own_database, "failed") == ["test.listen"]
    with security.viewing(security.SYSTEM):
        assert health.backlog().state == "degraded"


def test_the_oldest_waiting_job_shows_in_the_health(own_database, told):
    with security.viewing(security.SYSTEM):
        assert health.backlog().state == "good"
    ask()
    with psycopg.connect(own_database, autocommit=True) as owner:
        owner.execute("UPDATE procrastinate_events SET at = at - interval '10 minutes'")
    with security.viewing(security.SYSTEM):
        assert health.backlog() == operations.Health.degraded("1 个任务在等执行，最久的等了 10 分钟")


def test_the_clocks_are_kept_every_minute():
    lines = {key: task.cron for (key, _), task in app.periodic_registry.periodic_tasks.items()}
    assert lines["casework.keep_clocks"] == lines[rescuing.KEY] == "* * * * *"


def killed_over(url: str) -> None:
    """A worker takes the job, changes what it has to, and is killed before it can say so."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}
    worker = subprocess.Popen([sys.executable, "-c", CRASHING], env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout and worker.stdout.readline() == "acted\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=20)
    assert waiting(url, "doing") == ["test.crash"]


@pytest.fixture
def crash():
    """The same job in this process: it notes whether it had anything left to do."""
    done: list[bool] = []
    with declaring.declared.only(**{key: declaring.declared[key] for key in declaring.declared}):
        jobs.job("test.crash")(lambda key, *, subject: done.append(act_once(key, subject)))
        yield done
        del app.tasks["test.crash"]


def ask_for_the_crash() -> None:
    with security.acting(security.SYSTEM, "test.act") as record:
        jobs.defer(record, "test.crash", subject="7")


def done_to(url: str) -> int:
    with psycopg.connect(url) as owner:
        row = owner.execute("SELECT count(*) FROM security_trail WHERE subject = '7' AND verdict = 'did'").fetchone()
        return int(row[0]) if row else 0


@pytest.mark.slow
def test_a_killed_workers_job_is_done_again_and_changes_things_once(own_database, crash):
    ask_for_the_crash()
    killed_over(own_database)
    assert done_to(own_database) == 1

    time.sleep(1.1)
    app.tasks[rescuing.KEY].configure(queueing_lock="test").defer(silent=1)
    jobs.work_off()

    assert crash == [False]  # it ran again, and found it done
    assert done_to(own_database) == 1
    assert waiting(own_database) == waiting(own_database, "doing") == []


@pytest.mark.slow
def test_without_the_rescue_it_would_lie_there(own_database, crash):
    """Planted fault: a worker that comes later does not take what another was doing."""
    ask_for_the_crash()
    killed_over(own_database)
    jobs.work_off()
    assert crash == []
    assert waiting(own_database, "doing") == ["test.crash"]
