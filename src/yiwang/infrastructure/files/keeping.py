"""Keeping a file: its bytes on disk, its row in the change that needs it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from django.db import connection, transaction

from yiwang.infrastructure.files.models import StoredFile
from yiwang.infrastructure.files.ports import Scanner
from yiwang.infrastructure.files.sniffing import IMAGES, PDF
from yiwang.infrastructure.files.store import Store
from yiwang.infrastructure.files.upload import FILE_LIMIT
from yiwang.kernel import clock, home
from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base.api import Record

scanners: Registry[Scanner] = Registry("virus scanner")
PHOTO_OR_PDF = (*IMAGES, PDF)
LOCK = 0xF11E


@dataclass(frozen=True)
class FileRef:
    """A kept file as the row that owns it remembers it. `name` is what its owner called it, for showing only."""

    digest: str
    name: str
    size: int
    media_type: str


def store() -> Store:
    return Store(home.home() / "files")


def scanner() -> Scanner | None:
    return next(iter(scanners.values()), None)


def keep(
    record: Record,
    stream: BinaryIO | bytes,
    name: str,
    allowed: tuple[str, ...] = PHOTO_OR_PDF,
    limit_bytes: int = FILE_LIMIT,
) -> FileRef:
    """Keep what `stream` gives. `allowed` are media types, held against the content and not against `name`.

    Raises `FileRefused` (wrong type, too big, empty, broken, infected) or `DiskFull`; then nothing is left behind.
    A change that is rolled back leaves bytes without a row: nobody can reach them, and `Store.unclaimed` lists them.
    """
    content = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    _hold("SELECT pg_advisory_xact_lock_shared(%s)")
    kept = store().keep(content, allowed, limit_bytes, scanner())
    row = StoredFile(digest=kept.digest, size=kept.size, media_type=kept.media_type, created_at=clock.now())
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    record.note(file=kept.digest)
    return FileRef(kept.digest, name, kept.size, kept.media_type)


def drop(record: Record, digest: str) -> bool:
    """Forget a file no row names any more: its row now, its bytes when the change is done. False where there is none.

    Whoever keeps the same content meanwhile waits for this change, and then it is there anew."""
    _hold("SELECT pg_advisory_xact_lock(%s)")
    if not StoredFile.objects.filter(digest=digest).delete()[0]:
        return False
    record.after_commit(partial(_sweep, digest))
    return True


def _sweep(digest: str) -> None:
    """Remove the bytes, unless somebody kept the same content again. Broken off, `Store.unclaimed` still lists them."""
    with transaction.atomic(durable=True):
        _hold("SELECT pg_advisory_xact_lock(%s)")
        if not StoredFile.objects.filter(digest=digest).exists():
            store().address(digest).unlink(missing_ok=True)


def _hold(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])


def open_file(digest: str) -> BinaryIO:
    """The kept bytes, checked against their address. `Lost` or `Altered` otherwise. The caller closes it.

    Whoever calls has already found `digest` in a row its reader may see.
    """
    return store().open(digest)
