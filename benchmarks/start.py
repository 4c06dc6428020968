"""A fresh clone to its first page, and to a green test run, with a warm package cache.

`make run` in a new clone of this repository with an installation of its own, until `/` answers 200; then (not with
`--quick`) `make test` there. Nothing else does this work, so there is no peer and no limit but patience.
"""

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

from benchmarks import place, report

ROOT = Path(__file__).parents[1]
FIRST_PAGE, GREEN = 120.0, 600.0
TARGET = "≤ 120 s to the first page with a warm package cache; make test ≤ 10 min"


def clone(folder: Path) -> Path:
    there = folder / "yiwang"
    subprocess.run(["git", "clone", "-q", "--no-local", "--depth", "1", f"file://{ROOT}", str(there)], check=True)
    return there


def environment(home: Path) -> dict[str, str]:
    """As somebody has it who just cloned: nothing of ours."""
    ours = ("YIWANG_", "DJANGO_", "PYTHONPATH", "DATABASE_URL", "VIRTUAL_ENV")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(ours)}, "YIWANG_HOME": str(home),
    }  # fmt: skip


def first_page(there: Path, home: Path) -> float:
    """Seconds from `make run` to the first page. Ends what it started."""
    port = _free_port()
    begin = time.monotonic()
    with (there.parent / "run.log").open("w") as log:
        run = subprocess.Popen(
            ["make", "run", f"ARGS=--port {port}"], cwd=there, env=environment(home), stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            while time.monotonic() < begin + 900:
                if run.poll() is not None:
                    raise RuntimeError((there.parent / "run.log").read_text()[-2000:])
                if _answers(f"http://127.0.0.1:{port}/"):
                    return time.monotonic() - begin
                time.sleep(0.2)
            raise TimeoutError("no page within 15 minutes")
        finally:
            os.killpg(run.pid, signal.SIGTERM)
            run.wait(timeout=60)
            _stop_database(there, home)
            with suppress(ProcessLookupError):  # whoever of them did not go when asked
                os.killpg(run.pid, signal.SIGKILL)


def green(there: Path, home: Path) -> float:
    """Seconds for `make test`. Raises where it is not green."""
    begin = time.monotonic()
    done = subprocess.run(
        ["make", "test"], cwd=there, env=environment(home), capture_output=True, text=True, check=False
    )
    took = time.monotonic() - begin
    _stop_database(there, home)
    if done.returncode:
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-1000:])
    return took


def _stop_database(there: Path, home: Path) -> None:
    """The installation's own server outlives its programs by design."""
    stop = "from yiwang.infrastructure.database.server import Server; Server().stop()"
    python = there / ".venv" / "bin" / "python"
    subprocess.run([str(python), "-c", stop], env=environment(home), cwd=there, check=False, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def main() -> int:
    given = report.arguments(__doc__)
    with place.folder() as folder:
        there = clone(folder)
        page = first_page(there, folder / "home")
        rows: list[list[object]] = [["make run, to the first page", page, FIRST_PAGE]]
        tests = None if given.quick else green(there, folder / "tested")
        if tests is not None:
            rows.append(["make test, to green", tests, GREEN])
    report.table(["what", "seconds", "at most"], rows)
    met = page <= FIRST_PAGE and (tests is None or tests <= GREEN)
    return report.conclude("start", yiwang=page, peer=None, limit=None, target=TARGET, met=met, make_test=tests)


if __name__ == "__main__":
    sys.exit(main())
