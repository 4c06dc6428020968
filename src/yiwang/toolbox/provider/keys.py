"""The key id_tokens are signed with: made, sealed, published, followed by the next."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db.models import Q, QuerySet
from jwt.algorithms import RSAAlgorithm

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .models import SigningKey

NAME, ALGORITHM = "provider", "RS256"
ROTATE = security.declare("provider.rotate_key", "更换登录凭据的签名密钥", by="system")
ORDER = security.declare(
    "provider.order_key", "要求更换登录凭据的签名密钥", by="staff", roles="administrator", assurance=3
)
LIVES = timedelta(minutes=10)  # an id_token
PUBLISHED = timedelta(hours=24)  # longer than any id_token lives, and than a careful reader keeps the list


def mac(text: str) -> bytes:
    """HMAC-SM3 under the installation's key. What goes in is random already, so nothing slower is needed."""
    return crypto.provider().mac(NAME, text.encode())


def rotate() -> str:
    """A new key signs from now on; the former stays published until its tokens are dead. Returns the new key's id."""
    with security.acting(security.SYSTEM, ROTATE, security.Ref("signing_key", "")) as record:
        SigningKey.objects.filter(until__lt=clock.now()).delete()
        SigningKey.objects.filter(until=None).update(until=clock.now() + PUBLISHED)
        kid = _made().kid
        record.about("signing_key", kid)
    return kid


def order_rotation(by: security.Actor) -> str:
    """Somebody wants it so; keys themselves are in nobody's reach but the program's."""
    with security.acting(by, ORDER, security.Ref("signing_key", "")):
        pass
    return rotate()


def _made() -> SigningKey:
    kid = secrets.token_hex(8)
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey.objects.create(kid=kid, sealed=crypto.encrypt(NAME, pem, kid.encode()), made_at=clock.now())


@lru_cache(maxsize=8)
def _opened(kid: str, sealed: bytes) -> Any:
    return serialization.load_pem_private_key(crypto.decrypt(NAME, sealed, kid.encode()), None)


def sign(claims: dict[str, Any]) -> str:
    """As the program, inside a change: the very first one makes the key."""
    key = _signing() or _made()
    return jwt.encode(claims, _opened(key.kid, bytes(key.sealed)), algorithm=ALGORITHM, headers={"kid": key.kid})


def _signing() -> SigningKey | None:
    return SigningKey.objects.filter(until=None).order_by("-made_at").first()


def read(token: str) -> dict[str, Any] | None:
    """What one of our own id_tokens says, however old; None for anything else. As the program, inside a reading."""
    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        key = SigningKey.objects.filter(kid=kid).first()
        if key is None:
            return None
        public = _opened(key.kid, bytes(key.sealed)).public_key()
        options: Any = {"verify_exp": False, "verify_aud": False}
        told: dict[str, Any] = jwt.decode(token, public, [ALGORITHM], options=options, issuer=settings.BASE_URL)
        return told
    except jwt.PyJWTError:
        return None


@dataclass(frozen=True)
class KeyView:
    kid: str
    made_at: datetime
    until: datetime | None


def known() -> list[KeyView]:
    """The keys that are published, the one that signs first."""
    with security.viewing(security.SYSTEM):
        return [KeyView(one.kid, one.made_at, one.until) for one in _alive()]


def _alive() -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(Q(until=None) | Q(until__gt=clock.now())).order_by("-made_at")


def published() -> list[dict[str, Any]]:
    """The public halves. As the program, inside a reading."""
    return [_public(one.kid, bytes(one.sealed)) for one in _alive()]


def _public(kid: str, sealed: bytes) -> dict[str, Any]:
    told = json.loads(RSAAlgorithm.to_jwk(_opened(kid, sealed).public_key()))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": told["n"], "e": told["e"]}


def ensure() -> None:
    """So that the list is not empty before the first login."""
    with security.viewing(security.SYSTEM):
        there = _signing() is not None
    if not there:
        rotate()
