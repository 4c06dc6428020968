"""What must not verify or open, and proof that these tests would see it if it did."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.crypto import api
from yiwang.infrastructure.crypto.encodings import join_signature
from yiwang.infrastructure.crypto.sm2 import Key
from yiwang.infrastructure.crypto.tests import cast

R, S = int.from_bytes(cast.R), int.from_bytes(cast.S)
GOOD = join_signature(R, S)
quick = settings(max_examples=60, deadline=None)


def flipped(data: bytes, bit: int) -> bytes:
    place = bit % (len(data) * 8)
    return bytes(byte ^ (1 << place % 8) if i == place // 8 else byte for i, byte in enumerate(data))


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_the_signature_is_refused(bit):
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, flipped(GOOD, bit))


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_the_message_is_refused(bit):
    assert not api.sm2_verify(cast.POINT, flipped(cast.MESSAGE, bit), GOOD)


def test_the_guard_is_the_verification_itself(monkeypatch):
    monkeypatch.setattr(Key, "verifies", lambda *_: True)

    assert api.sm2_verify(cast.POINT, b"something else", GOOD)


@pytest.mark.parametrize(
    ("r", "s"),
    [(0, S), (R, 0), (cast.N, S), (R, cast.N), (R + cast.N, S), (R, S + cast.N), (-R, S), (R, cast.N - R)],
)
def test_r_and_s_out_of_range_are_refused(r, s):
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, join_signature(r, s))


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_a_truncated_signature_is_refused(length):
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, GOOD[:length])


def test_something_after_the_signature_is_refused():
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, GOOD + b"\0")
    with pytest.raises(ValueError):
        api.raw_signature(GOOD + b"\0")


@quick
@given(st.binary(max_size=80))
def test_noise_is_no_signature(noise):
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE, noise)


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\0",
        bytes(65),
        b"\x04" + bytes(64),
        cast.POINT[:-1],
        cast.POINT + b"\0",
        b"\x02" + cast.X,
        b"\x06" + cast.X + cast.Y,
        cast.POINT[:-1] + b"\x14",
        b"\x04" + b"\xff" * 64,
    ],
)
def test_a_point_off_the_curve_is_refused(point):
    with pytest.raises(api.BadKey):
        api.sm2_verify(point, cast.MESSAGE, GOOD)


@quick
@given(st.integers(8, 519))
def test_any_flipped_bit_of_the_point_is_refused(bit):
    with pytest.raises(api.BadKey):
        api.sm2_verify(flipped(cast.POINT, bit), cast.MESSAGE, GOOD)


@pytest.mark.parametrize("d", [0, cast.N - 1, cast.N, cast.N + 1])
def test_a_private_key_out_of_range_is_refused(d):
    with pytest.raises(api.BadKey):
        api.sm2_sign(d.to_bytes(32), b"text")


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_a_ciphertext_is_refused(bit):
    with pytest.raises(api.Tampered):
        api.sm2_decrypt(cast.D, flipped(cast.C1 + cast.C3 + cast.C2, bit))


@quick
@given(st.binary(max_size=200), st.binary(max_size=40), st.integers(0, 10**6))
def test_sealed_data_opens_only_as_it_was_sealed(data, aad, bit):
    key = bytes(range(16))
    sealed = api.seal(key, data, aad)

    assert api.unseal(key, sealed, aad) == data
    for bad in (flipped(sealed, bit), sealed[:-1], sealed[:20]):
        with pytest.raises(api.Tampered):
            api.unseal(key, bad, aad)
    with pytest.raises(api.Tampered):
        api.unseal(key, sealed, aad + b".")


@quick
@given(st.binary(max_size=300), st.binary(min_size=1, max_size=100))
def test_a_new_key_signs_and_opens_what_is_its_own(message, secret):
    key, other = api.sm2_generate(), api.sm2_generate()
    signature = api.sm2_sign(key.private, message)

    assert api.sm2_verify(key.public, message, signature)
    assert not api.sm2_verify(other.public, message, signature)
    assert api.sm2_decrypt(key.private, api.sm2_encrypt(key.public, secret)) == secret


DER = api.sm2_encrypt_der(cast.POINT, b"secret")


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_a_der_ciphertext_is_refused(bit):
    with pytest.raises(api.Tampered):
        api.sm2_decrypt_der(cast.D, flipped(DER, bit))


def test_a_truncated_der_ciphertext_is_refused():
    for length in range(len(DER)):  # how long it is differs from one to the next
        with pytest.raises(api.Tampered):
            api.sm2_decrypt_der(cast.D, DER[:length])


def test_something_after_a_der_ciphertext_is_refused():
    with pytest.raises(api.Tampered):
        api.sm2_decrypt_der(cast.D, DER + b"\0")
