"""SM4 in the modes older systems ask for. They hide and do not protect: what may be altered on the way takes `seal`."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from yiwang.infrastructure.crypto.errors import Tampered

BLOCK = 16


def sm4_cbc_encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """CBC with PKCS#7 padding. `iv`: 16 bytes nobody could foresee, new each time."""
    padder = PKCS7(BLOCK * 8).padder()
    box = Cipher(algorithms.SM4(key), modes.CBC(iv)).encryptor()
    return box.update(padder.update(data) + padder.finalize()) + box.finalize()


def sm4_cbc_decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """`Tampered` for broken blocks or padding; most alterations go unnoticed, so check a MAC before."""
    box, unpadder = Cipher(algorithms.SM4(key), modes.CBC(iv)).decryptor(), PKCS7(BLOCK * 8).unpadder()
    try:
        return unpadder.update(box.update(data) + box.finalize()) + unpadder.finalize()
    except ValueError:
        raise Tampered() from None


def sm4_ctr(key: bytes, counter: bytes, data: bytes) -> bytes:
    """CTR, the same both ways. `counter`: 16 bytes, never twice under one key."""
    box = Cipher(algorithms.SM4(key), modes.CTR(counter)).encryptor()
    return box.update(data) + box.finalize()
