"""The libcrypto that serves: the first candidate that proves itself on the standard's own example."""

from __future__ import annotations

from functools import lru_cache

from yiwang.infrastructure.crypto.encodings import join_signature
from yiwang.infrastructure.crypto.errors import NoLibrary
from yiwang.infrastructure.crypto.library import Library, candidates, load
from yiwang.infrastructure.crypto.sm2 import ID, Key

# GB/T 32918.5-2017, annex A.2 (read)
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
MESSAGE = b"message digest"
SIGNATURE = join_signature(
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


def proves_itself(library: Library) -> bool:
    """Accepts the standard's signature and refuses it over an altered message."""
    key = Key.public_in(library, PUBLIC)
    return key.verifies(MESSAGE, SIGNATURE, ID) and not key.verifies(MESSAGE + b".", SIGNATURE, ID)


def find() -> Library:
    """The first candidate that serves; `NoLibrary` names all that did not."""
    tried = []
    for path in candidates():
        try:
            library = load(path)
        except (OSError, AttributeError):
            tried.append(f"{path}（打不开，或不是 OpenSSL 3）")
            continue
        if proves_itself(library):
            return library
        tried.append(f"{path}（{library.version}，标准算例没有通过）")
    raise NoLibrary(tried="、".join(tried) or "没有候选")


@lru_cache(maxsize=1)
def library() -> Library:
    return find()


def which() -> str:
    """Which file serves SM2 and its version, for the health page. Raises `NoLibrary`."""
    found = library()
    return f"{found.version} · {found.path}"
