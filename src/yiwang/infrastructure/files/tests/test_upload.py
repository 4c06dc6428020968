from __future__ import annotations

import errno
import io

import pytest
from django.core.files import uploadedfile
from django.core.handlers.wsgi import WSGIRequest

from yiwang.infrastructure.files import errors, upload

BOUNDARY = b"frontier"


class Wire(io.RawIOBase):
    """A client's connection that counts what was read from it."""

    def __init__(self, body: bytes) -> None:
        self.body, self.taken = io.BytesIO(body), 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.body.read(size)
        self.taken += len(chunk)
        return chunk


def part(name: str, content: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    return b"--%s\r\nContent-Disposition: form-data; name=%s%s\r\n\r\n%s\r\n" % (
        BOUNDARY, f'"{name}"'.encode(), named.encode(), content,
    )  # fmt: skip


def request_of(*parts: bytes, announced: int | None = None) -> tuple[WSGIRequest, Wire]:
    body = b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
    wire = Wire(body)
    length = len(body) if announced is None else announced
    return WSGIRequest({
        "REQUEST_METHOD": "POST", "wsgi.input": wire, "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=frontier", "SERVER_NAME": "x", "SERVER_PORT": "80",
    }), wire  # fmt: skip


@pytest.fixture
def small(settings, tmp_path):
    settings.FILE_UPLOAD_HANDLERS = ["yiwang.infrastructure.files.upload.Limited"]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.YIWANG_FILE_LIMIT, settings.YIWANG_REQUEST_LIMIT = 100_000, 300_000
    return tmp_path


def test_a_file_within_the_limit_arrives(small):
    request, _ = request_of(part("who", "王秀珍".encode()), part("photo", b"x" * 100_000, "门头.jpg"), part("to", b"1"))

    assert request.FILES["photo"].read() == b"x" * 100_000
    assert request.FILES["photo"].name == "门头.jpg"
    assert request.POST.dict() == {"who": "王秀珍", "to": "1"}
    assert upload.refused(request) == {}


def test_a_file_over_the_limit_is_dropped_and_all_else_is_kept(small):
    request, _ = request_of(
        part("who", b"1"), part("big", b"x" * 150_000, "a.jpg"), part("small", b"y" * 10, "b.jpg"), part("to", b"2")
    )

    assert request.POST.dict() == {"who": "1", "to": "2"}
    assert list(request.FILES) == ["small"]
    assert request.FILES["small"].read() == b"y" * 10
    assert "97.7 KB" in str(upload.refused(request)["big"])
    assert len(list(small.iterdir())) == 1


def test_a_big_last_file_leaves_no_temporary_file(small):
    request, _ = request_of(part("a", b"y" * 10, "a.jpg"), part("big", b"x" * 150_000, "b.jpg"))

    assert list(upload.refused(request)) == ["big"]
    assert request.FILES["a"].read() == b"y" * 10
    assert len(list(small.iterdir())) == 1


def test_many_files_cannot_be_more_together_than_a_request(small):
    request, _ = request_of(*(part(f"f{n}", b"x" * 90_000, "a.jpg") for n in range(3)), announced=300_000)
    Many = [part(f"f{n}", b"x" * 80_000, "a.jpg") for n in range(5)]  # noqa: N806
    request, _ = request_of(*Many, announced=299_999)

    assert set(upload.refused(request)) <= {"f3", "f4"}
    assert sum(file.size for file in request.FILES.values()) <= 300_000


def test_two_gigabytes_announced_are_not_read(small):
    request, wire = request_of(part("who", b"1"), part("big", b"x" * 5_000_000, "a.iso"), announced=2 << 30)

    assert request.POST.dict() == {"who": "1"}
    assert isinstance(upload.refused(request)["big"], errors.TooBig)
    assert wire.taken < 200_000
    assert list(small.iterdir()) == []


def test_the_guard_is_the_limit(small, settings):
    settings.YIWANG_FILE_LIMIT = settings.YIWANG_REQUEST_LIMIT = 10**9
    request, _ = request_of(part("big", b"x" * 150_000, "a.jpg"))

    assert request.FILES["big"].size == 150_000


def test_a_disk_that_fills_keeps_what_was_typed(small, monkeypatch):
    def write(_self, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(uploadedfile.TemporaryUploadedFile, "write", write, raising=False)
    request, _ = request_of(part("who", b"1"), part("photo", b"x" * 10, "a.jpg"), part("to", b"2"))

    assert "磁盘已满" in str(upload.refused(request)["photo"])
    assert request.POST.dict() == {"who": "1", "to": "2"}
    assert list(small.iterdir()) == []
