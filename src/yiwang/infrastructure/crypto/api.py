"""National algorithms and the installation's keys.

    >>> sm3(b"abc").hex()[:8]
    '66c7f0f4'
    >>> key = sm2_generate()
    >>> sm2_verify(key.public, b"text", sm2_sign(key.private, b"text"))
    True

`sign`, `verify`, `encrypt`, `decrypt`, `blind_index` use keys by name (`trail`, `documents`, `personal`) from the
provider that `YIWANG_KEYS` names (`file` unless said otherwise). Signatures are DER, ciphertexts say their key version.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from yiwang.infrastructure.crypto import chosen
from yiwang.infrastructure.crypto.authority import Authority
from yiwang.infrastructure.crypto.certificates import (
    SM2_WITH_SM3,
    Certificate,
    Revocations,
    chain_of,
    read_certificate,
    read_revocations,
    signed_by,
)
from yiwang.infrastructure.crypto.chosen import which
from yiwang.infrastructure.crypto.ciphers import sm4_cbc_decrypt, sm4_cbc_encrypt, sm4_ctr
from yiwang.infrastructure.crypto.cms import Signed, make_signed, read_signed
from yiwang.infrastructure.crypto.digests import hmac_sm3, seal, sm3, sm3_of, unseal
from yiwang.infrastructure.crypto.encodings import der_signature, raw_signature
from yiwang.infrastructure.crypto.errors import (
    BadCertificate,
    BadKey,
    MasterExposed,
    MasterMissing,
    NoLibrary,
    NoSuchKey,
    Tampered,
)
from yiwang.infrastructure.crypto.keystore import FileKeys
from yiwang.infrastructure.crypto.ports import Marks, Provider, Signature, Version
from yiwang.infrastructure.crypto.sm2 import ID, Key
from yiwang.kernel import home
from yiwang.kernel.registry import Registry

__all__ = [
    "SM2_WITH_SM3", "Authority", "BadCertificate", "BadKey", "Certificate", "Marks", "MasterExposed", "MasterMissing",
    "NoLibrary", "NoSuchKey", "Pair", "Provider", "Revocations", "Signature", "Signed", "Tampered", "Version",
    "blind_index", "chain_of", "decrypt", "der_signature", "encrypt", "hmac_sm3", "make_signed", "provider",
    "providers", "public_key", "raw_signature", "read_certificate", "read_revocations", "read_signed", "seal", "sign",
    "signed_by", "sm2_decrypt", "sm2_decrypt_der", "sm2_encrypt", "sm2_encrypt_der", "sm2_generate", "sm2_sign",
    "sm2_verify", "sm3", "sm3_of", "sm4_cbc_decrypt", "sm4_cbc_encrypt", "sm4_ctr", "unseal", "verify", "which",
]  # fmt: skip

providers: Registry[Provider] = Registry("key provider")


class Pair(NamedTuple):
    """`private`: 32 bytes of d. `public`: 65 bytes 04‖x‖y."""

    private: bytes
    public: bytes


@lru_cache(maxsize=256)
def _public(point: bytes) -> Key:
    return Key.public_in(chosen.library(), point)


def sm2_generate() -> Pair:
    """A new key pair."""
    key = Key.made_in(chosen.library())
    return Pair(key.scalar(), key.point())


def sm2_sign(private: bytes, message: bytes, user: bytes = ID) -> bytes:
    """DER signature with SM3 over Z(user) ‖ message. `BadKey` when `private` is not a scalar of the curve."""
    return Key.private_in(chosen.library(), private).signs(message, user)


def sm2_verify(public: bytes, message: bytes, signature: bytes, user: bytes = ID) -> bool:
    """Whether the DER `signature` is `public`'s over `message`. `BadKey` when `public` is not a point of the curve."""
    return _public(public).verifies(message, signature, user)


def sm2_encrypt(public: bytes, data: bytes) -> bytes:
    """C1‖C3‖C2 (GB/T 32918.4). For short secrets; data goes under SM4."""
    return _public(public).encrypts(data)


def sm2_decrypt(private: bytes, data: bytes) -> bytes:
    """Opens C1‖C3‖C2; `Tampered` when it was altered or is not for this key."""
    return Key.private_in(chosen.library(), private).decrypts(data)


def sm2_encrypt_der(public: bytes, data: bytes) -> bytes:
    """SM2Cipher in DER (GM/T 0009), for other systems."""
    return _public(public).encrypts_der(data)


def sm2_decrypt_der(private: bytes, data: bytes) -> bytes:
    """Opens an SM2Cipher; `Tampered` when it was altered, cut, lengthened, or is not for this key."""
    return Key.private_in(chosen.library(), private).decrypts_der(data)


@lru_cache(maxsize=8)
def _file_keys(place: Path) -> FileKeys:
    return FileKeys(place / "keys")


def provider() -> Provider:
    """The provider that `YIWANG_KEYS` names; the file keystore of this installation by default."""
    name = os.environ.get("YIWANG_KEYS", "file")
    if name != "file":
        return providers[name]
    return _file_keys(home.home())


def sign(key_name: str, message: bytes) -> Signature:
    """Sign with the newest version of a named key."""
    return provider().sign(key_name, message)


def verify(key_name: str, message: bytes, signature: Signature) -> bool:
    """Verify with the version the signature names; `NoSuchKey` when this installation never had it."""
    return sm2_verify(provider().public_key(key_name, signature.key_id), message, signature.value)


def public_key(key_name: str, key_id: str | None = None) -> bytes:
    """65 bytes, to be published with what it signs."""
    return provider().public_key(key_name, key_id)


def encrypt(key_name: str, data: bytes, aad: bytes = b"") -> bytes:
    """For columns of sensitivity L4. `aad` binds the bytes to their place, such as b"party/<id>/phone"."""
    return provider().encrypt(key_name, data, aad)


def decrypt(key_name: str, data: bytes, aad: bytes = b"") -> bytes:
    """`Tampered` when the bytes were altered or moved to another place."""
    return provider().decrypt(key_name, data, aad)


def blind_index(key_name: str, text: str) -> bytes:
    """32 bytes to look an encrypted value up by equality. Normalise `text` first."""
    return provider().blind_index(key_name, text)
