"""SM2 over an OpenSSL 3 libcrypto: one key, opened once, usable from several threads (OpenSSL only reads it)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_char_p, c_size_t, c_ubyte, c_void_p, create_string_buffer

from yiwang.infrastructure.crypto.encodings import der_ciphertext, pkcs8, raw_ciphertext, spki
from yiwang.infrastructure.crypto.errors import BadKey, Tampered
from yiwang.infrastructure.crypto.library import Library

ID = b"1234567812345678"  # the user id that GM/T 0009 §10 prescribes where nothing else is agreed (remembered)


class Key:
    """An EVP_PKEY and the library it belongs to."""

    def __init__(self, library: Library, handle: int) -> None:
        self.library, self.handle = library, handle

    @classmethod
    def public_in(cls, library: Library, point: bytes) -> Key:
        """From 65 bytes 04‖x‖y. `BadKey` when the point is not on the curve."""
        return cls._decoded(library, "d2i_PUBKEY", spki(point), "这一点不在曲线上")

    @classmethod
    def private_in(cls, library: Library, scalar: bytes) -> Key:
        """From the 32 bytes of d."""
        return cls._decoded(library, "d2i_AutoPrivateKey", pkcs8(scalar), "私钥读不出来")

    @classmethod
    def made_in(cls, library: Library) -> Key:
        """A new key from OpenSSL's random generator."""
        if not (handle := library.c.EVP_PKEY_Q_keygen(None, None, b"SM2")):
            raise BadKey(problem="没有生成出来")
        return cls(library, handle)

    @classmethod
    def _decoded(cls, library: Library, function: str, der: bytes, problem: str) -> Key:
        handle = getattr(library.c, function)(None, byref(c_char_p(der)), len(der))
        library.c.ERR_clear_error()
        if not handle:
            raise BadKey(problem=problem)
        return cls(library, handle)

    def __del__(self) -> None:
        self.library.c.EVP_PKEY_free(self.handle)

    def point(self) -> bytes:
        """04‖x‖y."""
        buffer, length = create_string_buffer(65), c_size_t()
        c = self.library.c
        done = c.EVP_PKEY_get_octet_string_param(self.handle, b"encoded-pub-key", buffer, 65, byref(length))
        if done != 1 or length.value != 65:
            raise BadKey(problem="公钥读不出来")
        return buffer.raw

    def scalar(self) -> bytes:
        """The 32 bytes of d."""
        number, buffer, c = c_void_p(), create_string_buffer(32), self.library.c
        if c.EVP_PKEY_get_bn_param(self.handle, b"priv", byref(number)) != 1:
            raise BadKey(problem="这是公钥，没有私钥")
        try:
            c.BN_bn2binpad(number, buffer, 32)
        finally:
            c.BN_clear_free(number)
        return buffer.raw

    def signs(self, message: bytes, user: bytes) -> bytes:
        """DER signature over SM3(Z ‖ message)."""
        c, room = self.library.c, c_size_t(80)
        buffer = (c_ubyte * 80)()
        with self._digesting(user) as context:
            begun = c.EVP_DigestSignInit(context, None, c.EVP_sm3(), None, self.handle)
            if begun != 1 or c.EVP_DigestSign(context, buffer, byref(room), message, len(message)) != 1:
                raise BadKey(problem="不能用它签名")
        return bytes(buffer[: room.value])

    def verifies(self, message: bytes, signature: bytes, user: bytes) -> bool:
        """False for anything that is not this key's signature in DER: altered, truncated, out of range, longer."""
        c = self.library.c
        with self._digesting(user) as context:
            if c.EVP_DigestVerifyInit(context, None, c.EVP_sm3(), None, self.handle) != 1:
                return False
            return bool(c.EVP_DigestVerify(context, signature, len(signature), message, len(message)) == 1)

    def encrypts(self, data: bytes) -> bytes:
        """C1‖C3‖C2 of at least one byte."""
        return raw_ciphertext(self._crypted("encrypt", data))

    def decrypts(self, data: bytes) -> bytes:
        """What C1‖C3‖C2 holds; `Tampered` when it does not fit this key."""
        return self._crypted("decrypt", der_ciphertext(data))

    def encrypts_der(self, data: bytes) -> bytes:
        """SM2Cipher of GM/T 0009, as other systems and the command line hand it over."""
        return self._crypted("encrypt", data)

    def decrypts_der(self, data: bytes) -> bytes:
        """`Tampered` unless `data` is exactly one SM2Cipher for this key, without anything after it."""
        try:
            return self._crypted("decrypt", der_ciphertext(raw_ciphertext(data)))
        except (ValueError, OverflowError, TypeError):
            raise Tampered() from None

    def _crypted(self, direction: str, data: bytes) -> bytes:
        c = self.library.c
        context = c.EVP_PKEY_CTX_new_from_pkey(None, self.handle, None)
        run = getattr(c, f"EVP_PKEY_{direction}")
        try:
            length = c_size_t()
            if getattr(c, f"EVP_PKEY_{direction}_init")(context) != 1:
                raise Tampered()
            if run(context, None, byref(length), data, len(data)) != 1:
                raise Tampered()
            buffer = (c_ubyte * length.value)()
            if run(context, buffer, byref(length), data, len(data)) != 1:
                raise Tampered()
            return bytes(buffer[: length.value])
        finally:
            c.EVP_PKEY_CTX_free(context)
            c.ERR_clear_error()

    @contextmanager
    def _digesting(self, user: bytes) -> Iterator[c_void_p]:
        c = self.library.c
        context = c.EVP_MD_CTX_new()
        about = c.EVP_PKEY_CTX_new_from_pkey(None, self.handle, None)
        try:
            c.EVP_PKEY_CTX_set1_id(about, user, len(user))
            c.EVP_MD_CTX_set_pkey_ctx(context, about)
            yield context
        finally:
            c.EVP_MD_CTX_free(context)
            c.EVP_PKEY_CTX_free(about)
            c.ERR_clear_error()
