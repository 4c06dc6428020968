"""One file that holds many, with the digest of each: written whole or not at all, and believed only when unaltered."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from yiwang.kernel.errors import DomainError

MANIFEST, FORMAT = "manifest.json", 1
CHUNK = 1 << 20


class NotABackup(DomainError):
    """“{file}”{why}，没有恢复任何内容。"""

    code = "database.not_a_backup"


class _Read:
    """A file being read, its digest growing with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        taken = self.file.read(size)
        self.digest.update(taken)
        return taken


@contextmanager
def whole(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `target` only when all of it is on the disk; else nothing is left."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def pack(raw: IO[bytes], members: Iterable[tuple[str, Path]]) -> None:
    """Write `members` (name inside, file), the list of their digests last."""
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, path in members:
            with path.open("rb") as file:
                info = archive.gettarinfo(arcname=name, fileobj=file)
                read = _Read(file)
                archive.addfile(info, read)  # type: ignore[arg-type]
            digests[name] = read.digest.hexdigest()
        text = json.dumps({"yiwang": FORMAT, "files": digests}).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        archive.addfile(info, BytesIO(text))


def unpack(source: Path, folder: Path) -> None:
    """Lay what `source` holds into `folder`, every file compared with its digest. Raises `NotABackup`."""
    if not source.is_file():
        raise NotABackup(file=source.name, why="不在那里，请核对路径")
    try:
        with tarfile.open(source, "r:") as archive:  # never packed: what is small stays small
            if not _only_files(archive.getmembers()):
                raise NotABackup(file=source.name, why="里有不该有的内容，不是一网写的备份")
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as why:
        raise NotABackup(file=source.name, why="不是一网的备份文件，或者没有传完整") from why
    _unaltered(source, folder)


def _only_files(members: list[tarfile.TarInfo]) -> bool:
    """Ordinary files, each once: `pack` writes nothing else. Where their names lead is looked at by the filter."""
    return all(member.isreg() and not member.issparse() for member in members) and len(
        {member.name for member in members}
    ) == len(members)


def _unaltered(source: Path, folder: Path) -> None:
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise NotABackup(file=source.name, why="不是一网的备份文件，或者没有传完整") from why
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if there != set(listed) or any(_digest(folder / name) != digest for name, digest in listed.items()):
        raise NotABackup(file=source.name, why="里的内容和备份时不一样，文件已损坏")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
