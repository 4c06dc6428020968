"""The scanner's adapter against a clamd of our own, that speaks the protocol and sometimes misbehaves."""

from __future__ import annotations

import io
import os
import socketserver
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest

from yiwang.infrastructure.files import clamav, errors, health, keeping, sniffing, store
from yiwang.infrastructure.files.tests import samples

# The test file every scanner knows (eicar.org), put together here so that none of them takes this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
NOW = "Mon Nov 23 08:00:00 2026"


class Clamd(socketserver.StreamRequestHandler):
    version = f"ClamAV 1.4.2/27500/{NOW}"
    most = 1 << 20

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            return self.say(self.version)
        assert command == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > self.most:
                return self.say("INSTREAM size limit exceeded. ERROR")
        return self.say("stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK")

    def say(self, text):
        self.wfile.write(text.encode() + b"\0")


class Silent(Clamd):
    def say(self, text):
        time.sleep(1)


class Cut(Clamd):
    def say(self, text):
        self.wfile.write(b"stream: O")


def listening(server, handler):
    with server as made:
        made.daemon_threads, made.block_on_close = True, False
        made.handle_error = lambda *_: None
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture(params=["unix", "tcp"])
def clamd(request, tmp_path):
    if request.param == "unix":
        for _ in listening(socketserver.ThreadingUnixStreamServer(str(tmp_path / "c"), Clamd), Clamd):
            yield clamav.ClamAV(str(tmp_path / "c"))
    else:
        for made in listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd), Clamd):
            yield clamav.ClamAV(f"127.0.0.1:{made.server_address[1]}")


def kept(scanner, content, folder):
    return store.Store(folder).keep(io.BytesIO(content), (sniffing.PDF,), 10 << 20, scanner)


def test_a_clean_file_is_kept(clamd, tmp_path):
    assert kept(clamd, samples.PDF, tmp_path / "f").size == len(samples.PDF)


def test_an_infected_file_is_refused_by_name_and_nothing_is_left(clamd, tmp_path):
    content = samples.PDF[:9] + bytes(200_000) + EICAR + samples.PDF[9:]
    with pytest.raises(errors.Infected, match="Eicar-Test-Signature"):
        kept(clamd, content, tmp_path / "f")
    assert [path for path in (tmp_path / "f").rglob("*") if path.is_file()] == []


def test_without_the_scanner_it_would_be_kept(tmp_path):
    assert kept(None, samples.PDF[:9] + EICAR + samples.PDF[9:], tmp_path / "f")


def test_what_is_larger_than_clamd_takes_was_not_looked_at(clamd, tmp_path, monkeypatch):
    monkeypatch.setattr(Clamd, "most", 100)
    with pytest.raises(errors.NotScanned):
        kept(clamd, samples.PDF[:9] + bytes(5000) + samples.PDF[9:], tmp_path / "f")


@pytest.mark.parametrize("handler", [Silent, Cut])
def test_a_scanner_that_does_not_answer_refuses_the_file_in_words(handler, tmp_path, monkeypatch):
    monkeypatch.setattr(clamav, "SECONDS", 0.2)
    for _ in listening(socketserver.ThreadingUnixStreamServer(str(tmp_path / "c"), handler), handler):
        with pytest.raises(errors.NotScanned, match="现在查不了病毒，这个文件没有收下"):
            kept(clamav.ClamAV(str(tmp_path / "c")), samples.PDF, tmp_path / "f")


def test_nobody_there_refuses_too(tmp_path):
    with pytest.raises(errors.NotScanned):
        kept(clamav.ClamAV(str(tmp_path / "none")), samples.PDF, tmp_path / "f")


def test_a_scanner_of_somebody_else_that_breaks_refuses_too(tmp_path):
    class Broken:
        def scan(self, path):
            raise ZeroDivisionError

    with pytest.raises(errors.NotScanned):
        kept(Broken(), samples.PDF, tmp_path / "f")


@pytest.mark.parametrize("address", ["", "clamd", "relative/path", "host:port", "tcp://host:1"])
def test_an_address_that_is_none_is_said_at_once(address):
    with pytest.raises(RuntimeError, match="YIWANG_CLAMD"):
        clamav.ClamAV(address)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clamav.clock, "now", lambda: datetime(2026, 11, 24, tzinfo=UTC))


def state(scanner):
    with keeping.scanners.only(clamav=scanner):
        found = health.check()
    return found.state, found.says


def test_health_says_version_and_age(clamd, today, monkeypatch):
    assert state(clamd) == ("good", "ClamAV 1.4.2，病毒库 27500 号，2026-11-23")
    monkeypatch.setattr(Clamd, "version", "ClamAV 1.4.2/27000/Mon Nov  2 08:00:00 2026")
    assert state(clamd)[0] == "degraded" and "2026-11-02" in state(clamd)[1]
    monkeypatch.setattr(Clamd, "version", "ClamAV 1.4.2")
    assert state(clamd)[0] == "degraded"


def test_health_says_that_nobody_answers(tmp_path):
    assert state(clamav.ClamAV(str(tmp_path / "none"))) == ("degraded", "病毒扫描没有应答，现在一个上传的文件都收不下")


@pytest.mark.parametrize(("address", "there"), [("/run/clamav/clamd.ctl", "['clamav']"), ("", "[]")])
def test_it_is_registered_when_the_environment_names_one(address, there):
    text = "import django; django.setup(); from yiwang.infrastructure.files.api import scanners; print(list(scanners))"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True,
                          env={**os.environ, "YIWANG_CLAMD": address})  # fmt: skip
    assert done.stdout.strip() == there
