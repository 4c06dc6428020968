"""Certificates, lists and signed data of our own, before a stranger and against alteration."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.crypto import api, certificates
from yiwang.infrastructure.crypto.encodings import pkcs8
from yiwang.infrastructure.crypto.sm2 import Key
from yiwang.infrastructure.crypto.tests import cast

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
ROOT = api.Authority.made("彩排根证书", SINCE, UNTIL)
LEAF = ROOT.issues("五华区市场监督管理局", cast.POINT, SINCE, UNTIL)
MESSAGE = "准予许可".encode()
SIGNED = api.make_signed(MESSAGE, LEAF, lambda data: api.sm2_sign(cast.D, data))
quick = settings(max_examples=80, deadline=None)


@pytest.fixture
def openssl(tmp_path):
    if not (program := shutil.which("openssl")):
        pytest.skip("the openssl command is not installed")
    if not subprocess.run([program, "version"], capture_output=True, check=True).stdout.startswith(b"OpenSSL 3"):
        pytest.skip("this openssl has no SM2 on the command line")
    (tmp_path / "private.der").write_bytes(pkcs8(cast.D))

    def run(*arguments: str) -> str:
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else "failed: " + done.stdout + done.stderr

    return run


def pem(openssl, tmp_path, name, der, kind="x509"):
    (tmp_path / f"{name}.der").write_bytes(der)
    openssl(kind, "-inform", "DER", "-in", f"{name}.der", "-out", f"{name}.pem")


def test_a_certificate_says_what_was_put_into_it():
    leaf = api.read_certificate(LEAF)

    assert (leaf.name, leaf.point, leaf.is_ca) == ("五华区市场监督管理局", cast.POINT, False)
    assert leaf.covers(datetime(2030, 1, 1, tzinfo=UTC)) and not leaf.covers(datetime(2037, 1, 1, tzinfo=UTC))
    assert leaf.may("digital_signature") and not leaf.may("key_cert_sign")


def test_the_command_verifies_our_chain_and_refuses_a_strangers(openssl, tmp_path):
    other = api.Authority.made("彩排根证书", SINCE, UNTIL)
    pem(openssl, tmp_path, "root", ROOT.certificate)
    pem(openssl, tmp_path, "other", other.certificate)
    pem(openssl, tmp_path, "leaf", LEAF)
    command = ("verify", "-vfyopt", "distid:1234567812345678", "-attime", "1800000000")

    assert "leaf.pem: OK" in openssl(*command, "-CAfile", "root.pem", "leaf.pem")
    assert openssl(*command, "-CAfile", "other.pem", "leaf.pem").startswith("failed")


def test_we_read_and_verify_a_certificate_the_command_made(openssl, tmp_path):
    made = openssl("req", "-x509", "-new", "-keyform", "DER", "-key", "private.der", "-sm3", "-subj", "/C=CN/CN=someone",
                   "-sigopt", "distid:1234567812345678", "-outform", "DER", "-out", "made.der")  # fmt: skip
    assert not made.startswith("failed"), made
    read = api.read_certificate((tmp_path / "made.der").read_bytes())

    assert (read.point, read.name, read.algorithm) == (cast.POINT, "someone", api.SM2_WITH_SM3)
    assert api.signed_by(read, read)


def test_the_command_reads_our_revocation_list(openssl, tmp_path):
    serial = api.read_certificate(LEAF).serial
    pem(openssl, tmp_path, "list", ROOT.revocations({serial: SINCE}, SINCE, UNTIL), "crl")

    assert f"{serial:X}" in openssl("crl", "-in", "list.pem", "-noout", "-text")


def test_the_command_opens_what_we_encrypted_and_we_what_it_did(openssl, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "ours").write_bytes(api.sm2_encrypt_der(cast.POINT, b"secret"))
    key = ("-keyform", "DER", "-inkey", "private.der")

    assert openssl("pkeyutl", "-decrypt", *key, "-in", "ours") == "secret"
    openssl("pkeyutl", "-encrypt", *key, "-in", "secret", "-out", "theirs")
    assert api.sm2_decrypt_der(cast.D, (tmp_path / "theirs").read_bytes()) == b"secret"


@pytest.mark.parametrize("mode", ["cbc", "ctr"])
def test_the_command_agrees_on_sm4(openssl, tmp_path, mode):
    key, iv, data = bytes(range(16)), bytes(range(16, 32)), b"to be hidden, more than one block"
    (tmp_path / "data").write_bytes(data)
    made = openssl("enc", f"-sm4-{mode}", "-K", key.hex(), "-iv", iv.hex(), "-in", "data", "-out", "theirs")
    if made.startswith("failed"):
        pytest.skip(f"this openssl has no SM4 {mode}")
    theirs = (tmp_path / "theirs").read_bytes()

    assert (api.sm4_cbc_encrypt if mode == "cbc" else api.sm4_ctr)(key, iv, data) == theirs
    assert (api.sm4_cbc_decrypt if mode == "cbc" else api.sm4_ctr)(key, iv, theirs) == data


@pytest.mark.parametrize("broken", [b"", b"x" * 15, b"x" * 17])
def test_broken_blocks_are_refused(broken):
    with pytest.raises(api.Tampered):
        api.sm4_cbc_decrypt(bytes(16), bytes(16), broken)


def test_a_chain_needs_a_ca_that_may_issue_and_a_root_that_is_trusted():
    root, leaf = api.read_certificate(ROOT.certificate), api.read_certificate(LEAF)
    clerk = api.Authority(LEAF, lambda data: api.sm2_sign(cast.D, data))  # a holder who plays authority
    forged = api.read_certificate(clerk.issues("冒名的局", cast.POINT, SINCE, UNTIL))

    assert api.chain_of(leaf, (), [root]) == [leaf, root]
    assert api.chain_of(leaf, [root], ()) == []
    assert api.signed_by(forged, leaf)
    assert api.chain_of(forged, [leaf], [root]) == []


def test_the_chain_stands_on_the_signature(monkeypatch):
    other = api.Authority.made("彩排根证书", SINCE, UNTIL)
    leaf, stranger = api.read_certificate(LEAF), api.read_certificate(other.certificate)
    assert api.chain_of(leaf, (), [stranger]) == []

    monkeypatch.setattr(Key, "verifies", lambda *_: True)
    assert api.chain_of(leaf, (), [stranger])


def test_a_list_is_the_authoritys_or_nothing():
    serial = api.read_certificate(LEAF).serial
    read = api.read_revocations(ROOT.revocations({serial: SINCE}, SINCE, UNTIL))
    stranger = api.Authority.made("彩排根证书", SINCE, UNTIL)

    assert read.revoked == {serial: SINCE}
    assert api.read_revocations(ROOT.revocations({}, SINCE, UNTIL)).revoked == {}
    assert api.signed_by(read, api.read_certificate(ROOT.certificate))
    assert not api.signed_by(read, api.read_certificate(stranger.certificate))


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_a_certificate_is_refused(place):
    at = place % (len(LEAF) * 8)
    altered = bytes(b ^ (1 << at % 8) if n == at // 8 else b for n, b in enumerate(LEAF))
    try:
        read = api.read_certificate(altered)
    except api.BadCertificate:
        return
    assert not api.signed_by(read, api.read_certificate(ROOT.certificate))


def test_a_truncated_certificate_is_refused():
    for cut in range(0, len(LEAF), 7):  # how long it is differs from one to the next
        with pytest.raises(api.BadCertificate):
            api.read_certificate(LEAF[:cut])


@quick
@given(st.binary(max_size=200))
def test_noise_is_neither_certificate_nor_list_nor_signed_data(noise):
    for read in (api.read_certificate, api.read_revocations, api.read_signed):
        with pytest.raises(api.BadCertificate):
            read(noise)


def test_a_key_of_another_curve_is_shown_and_verifies_nothing():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "p256")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, SINCE, UNTIL).sign(key, hashes.SHA256())
    read = api.read_certificate(made.public_bytes(serialization.Encoding.DER))

    assert read.name == "p256" and read.point == b""
    assert not api.signed_by(read, read)


def test_signed_data_holds_its_content_and_no_other():
    beside = api.make_signed(MESSAGE, LEAF, lambda data: api.sm2_sign(cast.D, data), beside=True)

    for signed in (api.read_signed(SIGNED), api.read_signed(beside)):
        assert signed.signer.name == "五华区市场监督管理局"
        assert signed.holds(MESSAGE) and not signed.holds(MESSAGE + b".")
    assert api.read_signed(SIGNED).content == MESSAGE
    assert api.read_signed(beside).content is None


@quick
@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_the_content_or_signature_inside_is_found(place):
    at = place % (len(SIGNED) * 8)
    altered = bytes(b ^ (1 << at % 8) if n == at // 8 else b for n, b in enumerate(SIGNED))
    try:
        read = api.read_signed(altered)
    except api.BadCertificate:
        return
    same_signer = read.signer.der == LEAF
    outside = read.content == MESSAGE and read.signature == api.read_signed(SIGNED).signature
    assert outside or not (same_signer and read.holds(read.content or b""))


def test_libcrypto_offers_no_sm2_key_agreement():
    """The gap is true as long as this passes: EVP_PKEY_derive knows no SM2."""
    import ctypes

    from yiwang.infrastructure.crypto.chosen import library

    c, key = library().c, Key.made_in(library())
    context = c.EVP_PKEY_CTX_new_from_pkey(None, key.handle, None)
    c.EVP_PKEY_derive_init.restype, c.EVP_PKEY_derive_init.argtypes = ctypes.c_int, (ctypes.c_void_p,)

    assert c.EVP_PKEY_derive_init(context) != 1
    c.EVP_PKEY_CTX_free(context)
    c.ERR_clear_error()


def test_the_bits_of_a_signature_are_whole(monkeypatch):
    from asn1crypto.core import BitString

    odd = BitString.load(b"\x03\x02\x01\xfe")
    with pytest.raises(ValueError, match="unused"):
        certificates.bits(odd)
