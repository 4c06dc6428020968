"""Two strangers agree with us: the `openssl` command and a library written independently."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from yiwang.infrastructure.crypto import api
from yiwang.infrastructure.crypto.encodings import pkcs8, spki
from yiwang.infrastructure.crypto.tests import cast

DIST = ["-sm3", "-sigopt", "distid:1234567812345678"]


@pytest.fixture
def openssl(tmp_path):
    if not (program := shutil.which("openssl")):
        pytest.skip("the openssl command is not installed")
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith(("OpenSSL 3", "OpenSSL 4")):
        pytest.skip(f"{version.strip()} has no SM2 on the command line")
    (tmp_path / "private.der").write_bytes(pkcs8(cast.D))
    (tmp_path / "public.der").write_bytes(spki(cast.POINT))
    (tmp_path / "message").write_bytes(cast.MESSAGE)

    def run(*arguments: str) -> bytes:
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else b"failed: " + done.stdout + done.stderr

    return run


def test_the_command_accepts_our_signature_and_refuses_it_altered(openssl, tmp_path):
    (tmp_path / "signature").write_bytes(api.sm2_sign(cast.D, cast.MESSAGE))
    command = ("dgst", *DIST, "-keyform", "DER", "-verify", "public.der", "-signature", "signature", "message")

    assert b"Verified OK" in openssl(*command)

    (tmp_path / "message").write_bytes(cast.MESSAGE + b".")
    assert openssl(*command).startswith(b"failed")


def test_we_accept_the_commands_signature(openssl):
    signature = openssl("dgst", *DIST, "-keyform", "DER", "-sign", "private.der", "message")

    assert api.sm2_verify(cast.POINT, cast.MESSAGE, signature)
    assert not api.sm2_verify(cast.POINT, cast.MESSAGE + b".", signature)


def test_the_command_agrees_on_sm3(openssl):
    assert api.sm3(cast.MESSAGE).hex().encode() in openssl("dgst", "-sm3", "message")


def test_pysmx_accepts_our_signature():
    oracle = pytest.importorskip("pysmx.SM2", reason="snowland-smx is a development dependency")
    raw = api.raw_signature(api.sm2_sign(cast.D, cast.MESSAGE))

    assert oracle.Verify(raw, cast.MESSAGE, cast.POINT[1:].hex(), 64, uid="1234567812345678")
    assert not oracle.Verify(raw, cast.MESSAGE + b".", cast.POINT[1:].hex(), 64, uid="1234567812345678")


def test_we_accept_the_signature_pysmx_makes_with_the_published_nonce():
    oracle = pytest.importorskip("pysmx.SM2", reason="snowland-smx is a development dependency")
    raw = oracle.Sign(cast.MESSAGE, cast.D.hex(), cast.K, 64, uid="1234567812345678")

    assert raw == cast.R + cast.S
    assert api.sm2_verify(cast.POINT, cast.MESSAGE, api.der_signature(raw))


def test_pysmx_agrees_on_sm3():
    oracle = pytest.importorskip("pysmx.SM3", reason="snowland-smx is a development dependency")

    assert str(oracle.hexdigest(b"abc")) == api.sm3(b"abc").hex()
