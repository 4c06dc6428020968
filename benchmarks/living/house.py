"""A whole installation as processes of its own: database, web, worker. Each can be killed and comes up again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PARTS = ("web", "worker", "database")


class House:
    """`place.province()` must be open. `start` brings up what `kill` put down."""

    def __init__(self, home: Path, workers: int = 2) -> None:
        from django.core.management import call_command

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.home, self.workers = home, workers
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        call_command("collectstatic", interactive=False, verbosity=0)
        self.log = (home / "living.log").open("ab")

    def start(self, part: str) -> None:
        from yiwang.infrastructure.database import api as database

        if part == "database":
            database.Server().start()
            return
        words = ["web", "--port", str(self.port), "--workers", str(self.workers)] if part == "web" else ["worker"]
        self.running[part] = subprocess.Popen(
            [sys.executable, "-m", "yiwang", *words], stdout=self.log, stderr=self.log, start_new_session=True,
            env={**os.environ, "YIWANG_ROLE": part, "YIWANG_URL": f"http://127.0.0.1:{self.port}"},
        )  # fmt: skip

    def kill(self, part: str) -> None:
        """`kill -9`, with every process it started."""
        from yiwang.infrastructure.database import api as database

        if part == "database":
            postmaster = int((database.Server().data / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGKILL)
            _gone(postmaster)
            return
        process = self.running.pop(part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def renew(self) -> None:
        """A rolling restart: each web process is followed by a new one and goes when it has answered."""
        self.running["web"].send_signal(signal.SIGHUP)

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
        self.log.close()

    def wait(self, seconds: float = 60) -> None:
        """Until the first page is served."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(URLError, OSError):
                urlopen(f"http://127.0.0.1:{self.port}/health/ready/", timeout=2).close()
                return
            time.sleep(0.1)
        raise TimeoutError("the house does not come up: " + str(self.home / "living.log"))


def _gone(pid: int) -> None:
    """Dead, buried or not."""
    command = Path(f"/proc/{pid}/cmdline")
    with suppress(FileNotFoundError, ProcessLookupError):
        while command.read_bytes():
            time.sleep(0.01)
