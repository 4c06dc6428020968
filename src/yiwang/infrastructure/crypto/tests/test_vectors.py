from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yiwang.infrastructure.crypto import api
from yiwang.infrastructure.crypto.chosen import library
from yiwang.infrastructure.crypto.encodings import join_signature
from yiwang.infrastructure.crypto.sm2 import ID, Key
from yiwang.infrastructure.crypto.tests import cast


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ("abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        ("", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        ("云南省", "78925bcd0e45b76df05d0e7dede3eb8a3386081525e180c5e24a095c5ec97a05"),
    ],
)
def test_sm3_gives_the_published_digests(text, digest):
    assert api.sm3(text.encode()).hex() == digest
    assert api.sm3_of(bytes([byte]) for byte in text.encode()).hex() == digest


def test_hmac_sm3_gives_the_published_mac():
    expected = "28d8a61be67d8bf7652c4eda7092b612f88be62184f55005c57ddf076e764199"

    assert api.hmac_sm3(cast.SM4_BLOCK, b"abc").hex() == expected


def test_sm4_gives_the_published_block():
    box = Cipher(algorithms.SM4(cast.SM4_BLOCK), modes.ECB()).encryptor()

    assert box.update(cast.SM4_BLOCK).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_a_million_times_gives_the_published_block():
    # CBC with a zero text block chains E(E(E(…))), which is the standard's loop without a million calls
    box = Cipher(algorithms.SM4(cast.SM4_BLOCK), modes.CBC(cast.SM4_BLOCK)).encryptor()
    done = box.update(bytes(16 * 1_000_000))

    assert done[-16:].hex() == "595298c7c6fd271f0402f804c33d3f66"


def test_the_public_key_follows_from_the_private_one():
    assert Key.private_in(library(), cast.D).point() == cast.POINT
    assert Key.private_in(library(), cast.D).scalar() == cast.D


def test_z_and_e_follow_the_standard():
    entl = (len(ID) * 8).to_bytes(2)

    assert api.sm3(entl + ID + cast.CURVE + cast.X + cast.Y) == cast.Z
    assert api.sm3(cast.Z + cast.MESSAGE) == cast.E


def test_the_published_signature_verifies():
    assert api.sm2_verify(cast.POINT, cast.MESSAGE, api.der_signature(cast.R + cast.S))


def test_another_user_id_is_another_signature():
    signature = api.sm2_sign(cast.D, cast.MESSAGE, b"ALICE123@YAHOO.COM")

    assert api.sm2_verify(cast.POINT, cast.MESSAGE, signature, b"ALICE123@YAHOO.COM")
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, signature)


def test_the_published_ciphertext_opens():
    assert api.sm2_decrypt(cast.D, cast.C1 + cast.C3 + cast.C2) == cast.PLAIN


def test_the_old_order_of_a_ciphertext_is_refused():
    with pytest.raises(api.Tampered):
        api.sm2_decrypt(cast.D, cast.C1 + cast.C2 + cast.C3)


def test_der_and_raw_signatures_are_one_value():
    der = join_signature(int.from_bytes(cast.R), int.from_bytes(cast.S))

    assert api.raw_signature(der) == cast.R + cast.S
    assert api.der_signature(cast.R + cast.S) == der
