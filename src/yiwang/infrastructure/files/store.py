"""Files by content: `<folder>/ab/cd/<SM3 of the bytes>`. A file is there whole or not at all.

Bytes stream into `<folder>/incoming`, are examined there, synced, and renamed to their address. Whatever goes wrong
before the rename leaves nothing behind. Reading hashes first: what comes out is what went in.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import sniffing
from yiwang.infrastructure.files.errors import Altered, DiskFull, Empty, Infected, Lost, NotScanned, TooBig, WrongType
from yiwang.infrastructure.files.ports import Scanner
from yiwang.pillars.operations.base import api as operations

CHUNK = 256 * 1024
ADDRESS = re.compile(r"[0-9a-f]{64}")
log = operations.logger("files")
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Kept:
    """`digest`: 64 hex digits of SM3. `media_type`: what the content is."""

    digest: str
    size: int
    media_type: str


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def address(self, digest: str) -> Path:
        if not ADDRESS.fullmatch(digest):
            raise Lost(mark=digest[:12])
        return self.folder / digest[:2] / digest[2:4] / digest

    def keep(self, stream: BinaryIO, allowed: tuple[str, ...], limit: int, scanner: Scanner | None = None) -> Kept:
        """Store what `stream` gives, at most `limit` bytes, if its content is one of `allowed` (media types)."""
        with full_disk_explained(), self._incoming() as path:
            digest = crypto.sm3_of(self._copied(stream, path, limit)).hex()
            with path.open("rb") as content:
                media_type = accepted(content, allowed)
            if scanner and (found := scanned(scanner, path)):
                raise Infected(found=found)
            size = path.stat().st_size
            self._settle(path, self.address(digest))
        return Kept(digest, size, media_type)

    def open(self, digest: str) -> BinaryIO:
        """The file from its start, its digest just checked. `Lost` or `Altered` if it is not what was kept."""
        try:
            content = self.address(digest).open("rb")
        except FileNotFoundError:
            raise Lost(mark=digest[:12]) from None
        if crypto.sm3_of(iter(lambda: content.read(CHUNK), b"")).hex() != digest:
            content.close()
            raise Altered(mark=digest[:12])
        content.seek(0)
        return content

    def unclaimed(self, known: Container[str]) -> Iterator[Path]:
        """Files whose digest no row knows, for the operator's sweep. Look away from the last hour: changes are open."""
        for path in self.folder.glob("??/??/*"):
            if path.name not in known:
                yield path

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        folder = self.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / secrets.token_hex(12)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _copied(self, stream: BinaryIO, path: Path, limit: int) -> Iterator[bytes]:
        """Write the stream to `path` and give each chunk on, so that it is hashed in the same pass."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        total = 0
        try:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    raise TooBig(limit=readable(limit))
                write_all(descriptor, chunk)
                yield chunk
            if not total:
                raise Empty()
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _settle(self, path: Path, address: Path) -> None:
        address.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(address)
        descriptor = os.open(address.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def accepted(content: BinaryIO, allowed: tuple[str, ...]) -> str:
    """The media type, when it is allowed and the content is whole."""
    media_type = sniffing.sniff(content)
    if media_type not in allowed:
        raise WrongType(wanted=sniffing.words(allowed), found=sniffing.words((media_type,)))
    sniffing.examine(content, media_type)
    return media_type


def scanned(scanner: Scanner, path: Path) -> str | None:
    """What was found. A scanner that does not answer, or breaks, has not looked: then nothing is kept."""
    try:
        return scanner.scan(path)
    except Exception as problem:
        log.error("scanner_silent", scanner=type(scanner).__name__, problem=type(problem.__cause__ or problem).__name__)
        raise NotScanned from problem


def write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


@contextmanager
def full_disk_explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull() from error
        raise


def readable(size: int) -> str:
    """“10 MB”."""
    for unit, scale in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= scale:
            return f"{size / scale:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} 字节"
