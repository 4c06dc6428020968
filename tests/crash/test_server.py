"""The program's own PostgreSQL starts for anybody, from anywhere, whatever was left behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yiwang.infrastructure.database import server as server_module
from yiwang.infrastructure.database.server import Server, readable_binaries, unprivileged
from yiwang.kernel.home import CHECKOUT, SHARED

from .test_crash import kill

pytestmark = pytest.mark.slow
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
DROPPED = """
import os, pwd, sys
from yiwang.infrastructure.database.server import Server
from pathlib import Path
who = pwd.getpwnam("nobody")
os.setgroups([]); os.setgid(who.pw_gid); os.setuid(who.pw_uid)
print(Server(folder=Path(sys.argv[1])).start().url("postgres"))
"""


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    top = SHARED if os.geteuid() == 0 else tmp_path
    made = Server(folder=top / f"server-{os.getpid()}" / "pg")
    yield made
    made.stop()
    shutil.rmtree(made.folder.parent, ignore_errors=True)


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_starts_once_and_is_found_again(server):
    first = postmaster(server.start())
    assert postmaster(server.start()) == first
    assert answers(server.url("postgres"))
    server.stop()
    assert not server.running()


def test_after_a_kill_it_starts_over_what_was_left(server):
    first = postmaster(server.start())
    kill(first)
    assert postmaster(server.start()) != first
    assert answers(server.url("postgres"))


def test_a_pid_file_that_names_another_program_is_seen_through(server, monkeypatch):
    """After a power cut the number in the file may belong to anybody, also to a program of the same user."""
    pid = postmaster(server.start())
    left = (server.data / "postmaster.pid").read_text()
    server.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=unprivileged())
    try:
        (server.data / "postmaster.pid").write_text(left.replace(str(pid), str(stranger.pid), 1))
        shutil.chown(server.data / "postmaster.pid", unprivileged() or os.geteuid())
        with monkeypatch.context() as blind:  # planted fault: by its number alone the stranger passes for the server
            blind.setattr(server_module, "_left_behind", lambda _lock: False)
            assert server.running()
        assert answers(server.start().url("postgres"))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@AS_ROOT
def test_root_can_start_it_from_a_folder_nobody_else_may_enter(tmp_path):
    """A checkout below a 0700 folder: the database's user could neither read the program nor its binaries."""
    checkout = tmp_path / f"house-{os.getpid()}"
    shutil.copytree(CHECKOUT / "src", checkout / "src", ignore=shutil.ignore_patterns("__pycache__", "data", "static"))
    tmp_path.chmod(0o700)
    program = ("from yiwang.infrastructure.database.server import Server; s = Server().start(); "
               "print(s.url('postgres')); print(s.folder)")  # fmt: skip
    env = {key: value for key, value in os.environ.items() if key not in ("YIWANG_HOME", "DATABASE_URL")}
    env["PYTHONPATH"] = str(checkout / "src")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, env=env, capture_output=True, text=True, check=True
    )
    url, folder = done.stdout.split()
    try:
        assert answers(url)
        assert Path(folder).is_relative_to(SHARED)
        assert Path(folder, "data").stat().st_mode & 0o077 == 0
    finally:
        Server(folder=Path(folder)).stop()
        shutil.rmtree(Path(folder).parent)


@AS_ROOT
def test_an_ordinary_user_starts_it_as_himself():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "pg")
        shutil.chown(place, "nobody")
        env = {**os.environ, "YIWANG_PG_BIN": str(readable_binaries()), "PYTHONPATH": str(CHECKOUT / "src")}
        done = subprocess.run([sys.executable, "-c", DROPPED, str(folder)], env=env, cwd="/", capture_output=True, text=True,
                              check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        try:
            assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
            assert answers(done.stdout.strip())
        finally:
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + 20
            while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
                time.sleep(0.1)
