"""Nobody calls out but by `infrastructure/outgoing`, whose line looks at where it leads."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from .code import Module, modules

WAYS_OUT = {
    "aiohttp", "ftplib", "http.client", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib", "socket",
    "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
ASYNC = {"open_connection", "create_connection", "open_unix_connection"}

# Who may, and why. Nobody is added without a reason that names where it leads.
MAY = {
    "assembly.commands.start": "asks its own server, by a number, whether it is up yet",
    "infrastructure.files.clamav": "the scanner the operator named, in his own network",
}


def ways_out(house: Iterable[Module]) -> dict[str, set[str]]:
    """Module → what it would call out with."""
    found: dict[str, set[str]] = {}
    for module in house:
        for node in ast.walk(module.tree):
            if named := _named(node) & WAYS_OUT | _async(node):
                found.setdefault(module.name.removeprefix("yiwang."), set()).update(named)
    return found


def _named(node: ast.AST) -> set[str]:
    """What an import names, whole and without its last parts."""
    if isinstance(node, ast.Import):
        names = [one.name for one in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    else:
        return set()
    parts = [name.split(".") for name in names]
    return {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}


def _async(node: ast.AST) -> set[str]:
    return {node.attr} if isinstance(node, ast.Attribute) and node.attr in ASYNC else set()


def planted(text: str) -> Module:
    return Module("yiwang.planted.module", "planted", ast.parse(text), Path("planted/module.py"))


def test_nobody_calls_out_but_by_the_guarded_line():
    found = {name for name in ways_out(modules()) if not name.startswith("infrastructure.outgoing.")}
    assert found == set(MAY)


@pytest.mark.parametrize(
    "text",
    ["import requests", "from urllib.request import urlopen", "from urllib import request", "import http.client as c",
     "def f():\n    import socket", "async def f():\n    await asyncio.open_connection('a', 1)"],
)  # fmt: skip
def test_a_planted_way_out_is_found(text):
    assert list(ways_out([planted(text)])) == ["planted.module"]


@pytest.mark.parametrize("text", ["from urllib.parse import urlsplit", "from http import HTTPStatus"])
def test_what_only_reads_addresses_is_not(text):
    assert ways_out([planted(text)]) == {}
