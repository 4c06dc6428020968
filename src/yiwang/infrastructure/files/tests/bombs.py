"""Packages made by hand, byte by byte, so that they can lie in every place."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass
class Entry:
    """One file in a package. What is not said is true."""

    name: bytes = b"word/document.xml"
    content: bytes = b"<x/>"
    packed: bytes | None = None
    method: int = 8
    flags: int = 0
    size: int | None = None
    listed_packed: int | None = None
    named_before: bytes | None = None
    system: int = 0
    mode: int = 0
    offset: int | None = None
    crc: int | None = None


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def package(*entries: Entry) -> bytes:
    body, listed = b"", b""
    for entry in entries:
        packed = entry.packed
        if packed is None:
            packed = deflated(entry.content) if entry.method == 8 else entry.content
        size = len(entry.content) if entry.size is None else entry.size
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        stored = len(packed) if entry.listed_packed is None else entry.listed_packed
        offset = len(body) if entry.offset is None else entry.offset
        before = entry.name if entry.named_before is None else entry.named_before
        sizes = struct.pack("<3L", crc, stored, size)
        if entry.offset is None:
            body += struct.pack("<4s5H", b"PK\3\4", 20, entry.flags, entry.method, 0, 33) + sizes
            body += struct.pack("<2H", len(before), 0) + before + packed
        listed += struct.pack("<4s6H", b"PK\1\2", 20 | entry.system << 8, 20, entry.flags, entry.method, 0, 33) + sizes
        listed += struct.pack("<5H2L", len(entry.name), 0, 0, 0, 0, entry.mode << 16, offset) + entry.name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(listed), len(body), 0)
    return body + listed + end
