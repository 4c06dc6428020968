"""What the security base needs and does not own: keys. `infrastructure/crypto` fills it at start-up."""

from __future__ import annotations

from typing import Protocol


class Marks(Protocol):
    """`incoming` is the pseudonym a change of the index is on its way to, else the same as `current`."""

    @property
    def current(self) -> bytes: ...

    @property
    def incoming(self) -> bytes: ...

    @property
    def former(self) -> tuple[bytes, ...]: ...


class Vault(Protocol):
    """Keys by name, never handed out. Everything it returns carries the id of the key that made it."""

    def mac(self, key: str, data: bytes) -> bytes:
        """HMAC-SM3 of `data`, 32 bytes, under the named key's first version (so that old rows stay checkable)."""

    def sign(self, key: str, data: bytes) -> bytes:
        """An SM2 signature over `data`."""

    def verify(self, key: str, data: bytes, signature: bytes) -> bool:
        """Does the signature hold for `data`? False for anything malformed; never raises for bad input."""

    def encrypt(self, key: str, plain: bytes, bound_to: bytes = b"") -> bytes:
        """SM4-GCM. `bound_to` is authenticated with the text: it cannot be moved to another row."""

    def decrypt(self, key: str, sealed: bytes, bound_to: bytes = b"") -> bytes:
        """The text again. Raises `DomainError` where the sealed bytes or `bound_to` were changed."""

    def newest(self, key: str) -> bytes:
        """What every ciphertext of the key's newest version begins with."""

    def marks(self, key: str, text: str) -> Marks:
        """All pseudonyms of a text: more than one while the index is being changed, and after."""

    def blind_index(self, key: str, text: str) -> bytes:
        """A keyed pseudonym: equal texts give equal bytes, and nobody without the key can try them out."""


class _Slot:
    """Holds the one vault of the installation."""

    def __init__(self) -> None:
        self._vault: Vault | None = None

    def fill(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self) -> Vault:
        if self._vault is None:
            raise RuntimeError("no vault: infrastructure/crypto has not filled the port")
        return self._vault


vault = _Slot()
