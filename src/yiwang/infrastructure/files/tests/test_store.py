from __future__ import annotations

import errno
import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import errors, sniffing, store
from yiwang.infrastructure.files.tests import samples

PDFS = (sniffing.PDF,)
LIMIT = 1 << 20


@pytest.fixture
def shelf(tmp_path):
    return store.Store(tmp_path / "files")


def everything(shelf: store.Store) -> list[str]:
    return [path.name for path in shelf.folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_read_again_under_its_digest(shelf):
    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)

    assert kept == store.Kept(crypto.sm3(samples.PDF).hex(), len(samples.PDF), sniffing.PDF)
    assert shelf.open(kept.digest).read() == samples.PDF
    assert everything(shelf) == [kept.digest]


def test_the_same_content_twice_is_one_file(shelf):
    first, second = (shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT) for _ in range(2))

    assert first == second
    assert len(everything(shelf)) == 1


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, len(samples.PDF) - 1), flip=st.integers(1, 255))
def test_any_altered_byte_on_disk_is_found(tmp_path_factory, place, flip):
    shelf = store.Store(tmp_path_factory.mktemp("shelf"))
    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    content = bytearray(samples.PDF)
    content[place] ^= flip
    shelf.address(kept.digest).write_bytes(content)

    with pytest.raises(errors.Altered):
        shelf.open(kept.digest)


def test_the_guard_is_the_digest(shelf, monkeypatch):
    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    shelf.address(kept.digest).write_bytes(b"something else")
    monkeypatch.setattr(store.crypto, "sm3_of", lambda chunks: bytes.fromhex(kept.digest))

    assert shelf.open(kept.digest).read() == b"something else"


def test_keeping_again_heals_an_altered_file(shelf):
    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    shelf.address(kept.digest).write_bytes(b"rot")

    shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)

    assert shelf.open(kept.digest).read() == samples.PDF


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_an_unknown_address_is_lost_and_never_a_path(shelf, digest):
    with pytest.raises(errors.Lost):
        shelf.open(digest)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_says_so_and_leaves_nothing(shelf, monkeypatch, number):
    written, real = [], os.write

    def write(descriptor: int, data: bytes) -> int:
        if written:
            raise OSError(number, "no space")
        written.append(1)
        return real(descriptor, bytes(data[:10]))

    monkeypatch.setattr(store.os, "write", write)

    with pytest.raises(errors.DiskFull, match="磁盘已满.*您填的都还在"):
        shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    assert everything(shelf) == []


def test_a_disk_that_fills_while_syncing_leaves_nothing(shelf, monkeypatch):
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(store.os, "fsync", fsync)

    with pytest.raises(errors.DiskFull):
        shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    assert everything(shelf) == []


def test_another_disk_error_is_not_called_a_full_disk(shelf, monkeypatch):
    def write(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(store.os, "write", write)

    with pytest.raises(OSError, match="broken"):
        shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)
    assert everything(shelf) == []


def test_short_writes_are_continued(shelf, monkeypatch):
    real = os.write
    monkeypatch.setattr(store.os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))

    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)

    assert shelf.open(kept.digest).read() == samples.PDF


@pytest.mark.parametrize(
    ("content", "allowed", "limit", "refusal"),
    [
        (b"", PDFS, LIMIT, errors.Empty),
        (samples.ZIP, PDFS, LIMIT, errors.WrongType),
        (samples.DOCM, (sniffing.DOCX,), LIMIT, errors.WrongType),
        (samples.PDF + bytes(2048), PDFS, 2048, errors.TooBig),
    ],
)
def test_what_is_refused_leaves_nothing(shelf, content, allowed, limit, refusal):
    with pytest.raises(refusal):
        shelf.keep(io.BytesIO(content), allowed, limit)
    assert everything(shelf) == []


def test_a_stream_without_end_is_read_no_further_than_the_limit(shelf):
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return bytes(size)

    stream = Endless()
    with pytest.raises(errors.TooBig, match="1 MB"):
        shelf.keep(stream, PDFS, LIMIT)
    assert stream.given <= LIMIT + store.CHUNK


def test_what_the_scanner_finds_is_not_kept(shelf):
    class Finds:
        def scan(self, path):
            return "EICAR" if path.read_bytes() == samples.PDF else None

        def check(self):
            return "样板"

    with pytest.raises(errors.Infected, match="EICAR"):
        shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT, Finds())
    assert everything(shelf) == []


def test_files_no_row_knows_can_be_found(shelf):
    kept = shelf.keep(io.BytesIO(samples.PDF), PDFS, LIMIT)

    assert [path.name for path in shelf.unclaimed(set())] == [kept.digest]
    assert list(shelf.unclaimed({kept.digest})) == []
