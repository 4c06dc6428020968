"""Is an archive of a case still what it was when it was taken? Its list is signed; the first file that is not as listed is
named."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from yiwang.infrastructure.crypto import api as crypto
from yiwang.pillars.security.base import api as security

FORMAT, MANIFEST, SIGNATURE, KEY = "yiwang-bundle/1", "manifest.json", "manifest.sig", "documents"
LARGEST_LIST = 8 << 20


def statement(manifest: bytes) -> bytes:
    """What is signed: nothing else that bears this key begins so."""
    return FORMAT.encode() + b"\n" + security.sm3(manifest)


def written(signature: crypto.Signature) -> dict[str, str]:
    return {"key": signature.key_id, "sm2": signature.value.hex()}


def first_altered(source: str | Path | IO[bytes]) -> str:
    """What is wrong with an archive, in words; "" where it is whole. Needs the installation's keys."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _listed(archive)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return "打不开，不是完整的卷宗包"


def _listed(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if MANIFEST not in names or SIGNATURE not in names:
        return f"没有 {MANIFEST} 或者 {SIGNATURE}"
    manifest = _read(archive, MANIFEST, LARGEST_LIST)
    if not _signed(manifest, _read(archive, SIGNATURE, LARGEST_LIST)):
        return f"{MANIFEST} 被改过，或者不是这里签的"
    listed = json.loads(manifest)["files"]
    for one in listed:
        if "sm3" in one and (why := _wrong(archive, names, one)):
            return f"{one['name']}：{why}"
    more = set(names) - {one["name"] for one in listed} - {MANIFEST, SIGNATURE}
    if more or len(names) != len(set(names)):
        return f"{min(more, default=names[0])}：清单里没有，是后来放进去的"
    return ""


def _wrong(archive: zipfile.ZipFile, names: list[str], one: dict[str, Any]) -> str:
    if one["name"] not in names:
        return "不见了"
    content = _read(archive, one["name"], int(one["size"]))
    return "" if security.sm3(content).hex() == one["sm3"] else "被改过"


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """No more than there was to be: an archive is not trusted about its sizes."""
    with archive.open(name) as source:
        return source.read(most + 1)


def _signed(manifest: bytes, said: bytes) -> bool:
    try:
        found = json.loads(said)
        signature = crypto.Signature(found["key"], bytes.fromhex(found["sm2"]))
        return crypto.verify(KEY, statement(manifest), signature)
    except (ValueError, KeyError, TypeError, crypto.NoSuchKey):
        return False
