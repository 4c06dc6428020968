"""The file keystore: `<home>/keys/<name>.json`, secrets sealed with SM4-GCM under `<home>/keys/master` (0600).

A key file holds every version of one name. It is made at first use and replaced whole (written beside, synced,
renamed) under a lock, so two processes that start together get one key and a crash leaves the old file.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yiwang.infrastructure.crypto import chosen, digests
from yiwang.infrastructure.crypto.errors import MasterExposed, MasterMissing, NoSuchKey, Tampered
from yiwang.infrastructure.crypto.ports import Marks, Signature, Version
from yiwang.infrastructure.crypto.sm2 import ID, Key
from yiwang.kernel import clock

NAME = re.compile(r"[a-z][a-z0-9_]{0,40}(\.[a-z0-9_]{1,40})*")
FORMAT = b"\x01"


def _head(key_id: str) -> bytes:
    return FORMAT + bytes([len(key_id)]) + key_id.encode()


class FileKeys:
    """Fills `ports.Provider` for one machine. `folder` is the installation's `keys` folder (made when missing)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {}
        self._keys: dict[str, Key] = {}
        self._secrets: dict[tuple[str, str], bytes] = {}

    def sign(self, key_name: str, message: bytes) -> Signature:
        version = self._newest(key_name)
        return Signature(version["id"], self._private(version).signs(message, ID))

    def public_key(self, key_name: str, key_id: str | None = None) -> bytes:
        version = self._version(key_name, key_id) if key_id else self._newest(key_name)
        return bytes.fromhex(version["public"])

    def encrypt(self, key_name: str, data: bytes, aad: bytes = b"") -> bytes:
        version = self._newest(key_name)
        head = _head(version["id"])
        return head + digests.seal(self._open(version["id"], "data", version["data"]), data, head + aad)

    def decrypt(self, key_name: str, data: bytes, aad: bytes = b"") -> bytes:
        if data[:1] != FORMAT or len(data) < 2 + data[1]:
            raise Tampered()
        head, body = data[: 2 + data[1]], data[2 + data[1] :]
        version = self._version(key_name, head[2:].decode("ascii", "replace"))
        if "data" not in version:
            raise NoSuchKey(key=version["id"])
        return digests.unseal(self._open(version["id"], "data", version["data"]), body, head + aad)

    def blind_index(self, key_name: str, text: str) -> bytes:
        file = self._file(key_name)
        return self._mark(key_name, file, file.get("index_at", 0), text)

    def marks(self, key_name: str, text: str) -> Marks:
        file = self._file(key_name)
        at, last = file.get("index_at", 0), len(file.get("indexes", []))
        former = tuple(self._mark(key_name, file, number, text) for number in range(at))
        return Marks(self._mark(key_name, file, at, text), self._mark(key_name, file, last, text), former)

    def _mark(self, name: str, file: dict[str, Any], number: int, text: str) -> bytes:
        """By the first index, which also makes MACs and lasts, or by a later one."""
        secret = self._open(name, f"index-{number}", file["indexes"][number - 1]) if number else self._lasting(name)
        return digests.hmac_sm3(secret, text.encode())

    def mac(self, key_name: str, data: bytes) -> bytes:
        key = self._secrets.get((key_name, "mac"))
        if key is None:
            key = self._secrets[key_name, "mac"] = digests.hmac_sm3(self._lasting(key_name), b"mac")
        return digests.hmac_sm3(key, data)

    def rotate(self, key_name: str) -> str:
        self._file(key_name)
        with self._changing(key_name) as file:
            version = self._made(f"{key_name}-{len(file['versions']) + 1}")
            file["versions"] = [*file["versions"], version]
        return str(version["id"])

    def newest(self, key_name: str) -> bytes:
        return _head(self._newest(key_name)["id"])

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def versions(self, key_name: str) -> list[Version]:
        if not self._path(key_name).exists():
            raise NoSuchKey(key=key_name)
        return [Version(one["id"], one["made"], one.get("retired", "")) for one in self._file(key_name)["versions"]]

    def retire(self, key_name: str, key_id: str) -> None:
        self._version(key_name, key_id)
        with self._changing(key_name) as file:
            if key_id == file["versions"][-1]["id"]:
                raise NoSuchKey(key=f"{key_id} 之后的版本")
            gone = {"retired": clock.now().isoformat(timespec="seconds")}
            file["versions"] = [
                {key: one[key] for key in ("id", "made", "public")} | gone if one["id"] == key_id else one
                for one in file["versions"]
            ]
        for use in ("data", "sign"):
            self._secrets.pop((key_id, use), None)
        self._keys.pop(key_id, None)

    def new_index(self, key_name: str) -> None:
        self._file(key_name)
        with self._changing(key_name) as file:
            kept = file.get("indexes", [])
            if len(kept) == file.get("index_at", 0):
                secret = self._seal(key_name, f"index-{len(kept) + 1}", secrets.token_bytes(32))
                file["indexes"] = [*kept, secret]

    def switch_index(self, key_name: str) -> None:
        with self._changing(key_name) as file:
            file["index_at"] = len(file.get("indexes", []))

    def check(self) -> str:
        if any(self.folder.glob("*.json")):
            self._master()
        return f"密钥文件夹 {self.folder}，共 {len(list(self.folder.glob('*.json')))} 把"

    def _lasting(self, name: str) -> bytes:
        """The secret no rotation changes: read once."""
        return self._secrets.get((name, "index")) or self._open(name, "index", self._file(name)["index"])

    def _newest(self, name: str) -> dict[str, str]:
        return dict(self._file(name)["versions"][-1])

    def _version(self, name: str, key_id: str) -> dict[str, str]:
        for version in self._file(name)["versions"]:
            if version["id"] == key_id:
                return dict(version)
        raise NoSuchKey(key=key_id)

    def _private(self, version: dict[str, str]) -> Key:
        if version["id"] not in self._keys:
            scalar = self._open(version["id"], "sign", version["sign"])
            self._keys[version["id"]] = Key.private_in(chosen.library(), scalar)
        return self._keys[version["id"]]

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise NoSuchKey(key=name)
        return self.folder / f"{name}.json"

    def _file(self, name: str) -> dict[str, Any]:
        """The key file, made when missing, read again when another process has replaced it."""
        path = self._path(name)
        if not path.exists():
            self._create(name, path)
        status = path.stat()
        mark = (status.st_ino, status.st_mtime_ns)
        if name not in self._read or self._read[name][0] != mark:
            self._read[name] = (mark, json.loads(path.read_text()))
        return self._read[name][1]

    def _create(self, name: str, path: Path) -> None:
        with self._locked():
            if not path.exists():
                index = self._seal(name, "index", secrets.token_bytes(32))
                self._write(path, {"name": name, "index": index, "versions": [self._made(f"{name}-1")]})

    def _made(self, key_id: str) -> dict[str, str]:
        key = Key.made_in(chosen.library())
        return {
            "id": key_id,
            "made": clock.now().isoformat(timespec="seconds"),
            "public": key.point().hex(),
            "sign": self._seal(key_id, "sign", key.scalar()),
            "data": self._seal(key_id, "data", secrets.token_bytes(16)),
        }

    def _seal(self, owner: str, use: str, secret: bytes) -> str:
        return digests.seal(self._master(), secret, f"{owner}/{use}".encode()).hex()

    def _open(self, owner: str, use: str, sealed: str) -> bytes:
        if (owner, use) not in self._secrets:
            opened = digests.unseal(self._master(), bytes.fromhex(sealed), f"{owner}/{use}".encode())
            self._secrets[owner, use] = opened
        return self._secrets[owner, use]

    def _master(self) -> bytes:
        """16 bytes. Never made anew where keys already lie that only the lost one opens."""
        path = self.folder / "master"
        if not path.exists():
            if any(self.folder.glob("*.json")):
                raise MasterMissing(path=path)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._place(path, secrets.token_hex(16), replace=False)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise MasterExposed(path=path)
        return bytes.fromhex(path.read_text().strip())

    @contextmanager
    def _changing(self, name: str) -> Iterator[dict[str, Any]]:
        """The key file, to be changed by nobody else meanwhile and replaced whole."""
        with self._locked():
            file = json.loads(self._path(name).read_text())
            yield file
            self._write(self._path(name), file)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        self._place(path, json.dumps(content, ensure_ascii=False, indent=1), replace=True)

    def _place(self, path: Path, text: str, *, replace: bool) -> None:
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
            return
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
