"""Installing, backing up and restoring for real: second homes, each command in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from yiwang.infrastructure.database import api as database
from yiwang.kernel.home import CHECKOUT, SHARED

pytestmark = pytest.mark.slow
PLANT = """
import django; django.setup()
from yiwang.assembly.sample import load
load.everything(people=5, firms=2)
"""
OPEN = """
import django; django.setup()
from yiwang.pillars.security.base import api as security
user = security.user_named("citizen")
with security.viewing(security.actor_as(user)):
    print(security.own_facts(user.party)["party.identifier"])
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def ran(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`yiwang <words>` or, for one word of program text, Python, with `home` as its installation."""
    program = ["-c", *words] if "\n" in words[0] else ["-m", "yiwang", *words]
    hidden = ("DATABASE_URL", "YIWANG_TEST_HOME", "YIWANG_LIVE", "YIWANG_ROLE")
    env = {key: value for key, value in os.environ.items() if key not in hidden}
    env |= {"YIWANG_HOME": str(home), "PYTHONPATH": str(CHECKOUT / "src"),
            "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}  # fmt: skip
    return subprocess.run([sys.executable, *program], env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def new_home(tmp_path_factory) -> Iterator[Callable[[], Path]]:
    """Homes where PostgreSQL's user can come: under the shared folder for root, else in the test's own."""
    made: list[Path] = []

    def another() -> Path:
        top = SHARED if os.geteuid() == 0 else tmp_path_factory.mktemp("homes")
        made.append(top / f"test-{os.getpid()}-{len(made)}")
        return made[-1]

    yield another
    for home in made:
        database.Server(folder=home / "pg").stop() if (home / "pg/data").exists() else None
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def installed(new_home) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """A home after `init`, twice."""
    home = new_home()
    return home, [ran(home, "init"), ran(home, "init")]


@pytest.fixture(scope="module")
def backed_up(installed, tmp_path_factory) -> Path:
    """A backup of it, with sealed data of somebody and a sealed trail inside."""
    home, _said = installed
    assert ran(home, PLANT).returncode == 0
    assert ran(home, "verify-trail").returncode == 0
    target = tmp_path_factory.mktemp("backups") / "house.yiwang"
    done = ran(home, "backup", str(target))
    assert (done.returncode, "备份完成" in done.stdout) == (0, True), done.stderr
    return target


def asked(home: Path, question: str) -> list[tuple]:
    with psycopg.connect(database.Server(folder=home / "pg").url()) as server:
        return server.execute(question).fetchall()


def counts(home: Path) -> dict[str, int]:
    tables = asked(
        home, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return {name: asked(home, f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in tables}


def test_init_makes_an_administrator_who_can_work_and_no_sample(installed):
    home, (first, _second) = installed

    assert (first.returncode, "安装完成。管理员 admin，口令" in first.stdout) == (0, True), first.stderr
    assert asked(home, "SELECT username, party_id FROM security_user") == [("admin", None)]
    assert asked(home, "SELECT p.roles, a.synthetic, a.uscc FROM security_appointment m JOIN standards_post p"
                       " ON p.id = m.post_id JOIN standards_agency a ON a.id = p.agency_id") == [
        (["administrator"], False, "待填")]  # fmt: skip
    assert asked(home, "SELECT count(*) FROM security_party") == [(0,)]
    assert asked(home, "SELECT count(*) FROM standards_agency") == [(1,)]
    assert asked(home, "SELECT count(*) FROM standards_division")[0][0] > 16_000


def test_init_again_does_no_harm(installed):
    home, (_first, second) = installed

    assert (second.returncode, second.stdout) == (0, "管理员 admin 已经在了，口令没有动\n")
    assert asked(home, "SELECT count(*) FROM security_trail WHERE action = 'security.make_administrator'") == [(1,)]


def test_a_backup_comes_back_in_an_empty_home(installed, backed_up, new_home):
    home, copy = installed[0], new_home()
    done = ran(copy, "restore", str(backed_up))

    assert done.returncode == 0, done.stderr
    assert counts(copy) == counts(home)
    trail = ran(copy, "verify-trail")
    assert (trail.returncode, "审计链完整" in trail.stdout) == (0, True), trail.stdout + trail.stderr
    assert ran(copy, OPEN).stdout == ran(home, OPEN).stdout != ""
    assert {path.name for path in copy.iterdir()} >= {"keys", "secrets", "pg"}
    assert [path for path in copy.iterdir() if path.name.startswith(".restore")] == []


def test_nothing_is_restored_over_an_installation(installed, backed_up, new_home):
    other = new_home()
    assert ran(other, "init").returncode == 0
    before = {path.name: path.read_bytes() for path in (other / "keys").glob("*") if path.is_file()}
    done = ran(other, "restore", str(backed_up))

    assert (done.returncode, "恢复只能进空的安装" in done.stderr) == (1, True), done.stderr
    assert {path.name: path.read_bytes() for path in (other / "keys").glob("*") if path.is_file()} == before
    assert asked(other, "SELECT count(*) FROM security_user") == [(1,)]
    assert ran(installed[0], "restore", str(backed_up)).returncode == 1


def test_a_damaged_backup_is_refused_before_anything_is_written(backed_up, new_home, tmp_path):
    content, copy = bytearray(backed_up.read_bytes()), new_home()
    content[len(content) // 2] ^= 1
    (tmp_path / "damaged.yiwang").write_bytes(content)
    done = ran(copy, "restore", str(tmp_path / "damaged.yiwang"))

    assert (done.returncode, "damaged.yiwang" in done.stderr) == (1, True)
    assert "没有恢复任何内容" in done.stderr and "Traceback" not in done.stderr
    assert not (copy / "keys").exists() and not (copy / "pg").exists()
