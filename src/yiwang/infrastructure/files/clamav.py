"""ClamAV: each file is streamed to a running clamd (INSTREAM). `YIWANG_CLAMD` says where it listens.

`/run/clamav/clamd.ctl` is a socket of this machine, `scanner.inner:3310` one of the inner network. Who names a host
names the machine that sees every upload in the clear: take one of your own.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from yiwang.infrastructure.files.errors import NotScanned, OldDefinitions
from yiwang.kernel import clock

SECONDS = 30.0
CHUNK, LONGEST_ANSWER = 64 * 1024, 4096
OLD = timedelta(days=7)
ADDRESS = re.compile(r"(?P<path>/[^\0]+)|(?P<host>[^:/\s]+|\[[0-9a-f:.]+\]):(?P<port>\d{1,5})")
FOUND = re.compile(r"stream: (.+) FOUND")
VERSION = re.compile(r"ClamAV ([^/\s]+)/(\d+)/(.+)")
MADE = "%a %b %d %H:%M:%S %Y"


@dataclass(frozen=True)
class ClamAV:
    """`address`: a path or `host:port`."""

    address: str

    def __post_init__(self) -> None:
        if not ADDRESS.fullmatch(self.address):
            raise RuntimeError(f"YIWANG_CLAMD is {self.address!r}: write a socket's path or host:port")

    def scan(self, path: Path) -> str | None:
        end = time.monotonic() + SECONDS
        try:
            with closing(self._connected()) as line, path.open("rb") as content:
                line.sendall(b"zINSTREAM\0")
                while chunk := content.read(CHUNK):
                    line.settimeout(_left(end))
                    line.sendall(len(chunk).to_bytes(4, "big") + chunk)
                line.sendall(bytes(4))
                said = _answer(line, end)
        except OSError as problem:
            raise NotScanned from problem
        if found := FOUND.fullmatch(said):
            return found[1]
        if said != "stream: OK":  # also when the file is larger than clamd takes: nobody looked at it
            raise NotScanned
        return None

    def check(self) -> str:
        """“ClamAV 1.4.2，病毒库 27500 号，2026-11-23”. Raises `NotScanned`, or `OldDefinitions` after a week."""
        try:
            with closing(self._connected()) as line:
                line.sendall(b"zVERSION\0")
                said = _answer(line, time.monotonic() + SECONDS)
        except OSError as problem:
            raise NotScanned from problem
        if not (found := VERSION.fullmatch(said)):
            raise OldDefinitions(version=said[:60], number="?", day="?")
        made = _when(found[3])
        facts = {"version": found[1], "number": found[2], "day": f"{made:%Y-%m-%d}" if made else "?"}
        if made is None or clock.now() - made > OLD:
            raise OldDefinitions(**facts)
        return "ClamAV {version}，病毒库 {number} 号，{day}".format(**facts)

    def _connected(self) -> socket.socket:
        place = ADDRESS.fullmatch(self.address)
        assert place  # noqa: S101  looked at when it was made
        if not place["path"]:
            return socket.create_connection((place["host"].strip("[]"), int(place["port"])), SECONDS)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(place["path"])
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket, end: float) -> str:
    """One answer, ended by a zero byte. Anything else is none."""
    said = b""
    while not said.endswith(b"\0"):
        line.settimeout(_left(end))
        piece = line.recv(LONGEST_ANSWER)
        if not piece or len(said) > LONGEST_ANSWER:
            raise ConnectionError("clamd broke off")
        said += piece
    return said[:-1].decode("utf-8", "replace")


def _left(end: float) -> float:
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError("clamd took too long")
    return left


def _when(text: str) -> datetime | None:
    try:
        return datetime.strptime(" ".join(text.split()), MADE).replace(tzinfo=UTC)
    except ValueError:
        return None
