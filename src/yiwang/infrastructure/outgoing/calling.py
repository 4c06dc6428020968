"""The one line to the world outside. The address that was checked is the one that is connected to."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError

from . import rules
from .errors import NotThere

SECONDS, LARGEST, CHUNK = 8.0, 1024 * 1024, 16 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


def post(address: str, hosts: Collection[str], headers: dict[str, str], body: bytes) -> Answer:
    """Send `body`, take what is answered. Raises `NotThere`, also when the answer is no success; `OSError` if none."""
    with session(hosts) as line:
        found = line.post(address, data=body, headers=headers)
    if found.status_code >= 300:
        raise NotThere(why=f"对方答 {found.status_code}")
    return Answer(found.status_code, found.content, {key.lower(): value for key, value in found.headers.items()})


def session(hosts: Collection[str]) -> requests.Session:
    """A session that reaches `hosts` and nothing else. What the environment says of proxies and passwords is not
    asked."""
    made = requests.Session()
    made.trust_env = False
    made.verify = ssl.get_default_verify_paths().cafile or True
    made.mount("https://", Guarded(frozenset(hosts)))
    made.mount("http://", Refusing())
    return made


class Refusing(BaseAdapter):
    def send(self, request: requests.PreparedRequest, *_args: Any, **_about: Any) -> requests.Response:
        raise NotThere(why=f"{urlsplit(request.url or '').hostname} 以外的地址不访问，也只用 https")

    def close(self) -> None:
        pass


class Guarded(HTTPAdapter):
    """Looks up the host, refuses inner addresses, connects to the very address looked at, and checks the certificate
    for the name."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, *_args: Any, **about: Any) -> requests.Response:
        host = rules.host_of(request.url or "", self.hosts)
        if not host:
            raise NotThere(why="、".join(sorted(self.hosts)) + " 以外的地址不访问")
        request.place = public_address(host)  # type: ignore[attr-defined]
        request.headers["Host"] = host
        end = time.monotonic() + SECONDS
        with super().send(request, stream=True, timeout=SECONDS, verify=about.get("verify") or True) as found:
            if 300 <= found.status_code < 400:  # a redirection is an answer like any other: not followed
                raise NotThere(why=f"对方答 {found.status_code}")
            content = _within(found.raw, end)
        found.raw = io.BytesIO(content)
        return found

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """requests' own hook: where to connect, and for which name the certificate must be good."""
        where, how = super().build_connection_pool_key_attributes(request, verify, cert)
        host = where["host"]
        return {**where, "host": request.place}, {**how, "server_hostname": host, "assert_hostname": host}


def _within(raw: Any, end: float) -> bytes:
    """The answer's content, unpacked, as long as it is small and whole in time: one that drips is cut off, too."""
    content = bytearray()
    try:
        while piece := raw.read1(CHUNK, decode_content=True):
            content += piece
            if len(content) > LARGEST:
                raise NotThere(why="对方的回答超过 1 MB")
            if time.monotonic() > end:
                raise requests.Timeout(f"no whole answer within {SECONDS} seconds")
    except HTTPError as problem:
        raise requests.ConnectionError(problem) from problem
    return bytes(content)


def public_address(host: str) -> str:
    """An address of the host that is nobody's inner network. One private address among several is enough to refuse."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    if not found or any(rules.inside(one) for one in found):
        raise NotThere(why=f"{host} 指向内部网络的地址")
    return sorted(found)[0]
