"""DER and raw forms of SM2 keys, signatures and ciphertexts (GB/T 32918, GM/T 0009). Strict: one form."""

from __future__ import annotations

from asn1crypto.core import Integer, OctetString, Sequence

from yiwang.infrastructure.crypto.errors import BadKey, Tampered

N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
# SEQUENCE{ SEQUENCE{ ecPublicKey, 1.2.156.10197.1.301 }, BIT STRING } up to the 65 bytes of the point
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
# PKCS#8 around ECPrivateKey{ 1, OCTET STRING } without the optional public key, which OpenSSL computes
PKCS8_HEAD = bytes.fromhex("3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201010420")


class EcdsaLike(Sequence):  # type: ignore[misc]
    _fields = [("r", Integer), ("s", Integer)]


class Ciphertext(Sequence):  # type: ignore[misc]
    """GM/T 0009: SM2Cipher."""

    _fields = [("x", Integer), ("y", Integer), ("hash", OctetString), ("text", OctetString)]


def spki(point: bytes) -> bytes:
    """SubjectPublicKeyInfo of a 65-byte uncompressed point. Whether it lies on the curve is OpenSSL's to say."""
    if len(point) != 65 or point[0] != 4:
        raise BadKey(problem="公钥要 65 个字节，以 04 开头")
    return SPKI_HEAD + point


def pkcs8(scalar: bytes) -> bytes:
    """PrivateKeyInfo of a 32-byte scalar in 1 … n−2 (GB/T 32918.1 §6.1)."""
    if len(scalar) != 32 or not 1 <= int.from_bytes(scalar) <= N - 2:
        raise BadKey(problem="私钥要 32 个字节，在 1 与 n−2 之间")
    return PKCS8_HEAD + scalar


def join_signature(r: int, s: int) -> bytes:
    return bytes(EcdsaLike({"r": r, "s": s}).dump())


def raw_signature(der: bytes) -> bytes:
    """r‖s, 64 bytes, of a DER signature. ValueError when it is not exactly one."""
    parsed = EcdsaLike.load(der, strict=True).native
    return bytes(parsed["r"].to_bytes(32) + parsed["s"].to_bytes(32))


def der_signature(raw: bytes) -> bytes:
    """DER of r‖s. ValueError when it is not 64 bytes."""
    if len(raw) != 64:
        raise ValueError("r‖s has 64 bytes")
    return join_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


def raw_ciphertext(der: bytes) -> bytes:
    """C1‖C3‖C2 with the leading 04 of an SM2Cipher."""
    parsed = Ciphertext.load(der, strict=True).native
    return bytes(b"\x04" + parsed["x"].to_bytes(32) + parsed["y"].to_bytes(32) + parsed["hash"] + parsed["text"])


def der_ciphertext(raw: bytes) -> bytes:
    """SM2Cipher of C1‖C3‖C2. The old order C1‖C2‖C3 decrypts to nothing: its hash does not fit."""
    if len(raw) < 98 or raw[0] != 4:
        raise Tampered()
    x, y = int.from_bytes(raw[1:33]), int.from_bytes(raw[33:65])
    return bytes(Ciphertext({"x": x, "y": y, "hash": raw[65:97], "text": raw[97:]}).dump())
