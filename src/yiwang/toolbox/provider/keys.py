"""The key id_tokens are signed with: made, sealed, published, followed by the next."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db.models import Q
from jwt.algorithms import RSAAlgorithm

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .models import SigningKey

NAME = "provider"
ROTATE = security.declare("provider.rotate_key", "更换登录凭据的签名密钥", by="system")
LIVES = timedelta(minutes=10)  # an id_token
PUBLISHED = timedelta(hours=24)  # longer than any id_token lives, and than a careful reader keeps the list


def mac(text: str) -> bytes:
    """HMAC-SM3 under the installation's key. What goes in is random already, so nothing slower is needed."""
    return crypto.provider().mac(NAME, text.encode())


def rotate() -> str:
    """A new key signs from now on; the former stays published until its tokens are dead. Returns the new key's id."""
    with security.acting(security.SYSTEM, ROTATE, security.Ref("signing_key", "")) as record:
        kid, now = secrets.token_hex(8), clock.now()
        pem = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        SigningKey.objects.filter(until=None).update(until=now + PUBLISHED)
        SigningKey.objects.create(kid=kid, sealed=crypto.encrypt(NAME, pem, kid.encode()), made_at=now)
        record.about("signing_key", kid)
    return kid


@lru_cache(maxsize=8)
def _opened(kid: str, sealed: bytes) -> Any:
    return serialization.load_pem_private_key(crypto.decrypt(NAME, sealed, kid.encode()), None)


def sign(claims: dict[str, Any]) -> str:
    """As the program, inside a transaction."""
    key = SigningKey.objects.filter(until=None).order_by("-made_at").first()
    if key is None:
        raise RuntimeError("no signing key: `keys.rotate` makes the first")
    return jwt.encode(claims, _opened(key.kid, bytes(key.sealed)), algorithm="RS256", headers={"kid": key.kid})


def published() -> list[dict[str, Any]]:
    """The public halves. As the program, inside a reading."""
    alive = SigningKey.objects.filter(Q(until=None) | Q(until__gt=clock.now())).order_by("-made_at")
    return [_public(one.kid, bytes(one.sealed)) for one in alive]


def _public(kid: str, sealed: bytes) -> dict[str, Any]:
    told = json.loads(RSAAlgorithm.to_jwk(_opened(kid, sealed).public_key()))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": told["n"], "e": told["e"]}


def ensure() -> None:
    with security.viewing(security.SYSTEM):
        there = SigningKey.objects.filter(until=None).exists()
    if not there:
        rotate()
