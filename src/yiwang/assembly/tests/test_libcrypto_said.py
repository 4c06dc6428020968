"""Which libcrypto serves is said when the house opens; that none does is said then too, not at the first signature."""

from __future__ import annotations

import pytest

from yiwang.assembly.commands import start
from yiwang.infrastructure.crypto import api as crypto


@pytest.fixture
def opens(monkeypatch):
    """The web server, up to the moment it would take over the process."""
    monkeypatch.setattr(start.os, "execv", lambda *_: None)
    monkeypatch.setattr(start, "_share_metrics", lambda: None)
    monkeypatch.setenv("YIWANG_ROLE", "web")

    class Given:
        host, port, workers = "127.0.0.1", 1, 1

    return lambda: start.web(Given())


def test_the_library_is_named_when_the_house_opens(opens, capfd):
    opens()
    assert "OpenSSL 3" in capfd.readouterr().out


def test_that_none_serves_is_said_when_the_house_opens(opens, capfd, monkeypatch):
    def none() -> str:
        raise crypto.NoLibrary(tried="/nowhere/libcrypto.so")

    monkeypatch.setattr(crypto, "which", none)
    opens()
    assert "/nowhere/libcrypto.so" in capfd.readouterr().err
