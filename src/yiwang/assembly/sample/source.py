"""演练身份源: another house's identity provider, played beside `yiwang run`, so that logging in by another source can be
tried. It asks for no password: whoever comes picks one of the sample's people. It never starts in a live installation.

The least a provider needs (OpenID Connect Core 1.0): discovery, authorize, token, keys, userinfo; codes once, PKCE, RS256.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import escape
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>演练身份源</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>演练身份源</h1>
<p>这是演练用的，不是真的身份认证。点一个样例人物，就以他的身份回去</p>{people}</main></body></html>"""
PERSON = (
    """<form method="post" action="/as">{hidden}<p><button name="who" value="{number}">{name}</button></p></form>"""
)
PASSED_ON = ("redirect_uri", "state", "nonce", "code_challenge")
Answer = tuple[str, list[tuple[str, str]], bytes]


class Source:
    """`people`: name and ID number, all invented. `back`: the one address people are sent back to."""

    def __init__(self, here: str, back: str, secret: str, people: Iterable[tuple[str, str]]) -> None:
        self.here, self.back, self.secret, self.people = here, back, secret, list(people)
        self.key = rsa.generate_private_key(65537, 2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, int] = {}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        ways = {"/.well-known/openid-configuration": self.configuration, "/keys": self.keys, "/authorize": self.ask,
                "/as": self.send_back, "/token": self.token, "/userinfo": self.userinfo}  # fmt: skip
        way = ways.get(environ["PATH_INFO"])
        status, headers, body = way(environ, sent(environ)) if way else said({"error": "not_found"}, "404 Not Found")
        start(status, [*headers, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [body]

    def configuration(self, _environ: dict[str, Any], _sent: dict[str, str]) -> Answer:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo",
                 "jwks_uri": "keys"}  # fmt: skip
        return said({"issuer": self.here, **{name: f"{self.here}/{path}" for name, path in names.items()}})

    def keys(self, _environ: dict[str, Any], _sent: dict[str, str]) -> Answer:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return said({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})

    def ask(self, _environ: dict[str, Any], sent: dict[str, str]) -> Answer:
        if sent.get("redirect_uri") != self.back or not sent.get("code_challenge"):
            return said({"error": "invalid_request"}, "400 Bad Request")
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(sent.get(name, ""))}">' for name in PASSED_ON
        )
        people = "".join(
            PERSON.format(hidden=hidden, number=nth, name=escape(name)) for nth, (name, _) in enumerate(self.people)
        )
        headers = [("Content-Type", "text/html; charset=utf-8"), ("X-Frame-Options", "DENY")]
        return "200 OK", headers, PAGE.format(people=people).encode()

    def send_back(self, environ: dict[str, Any], sent: dict[str, str]) -> Answer:
        who = sent.get("who", "")
        known = who.isdecimal() and int(who) < len(self.people)
        if environ["REQUEST_METHOD"] != "POST" or sent.get("redirect_uri") != self.back or not known:
            return said({"error": "invalid_request"}, "400 Bad Request")
        code = secrets.token_urlsafe(24)
        self.codes[code] = sent
        told = urlencode({"code": code, "state": sent.get("state", "")})
        return "303 See Other", [("Location", f"{self.back}?{told}")], b""

    def token(self, environ: dict[str, Any], sent: dict[str, str]) -> Answer:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or self._secret(environ, sent) != self.secret:
            return said({"error": "invalid_grant"}, "400 Bad Request")
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return said({"error": "invalid_grant"}, "400 Bad Request")
        now, access = int(time.time()), secrets.token_urlsafe(24)
        self.tokens[access] = int(asked["who"])
        facts = {"iss": self.here, "aud": "yiwang", "iat": now, "exp": now + 300, **self._claims(int(asked["who"]))}
        if asked.get("nonce"):
            facts["nonce"] = asked["nonce"]
        signed = jwt.encode(facts, self.key, "RS256", {"kid": "1"})
        return said({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    @staticmethod
    def _secret(environ: dict[str, Any], sent: dict[str, str]) -> str:
        kind, _, rest = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "basic":
            return sent.get("client_secret", "")
        return base64.b64decode(rest).decode().partition(":")[2]

    def userinfo(self, environ: dict[str, Any], _sent: dict[str, str]) -> Answer:
        who = self.tokens.get(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
        return said({"error": "invalid_token"}, "401 Unauthorized") if who is None else said(self._claims(who))

    def _claims(self, who: int) -> dict[str, Any]:
        name, number = self.people[who]
        return {
            "sub": hashlib.sha256(f"{self.here}/{number}".encode()).hexdigest()[:24],
            "name": name,
            "id_number": number,
        }


def sent(environ: dict[str, Any]) -> dict[str, str]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(min(length, 65_536)).decode() if length else ""
    many = parse_qs(environ.get("QUERY_STRING", "")) | parse_qs(body)
    return {name: values[0] for name, values in many.items()}


def said(what: dict[str, Any], status: str = "200 OK") -> Answer:
    return status, [("Content-Type", "application/json")], json.dumps(what).encode()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> int:
    """Its port, and from the environment: where Yiwang is, the secret they share, the people."""
    if os.environ.get("YIWANG_LIVE", "") == "1":
        sys.exit("yiwang: 正式安装里不启动演练身份源")
    port, people = int(sys.argv[1]), json.loads(os.environ["YIWANG_REHEARSAL_PEOPLE"])
    here, back = f"http://127.0.0.1:{port}", f"{os.environ['YIWANG_URL']}/login/by/rehearsal/back/"
    source = Source(here, back, os.environ["YIWANG_SOURCE_REHEARSAL"], [(name, number) for name, number in people])
    with make_server("127.0.0.1", port, source, Server, Quiet) as server, suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
