"""What a file is, by its content. Its name and what the browser says of it are not asked."""

from __future__ import annotations

import io
import os
import zipfile
from typing import BinaryIO

import filetype
from PIL import Image, UnidentifiedImageError

from yiwang.infrastructure.files import archives
from yiwang.infrastructure.files.errors import Broken, TooManyPixels

PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP, TEXT, UNKNOWN = "application/zip", "text/plain", "application/octet-stream"
MACROS = "application/vnd.ms-office.macros"
IMAGES = (JPEG, PNG, HEIC)
WORDS = {
    PDF: "PDF", JPEG: "JPEG 图片", PNG: "PNG 图片", HEIC: "HEIC 图片", OFD: "OFD",
    DOCX: "Word 文档", XLSX: "Excel 表格", ZIP: "压缩包", TEXT: "文本",
    MACROS: "带宏的 Office 文档", UNKNOWN: "认不出的格式",
}  # fmt: skip
MAX_PIXELS = 60_000_000
ENTRY_MARKS = (("OFD.xml", OFD), ("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))


def words(media_types: tuple[str, ...]) -> str:
    """“JPEG 图片、PDF”; all images together are simply “图片”."""
    if media_types and set(media_types) <= set(IMAGES):
        return "图片"
    return "、".join(WORDS.get(media_type, media_type) for media_type in media_types)


def sniff(content: bytes | BinaryIO) -> str:
    """The media type of seekable content. Never raises for odd content: that is `application/octet-stream`."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    stream.seek(0)
    head = stream.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _packed(stream)
    if head.startswith(b"%PDF-"):
        return PDF
    if guessed := filetype.guess(head):
        return HEIC if guessed.mime in ("image/heic", "image/heif") else str(guessed.mime)
    return TEXT if head and _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) == 8192 and error.start > 8188  # cut in the middle of a character
    return True


def _packed(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as package:
            names = {entry.filename for entry in package.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return UNKNOWN
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS
    return next((media_type for mark, media_type in ENTRY_MARKS if mark in names), ZIP)


def examine(stream: BinaryIO, media_type: str) -> None:
    """Whether content of this type is whole and harmless to open: `Broken`, `Dangerous` or `TooManyPixels` if not."""
    if media_type in (JPEG, PNG):
        _image(stream)
    elif media_type == PDF:
        _pdf(stream)
    elif media_type in (OFD, DOCX, XLSX, ZIP):
        archives.examine(stream)


def _image(stream: BinaryIO) -> None:
    stream.seek(0)
    try:
        with Image.open(stream, formats=("JPEG", "PNG")) as image:
            if (pixels := image.width * image.height) > MAX_PIXELS:
                raise TooManyPixels(megapixels=pixels // 1_000_000, limit=MAX_PIXELS // 1_000_000)
            if image.format == "PNG":
                image.verify()
            else:
                image.draft("L", (256, 256))
                image.load()
    except Image.DecompressionBombError:
        raise TooManyPixels(megapixels="上亿", limit=MAX_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Broken() from None


def _pdf(stream: BinaryIO) -> None:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise Broken()
