"""SM3, HMAC-SM3 and SM4-GCM, from `cryptography` (its wheel brings its own OpenSSL)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yiwang.infrastructure.crypto.errors import Tampered

NONCE, TAG = 12, 16


def sm3(data: bytes) -> bytes:
    """32 bytes (GB/T 32905)."""
    return sm3_of((data,))


def sm3_of(chunks: Iterable[bytes]) -> bytes:
    """SM3 of a stream, chunk by chunk."""
    digest = hashes.Hash(hashes.SM3())  # noqa: S303 - SM3 is the national digest, not MD5
    for chunk in chunks:
        digest.update(chunk)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """32 bytes keyed digest."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


def seal(key: bytes, data: bytes, aad: bytes = b"") -> bytes:
    """nonce(12) ‖ ciphertext ‖ tag(16) under a 16-byte SM4 key. At most 2³² messages a key: the nonce is random."""
    nonce = secrets.token_bytes(NONCE)
    box = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(aad)
    return nonce + box.update(data) + box.finalize() + box.tag


def unseal(key: bytes, sealed: bytes, aad: bytes = b"") -> bytes:
    """What `seal` was given; `Tampered` when the bytes, the key or `aad` differ."""
    if len(sealed) < NONCE + TAG:
        raise Tampered()
    nonce, body, tag = sealed[:NONCE], sealed[NONCE:-TAG], sealed[-TAG:]
    box = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    box.authenticate_additional_data(aad)
    try:
        return box.update(body) + box.finalize()
    except InvalidTag:
        raise Tampered() from None
