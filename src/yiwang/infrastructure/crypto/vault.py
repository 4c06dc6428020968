"""Fills the port of the security base (`security.base.ports.Vault`) with the provider of this installation."""

from __future__ import annotations

from yiwang.infrastructure.crypto import api
from yiwang.kernel.errors import DomainError


class HouseVault:
    """A signature is one byte of length, the key id, and the DER value."""

    def mac(self, key: str, data: bytes) -> bytes:
        return api.provider().mac(key, data)

    def sign(self, key: str, data: bytes) -> bytes:
        made = api.sign(key, data)
        return bytes([len(made.key_id)]) + made.key_id.encode() + made.value

    def verify(self, key: str, data: bytes, signature: bytes) -> bool:
        length = signature[0] if signature else 0
        key_id, value = signature[1 : 1 + length], signature[1 + length :]
        try:
            return api.verify(key, data, api.Signature(key_id.decode(), value))
        except (DomainError, UnicodeDecodeError):
            return False

    def encrypt(self, key: str, plain: bytes, bound_to: bytes = b"") -> bytes:
        return api.encrypt(key, plain, bound_to)

    def decrypt(self, key: str, sealed: bytes, bound_to: bytes = b"") -> bytes:
        return api.decrypt(key, sealed, bound_to)

    def newest(self, key: str) -> bytes:
        return api.provider().newest(key)

    def marks(self, key: str, text: str) -> api.Marks:
        return api.provider().marks(key, text)

    def blind_index(self, key: str, text: str) -> bytes:
        return api.blind_index(key, text)
