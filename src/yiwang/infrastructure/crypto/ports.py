"""Where keys live. A file keystore serves by default; a certified module (SDF, SKF) fills the same port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Signature:
    """An SM2 signature with SM3 over ID ‖ message: `value` is DER SEQUENCE{r, s}; `key_id` says which key made it."""

    key_id: str
    value: bytes


@dataclass(frozen=True)
class Version:
    """One version of a name: when made, and since when it opens nothing any more."""

    id: str
    made: str
    retired: str = ""


@dataclass(frozen=True)
class Marks:
    """Blind indexes of one text. `current` is what is looked up; `incoming` the one a change is on its way to (else the
    same); `former` those of indexes that were given up."""

    current: bytes
    incoming: bytes
    former: tuple[bytes, ...] = ()


class Provider(Protocol):
    """Keys by name (`trail`, `documents`, `personal`). A name has versions; an id `name-3` is one version for ever.

    Private keys never leave a provider. Every answer that must be opened again says which version made it, so that a
    rotation changes what is made next and nothing that exists.
    """

    def sign(self, key_name: str, message: bytes) -> Signature:
        """Sign `message` (any length; SM3 is part of it) with the newest version. The key is made at first use."""

    def public_key(self, key_name: str, key_id: str | None = None) -> bytes:
        """65 bytes 04‖x‖y of one version (default: the newest). `NoSuchKey` when the id is unknown."""

    def encrypt(self, key_name: str, data: bytes, aad: bytes = b"") -> bytes:
        """SM4-GCM with the newest version; `aad` (what the data belongs to) must be given again to decrypt."""

    def decrypt(self, key_name: str, data: bytes, aad: bytes = b"") -> bytes:
        """`Tampered` when data or `aad` are not what was encrypted; `NoSuchKey` when its version is gone."""

    def blind_index(self, key_name: str, text: str) -> bytes:
        """32 bytes, the same for the same text: equality can be searched, the text cannot be read. Stays when versions
        rotate; changes only by `new_index` and `switch_index`."""

    def marks(self, key_name: str, text: str) -> Marks:
        """All blind indexes of a text: more than one while the index is being changed, and after."""

    def mac(self, key_name: str, data: bytes) -> bytes:
        """32 bytes of HMAC-SM3 under a secret of its own. Never rotates, so that old rows stay checkable."""

    def rotate(self, key_name: str) -> str:
        """Make a new version and return its id. Older versions still verify and decrypt."""

    def newest(self, key_name: str) -> bytes:
        """What every ciphertext of the newest version begins with."""

    def names(self) -> list[str]:
        """All names there are keys of."""

    def versions(self, key_name: str) -> list[Version]:
        """The versions of a name, oldest first."""

    def retire(self, key_name: str, key_id: str) -> None:
        """Forget the secrets of an old version. Its public key stays, so that signatures verify."""

    def new_index(self, key_name: str) -> None:
        """Begin to change the blind index: `marks` gives the incoming one beside the current."""

    def switch_index(self, key_name: str) -> None:
        """Make the incoming index the current one."""

    def check(self) -> str:
        """Who serves, in one sentence for the health page; raises the error that explains why nobody does."""
