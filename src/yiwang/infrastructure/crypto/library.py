"""Where an OpenSSL 3 libcrypto may be, and the signatures of the functions we call in it (`cryptography` has no SM2).

The order is a named file, the copy in psycopg's binary wheel, the system's. A file that was named is never silently
replaced by another one.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
from collections.abc import Iterator
from ctypes import POINTER, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_ulong, c_void_p
from pathlib import Path
from typing import NamedTuple

OPENSSL_3 = 0x3000_0000
PROTOTYPES: dict[str, tuple[object, tuple[object, ...]]] = {
    "OpenSSL_version_num": (c_ulong, ()),
    "OpenSSL_version": (c_char_p, (c_int,)),
    "ERR_clear_error": (None, ()),
    "d2i_PUBKEY": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "d2i_AutoPrivateKey": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "EVP_PKEY_Q_keygen": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY_get_octet_string_param": (c_int, (c_void_p, c_char_p, c_void_p, c_size_t, POINTER(c_size_t))),
    "EVP_PKEY_get_bn_param": (c_int, (c_void_p, c_char_p, POINTER(c_void_p))),
    "BN_bn2binpad": (c_int, (c_void_p, c_char_p, c_int)),
    "BN_clear_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_new_from_pkey": (c_void_p, (c_void_p, c_void_p, c_char_p)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_int)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_sm3": (c_void_p, ()),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, POINTER(c_ubyte), POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "EVP_PKEY_encrypt_init": (c_int, (c_void_p,)),
    "EVP_PKEY_encrypt": (c_int, (c_void_p, POINTER(c_ubyte), POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_PKEY_decrypt_init": (c_int, (c_void_p,)),
    "EVP_PKEY_decrypt": (c_int, (c_void_p, POINTER(c_ubyte), POINTER(c_size_t), c_char_p, c_size_t)),
}


class Library(NamedTuple):
    path: str
    version: str
    c: ctypes.CDLL


def load(path: str) -> Library:
    """Open `path` and declare its functions. OSError or AttributeError when it is not an OpenSSL 3."""
    c = ctypes.CDLL(path)
    for name, (result, arguments) in PROTOTYPES.items():
        function = getattr(c, name)
        function.restype, function.argtypes = result, arguments
    if c.OpenSSL_version_num() < OPENSSL_3:
        raise OSError("older than OpenSSL 3")
    return Library(path, c.OpenSSL_version(0).decode(), c)


def in_psycopg_wheel() -> Iterator[str]:
    """The copies auditwheel (Linux), delocate (macOS) and delvewheel (Windows) put beside psycopg_binary."""
    spec = importlib.util.find_spec("psycopg_binary")
    for folder in spec.submodule_search_locations or () if spec else ():
        for place in (Path(folder).parent / "psycopg_binary.libs", Path(folder) / ".dylibs"):
            yield from sorted(str(found) for found in place.glob("libcrypto*"))


def candidates() -> Iterator[str]:
    if named := os.environ.get("YIWANG_LIBCRYPTO"):
        yield named
        return
    yield from in_psycopg_wheel()
    yield from ("libcrypto.so.3", "libcrypto.3.dylib")
