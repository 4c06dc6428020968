"""Packages (ZIP) from strangers: what their list of contents may say, and whether what is inside is what it says.

Nothing is unpacked onto the disk. The list is looked at first; then every entry is unpacked in memory, piece by piece
and thrown away, because whoever wrote the list may have lied in it, and other programs believe it.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from yiwang.infrastructure.files.errors import Broken, Dangerous

MAX_ENTRIES = 10_000
MAX_UNPACKED = 512 << 20
MAX_RATIO, RATIO_FROM = 200, 1 << 20
CHUNK = 64 * 1024
LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE 4.3.7
ENCRYPTED = 0x1 | 0x40
MARKS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"\xfd7zXZ",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)
TAR_AT, TAR = 257, b"ustar"
# What the formats themselves put inside: other office files that are shown in place, and metafiles packed by gzip.
EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/[^/]+\.(docx|xlsx|pptx)", re.I)
METAFILE = re.compile(r"(word|xl|ppt)/media/[^/]+\.(emz|wmz)", re.I)


def examine(stream: BinaryIO, most: int | None = None) -> None:
    """Raises `Broken` or `Dangerous`. `most`: how much it may unpack to, `MAX_UNPACKED` if not said."""
    left = MAX_UNPACKED if most is None else most
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            if problem := next(_problems(entries, left), ""):
                raise Dangerous(what=problem)
            for entry in entries:
                left -= _measured(stream, entry, left)
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, NotImplementedError):
        raise Broken() from None


def _problems(entries: list[zipfile.ZipInfo], most: int) -> Iterator[str]:
    """What is wrong with the list, in the reader's words."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > most:
        yield "展开后太大的内容"
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        yield "两份同名的内容"
    if _overlapping(entries):
        yield "叠在一起的内容"
    for entry in entries:
        if _leads_out(entry.orig_filename):
            yield "指向别处的文件名"
        if entry.create_system == 3 and stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield "指向别处的链接"
        if entry.flag_bits & ENCRYPTED:
            yield "加密的内容"
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield "少见的压缩方法"
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            yield "展开后大得离奇的内容"


def _leads_out(name: str) -> bool:
    odd = name.startswith("/") or "\\" in name or "\0" in name or re.match(r"[A-Za-z]:", name)
    return not name or bool(odd) or ".." in name.split("/")


def _overlapping(entries: Iterable[zipfile.ZipInfo]) -> bool:
    """Do two entries share the same bytes? That is how a small file unpacks to a huge one within every ratio."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + LOCAL.size + entry.compress_size
    return False


def _measured(stream: BinaryIO, entry: zipfile.ZipInfo, left: int) -> int:
    """How much is really inside. Raises `Dangerous` when it is not what the list says, or one more archive."""
    stream.seek(entry.header_offset)
    mark, _, _, method, _, _, _, _, _, name_length, more_length = LOCAL.unpack(stream.read(LOCAL.size))
    named = stream.read(name_length)
    stream.seek(more_length, 1)
    encoded = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
    if mark != b"PK\x03\x04" or method != entry.compress_type or named != encoded:
        raise Dangerous(what="和目录不一致的内容")
    total, head = 0, b""
    for piece in _unpacked(stream, entry):
        total += len(piece)
        head += piece[: 512 - len(head)]
        if total > min(entry.file_size, left):
            raise Dangerous(what="和目录不一致的内容")
    if total != entry.file_size:
        raise Dangerous(what="和目录不一致的内容")
    if _is_archive(head) and not (EMBEDDED.fullmatch(entry.filename) or METAFILE.fullmatch(entry.filename)):
        raise Dangerous(what="压缩包里的压缩包")
    return total


def _is_archive(head: bytes) -> bool:
    return head.startswith(MARKS) or head[TAR_AT : TAR_AT + len(TAR)] == TAR


def _unpacked(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes, at most `CHUNK` at a time, whatever its declared size."""
    left = entry.compress_size
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left and (packed := stream.read(min(CHUNK, left))):
        left -= len(packed)
        if unpacker is None:
            yield packed
            continue
        while packed:
            yield unpacker.decompress(packed, CHUNK)
            packed = unpacker.unconsumed_tail
    if left:
        raise EOFError
    if unpacker:
        yield unpacker.flush()
        if not unpacker.eof or unpacker.unused_data:
            raise Dangerous(what="和目录不一致的内容")
