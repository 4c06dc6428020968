from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.files import errors, sniffing, store
from yiwang.infrastructure.files.tests import samples


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.PDF, sniffing.PDF),
        (samples.image("PNG"), sniffing.PNG),
        (samples.image("JPEG"), sniffing.JPEG),
        (samples.HEIC, sniffing.HEIC),
        (samples.OFD, sniffing.OFD),
        (samples.DOCX, sniffing.DOCX),
        (samples.XLSX, sniffing.XLSX),
        (samples.DOCM, sniffing.MACROS),
        (samples.ZIP, sniffing.ZIP),
        ("你好，云南".encode(), sniffing.TEXT),
        (b"", sniffing.UNKNOWN),
        (b"PK\x03\x04 not a package", sniffing.UNKNOWN),
    ],
)
def test_content_says_what_a_file_is(content, media_type):
    assert sniffing.sniff(content) == media_type


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_content_makes_the_nose_fall_off(noise, head):
    content = head + noise
    media_type = sniffing.sniff(content)
    with contextlib.suppress(errors.FileRefused):
        sniffing.examine(io.BytesIO(content), media_type)


def test_a_text_that_calls_itself_a_photo_is_told_what_it_is():
    with pytest.raises(errors.WrongType, match="这个文件的内容不是图片，是文本"):
        store.accepted(io.BytesIO(b"<script>alert(1)</script>"), sniffing.IMAGES)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_half_a_picture_is_broken(kind):
    content = samples.image(kind, (400, 400))

    with pytest.raises(errors.Broken):
        store.accepted(io.BytesIO(content[: len(content) // 2]), sniffing.IMAGES)


def test_half_a_pdf_is_broken():
    with pytest.raises(errors.Broken):
        store.accepted(io.BytesIO(samples.PDF[:20]), (sniffing.PDF,))


@pytest.mark.parametrize("side", [9_000, 30_000])
def test_a_picture_that_would_unpack_into_gigabytes_is_refused_by_its_header(side):
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))

    with pytest.raises(errors.TooManyPixels):
        store.accepted(io.BytesIO(bomb), sniffing.IMAGES)
