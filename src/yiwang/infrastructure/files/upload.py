"""The upload handler: files go to a temporary file while they come in, and never further than the limit.

A file over its limit is dropped while the rest of the request is still read, so that the other fields stay typed. A
request announced as far larger than any form of ours is not read beyond its first file: what stands before the file
(forms put files last) is kept. Either way the view finds why in `refused(request)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from yiwang.infrastructure.files.errors import DiskFull, TooBig
from yiwang.infrastructure.files.store import full_disk_explained, readable
from yiwang.kernel.errors import DomainError

FILE_LIMIT = 20 << 20
REQUEST_LIMIT = 100 << 20


def refused(request: HttpRequest) -> dict[str, DomainError]:
    """Field name → why its file was not taken. Empty when all were. Reads the body if nobody has yet."""
    bool(request.FILES)
    return dict(getattr(request, "refused_uploads", {}))


class Limited(TemporaryFileUploadHandler):
    """`YIWANG_FILE_LIMIT` and `YIWANG_REQUEST_LIMIT` in the settings (bytes) change the limits."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.file_limit = getattr(settings, "YIWANG_FILE_LIMIT", FILE_LIMIT)
        self.request_limit = getattr(settings, "YIWANG_REQUEST_LIMIT", REQUEST_LIMIT)
        self.hopeless = False
        self.total = self.here = 0

    def handle_raw_input(self, *about: Any) -> None:
        self.hopeless = about[2] > self.request_limit  # the announced Content-Length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.field_name, self.here = args[0], 0
        self.__dict__.pop("file", None)  # Django closes `file` when this one is skipped, and the last is already given
        if self.hopeless:
            self._refuse(TooBig(limit=readable(self.file_limit)))
            raise StopUpload(connection_reset=True)
        with self._refusing_when_full():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.here += len(raw_data)
        self.total += len(raw_data)
        if self.here > self.file_limit or self.total > self.request_limit:
            self._refuse(TooBig(limit=readable(self.file_limit)))
            raise SkipFile
        with self._refusing_when_full():
            super().receive_data_chunk(raw_data, start)

    def _refuse(self, why: DomainError) -> None:
        if self.request is not None:
            vars(self.request).setdefault("refused_uploads", {})[self.field_name] = why

    @contextmanager
    def _refusing_when_full(self) -> Iterator[None]:
        try:
            with full_disk_explained():
                yield
        except DiskFull as full:
            self._refuse(full)
            raise SkipFile from full
