"""A backup is one file: the database as PostgreSQL dumps it, the kept files, the keys. Restoring needs nothing else.

The keys are in it because without them nothing sealed opens again: the file is as secret as the installation.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from yiwang.kernel.errors import DomainError
from yiwang.kernel.home import home

from . import connection
from .archive import NotABackup, pack, unpack, whole
from .prepare import _create_database, _create_roles
from .server import Server, readable_binaries

KEPT, DUMP = ("files", "keys", "secrets"), "database.dump"
PASSING = "incoming"
FULL = (errno.ENOSPC, errno.EDQUOT)


class BackupFailed(DomainError):
    """备份没有完成：{why}。没有留下半个文件，原来的数据和备份没有动。"""

    code = "database.backup_failed"


class NotRestored(DomainError):
    """没有恢复：{why}。这里原来的内容没有动。"""

    code = "database.not_restored"


def backup(target: Path) -> Path:
    """Write a backup to `target`, whole or not at all. Raises `BackupFailed`."""
    with _saying_when_full():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".yiwang-backup-", dir=target.parent) as folder:
            dump = Path(folder) / DUMP
            if why := _run("pg_dump", "-Fc", "--no-owner", "-f", str(dump)):
                raise BackupFailed(why=why)
            with whole(target) as raw:
                pack(raw, [(DUMP, dump), *_kept()])
    return target


def restore(source: Path) -> None:
    """Bring a backup into an empty installation. Everything is checked before anything is written, the database comes
    last and in one transaction, so that a restore that broke off is simply done again.

    Raises `NotABackup`; `NotRestored` where an installation is already."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home()) as name:
        folder = Path(name)
        unpack(source, folder)
        if not (folder / DUMP).exists():
            raise NotABackup(file=source.name, why="里没有数据库")
        _ready_for(folder)
        for kept in KEPT:
            if (folder / kept).exists():
                _made(home() / kept)
                shutil.copytree(folder / kept, home() / kept, dirs_exist_ok=True)
        if why := _run("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(folder / DUMP)):
            raise NotRestored(why=why)


def _ready_for(folder: Path) -> None:
    """An empty database, and no keys but the backup's own: others would be lost under it."""
    for key in (home() / "keys").glob("*"):
        if key.is_file() and not key.name.startswith(".") and not _same(key, folder / "keys" / key.name):
            raise NotRestored(why=f"这里已有一套自己的密钥（{key.name}），恢复只能进空的安装")
    if not connection.given():
        Server().start()
    _create_database()
    _create_roles()
    with psycopg.connect(connection.url()) as server:
        if server.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
            raise NotRestored(why="这里已有一个一网的数据库，恢复只能进空的安装")


def _same(one: Path, other: Path) -> bool:
    return other.exists() and filecmp.cmp(one, other, shallow=False)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _kept() -> Iterator[tuple[str, Path]]:
    """Every kept file, but for those on their way in."""
    for kept in KEPT:
        for path in sorted((home() / kept).rglob("*")):
            name = path.relative_to(home())
            if path.is_file() and not path.name.startswith(".") and PASSING not in name.parts:
                yield name.as_posix(), path


def _run(program: str, *words: str) -> str:
    """Run one of PostgreSQL's programs on our database; why it did not work, or nothing. The password goes by the
    environment: what stands on a command line every user of the machine can read."""
    address, secret = connection.url(), {}
    parts = urlsplit(address)
    if parts.password:
        user, host = (parts.username or ""), parts.netloc.rpartition("@")[2]
        address, secret = urlunsplit(parts._replace(netloc=f"{user}@{host}")), {"PGPASSWORD": unquote(parts.password)}
    done = subprocess.run(
        [str(readable_binaries() / program), "--dbname", address, *words],
        capture_output=True, text=True, check=False, env={**os.environ, **secret},
    )  # fmt: skip
    if not done.returncode:
        return ""
    return "磁盘满了" if "No space left" in done.stderr else (done.stderr.strip().splitlines() or [program])[-1]


@contextmanager
def _saying_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as why:
        raise BackupFailed(why="磁盘满了" if why.errno in FULL else f"{why.strerror}：{why.filename}") from why
