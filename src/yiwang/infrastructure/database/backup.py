"""A backup is one file: the database as PostgreSQL dumps it, the kept files, the keys. Restoring needs nothing else.

The keys are in it because without them nothing sealed opens again: the file is as secret as the installation.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from yiwang.kernel.errors import DomainError
from yiwang.kernel.home import home

from . import connection
from .server import Server, readable_binaries

KEPT = ("files", "keys", "secrets")


class BackupFailed(DomainError):
    """备份没有完成：{why}。原来的数据没有动。"""

    code = "database.backup_failed"


class NotEmpty(DomainError):
    """这里已有一个一网的数据库，恢复只能进空的安装。原来的数据和密钥没有动。"""

    code = "database.not_empty"


class NotABackup(DomainError):
    """“{file}”不是一网的备份文件，没有恢复任何内容。"""

    code = "database.not_a_backup"


def _program(name: str) -> str:
    return str(readable_binaries() / name)


def backup(target: Path) -> Path:
    """Write a backup to `target`, whole or not at all. Raises `BackupFailed`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "database.dump"
        done = subprocess.run(
            [_program("pg_dump"), "-Fc", "--no-owner", "-f", str(dump), connection.url()],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise BackupFailed(why=done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pg_dump")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as archive:
                archive.add(dump, "database.dump")
                for name in KEPT:
                    if (home() / name).exists():
                        archive.add(home() / name, name)
            raw.flush()
            os.fsync(raw.fileno())
    draft.rename(target)
    return target


def restore(source: Path) -> None:
    """Bring a backup into an empty installation. Refuses where a database with tables is already there."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as why:
            raise NotABackup(file=source.name) from why
        dump = Path(folder) / "database.dump"
        if not dump.exists():
            raise NotABackup(file=source.name)
        _refuse_unless_empty()
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in KEPT:
            if (Path(folder) / name).exists():
                subprocess.run(["/bin/cp", "-a", f"{Path(folder) / name}/.", str(_made(home() / name))], check=True)
        _load(dump)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _refuse_unless_empty() -> None:
    """Before a single file is brought in: keys put over those of a living installation would seal it for ever."""
    import psycopg

    from .prepare import _create_database, _create_roles

    if not connection.given():
        Server().start()
    _create_database()
    _create_roles()
    with psycopg.connect(connection.url()) as server:
        if server.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
            raise NotEmpty


def _load(dump: Path) -> None:
    done = subprocess.run(
        [_program("pg_restore"), "--no-owner", "--exit-on-error", "-d", connection.url(), str(dump)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupFailed(why=done.stderr.strip().splitlines()[-1])
