"""The line itself: against a server of our own with a certificate of our own, so that what is promised is what is done."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import http.server
import socket
import ssl
import threading
import time

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.outgoing import calling, rules
from yiwang.infrastructure.outgoing.errors import NotThere

HOST = "ministry.example"
PUBLIC, INNER = "93.184.215.14", "10.1.2.3"


class Ministry(http.server.BaseHTTPRequestHandler):
    """What is answered stands in `answers`: path → (status, headers, body)."""

    answers: dict = {}
    heard: list = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.heard.append((self.path, dict(self.headers), body))
        status, headers, said = self.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            for piece in [said] if isinstance(said, bytes) else said:
                self.wfile.write(piece)
                self.wfile.flush()

    do_GET = do_POST  # noqa: N815  named by the server's own library

    def log_message(self, *_):
        pass


def certificate(folder, name: str):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "both.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return folder


@pytest.fixture
def ministry(tmp_path, monkeypatch):
    """The public address leads to our own server; everything else about the line is as in service."""
    yield from served(certificate(tmp_path, HOST), monkeypatch)


def served(folder, monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ministry)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Ministry.answers, Ministry.heard = {}, []
    resolving(monkeypatch, {HOST: [PUBLIC]})
    reached = []
    connect = socket.socket.connect

    def connected(plain, place):
        reached.append(place[0])
        return connect(plain, server.server_address if place[0] == PUBLIC else place)

    monkeypatch.setattr(socket.socket, "connect", connected)
    paths = ssl.get_default_verify_paths()._replace(cafile=str(folder / "cert.pem"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    Ministry.reached = reached
    yield Ministry
    server.shutdown()
    server.server_close()


def resolving(monkeypatch, places):
    """Names lead to `places`; a list of lists leads elsewhere at each question. Numbers lead to themselves."""
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *about, **more):
        if host in places:
            found = places[host].pop(0) if isinstance(places[host][0], list) else places[host]
            return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
                    for one in found]  # fmt: skip
        return real(host, port, *about, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def post(path="/a"):
    return calling.post(f"https://{HOST}{path}", {HOST}, {"X-Key": "k"}, b"{}")


def test_the_declared_host_is_called_by_its_name_at_the_address_that_was_checked(ministry):
    ministry.answers = {"/a": (200, {"X-Nonce": "n"}, b"said")}
    answer = post()
    assert (answer.status, answer.body, answer.headers["x-nonce"]) == (200, b"said", "n")
    [(path, headers, body)] = ministry.heard
    assert (path, headers["Host"], headers["X-Key"], body) == ("/a", HOST, "k", b"{}")
    assert ministry.reached == [PUBLIC]


def test_a_name_that_leads_elsewhere_when_asked_again_is_still_called_where_it_was_checked(ministry, monkeypatch):
    resolving(monkeypatch, {HOST: [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]})
    ministry.answers = {"/a": (200, {}, b"said")}
    assert post().body == b"said"
    assert ministry.reached == [PUBLIC]


def test_without_the_pin_it_would_be_called_inside(ministry, monkeypatch):
    resolving(monkeypatch, {HOST: [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]})
    monkeypatch.delattr(calling.Guarded, "build_connection_pool_key_attributes")
    with pytest.raises(OSError):
        post()
    assert "127.0.0.1" in ministry.reached


def test_a_certificate_for_another_name_is_not_believed(tmp_path, monkeypatch):
    for there in served(certificate(tmp_path, "evil.example"), monkeypatch):
        there.answers = {"/a": (200, {}, b"said")}
        with pytest.raises(requests.exceptions.SSLError):
            post()
        with calling.session({HOST}) as line, pytest.raises(requests.exceptions.SSLError):
            line.get(f"https://{HOST}/a", verify=False)
        assert there.heard == []


@settings(max_examples=25, deadline=None)
@given(st.permutations([PUBLIC, "8.8.8.8", INNER]) | st.sampled_from([["127.0.0.1"], ["::ffff:10.0.0.1"], ["::1"], []]))
def test_one_inner_address_among_several_is_enough_to_refuse(places):
    with pytest.MonkeyPatch.context() as patched:
        resolving(patched, {HOST: [places]})
        patched.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
        with pytest.raises(NotThere, match="内部网络"):
            post()


def test_without_the_look_at_the_address_it_would_lead_inside(ministry, monkeypatch):
    resolving(monkeypatch, {HOST: ["127.0.0.1"]})
    monkeypatch.setattr(rules, "inside", lambda _place: False)
    with pytest.raises(OSError):
        post()
    assert ministry.reached == ["127.0.0.1"]


def test_redirections_are_not_followed(ministry):
    ministry.answers = {"/a": (302, {"Location": f"https://{HOST}/b"}, b""), "/b": (200, {}, b"")}
    with pytest.raises(NotThere, match="302"):
        post()
    with calling.session({HOST}) as line, pytest.raises(NotThere):
        line.get(f"https://{HOST}/a")
    assert [path for path, *_ in ministry.heard] == ["/a", "/a"]


def test_a_refusal_is_no_answer_to_a_post_and_one_to_a_library(ministry):
    ministry.answers = {"/a": (400, {"Content-Type": "application/json"}, b'{"error": "invalid_grant"}')}
    with pytest.raises(NotThere, match="400"):
        post()
    with calling.session({HOST}) as line:
        assert line.get(f"https://{HOST}/a").json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("packed", [False, True])
def test_floods_are_cut_off_even_when_they_come_packed(ministry, packed):
    flood = b"x" * (calling.LARGEST + 5)
    headers, body = ({"Content-Encoding": "gzip"}, gzip.compress(flood)) if packed else ({}, flood)
    ministry.answers = {"/a": (200, headers, body)}
    with pytest.raises(NotThere, match="1 MB"):
        post()


def drops():
    for _ in range(30):
        time.sleep(0.05)
        yield b"x"


def test_an_answer_that_drips_is_cut_off(ministry, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.4)
    ministry.answers = {"/a": (200, {}, drops())}
    with pytest.raises(requests.Timeout):
        post()


def test_a_session_reaches_nothing_undeclared_and_asks_no_proxy(ministry, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    ministry.answers = {"/a": (200, {}, b"{}")}
    with calling.session({HOST}) as line:
        assert line.get(f"https://{HOST}/a").json() == {}
        for address in ("https://evil.example/", f"http://{HOST}/", "http://127.0.0.1/"):
            with pytest.raises(NotThere):
                line.get(address)
