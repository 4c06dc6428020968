from __future__ import annotations

import pytest

from yiwang.infrastructure.crypto import api
from yiwang.infrastructure.crypto.vault import HouseVault


@pytest.fixture
def vault(tmp_path, monkeypatch):
    monkeypatch.setenv("YIWANG_HOME", str(tmp_path))
    return HouseVault()


def test_a_signature_carries_its_key_and_survives_rotation(vault):
    signature = vault.sign("trail", b"head")
    api.provider().rotate("trail")

    assert vault.verify("trail", b"head", signature)
    assert not vault.verify("trail", b"tail", signature)


@pytest.mark.parametrize("noise", [b"", b"\x00", b"\xff", b"\x07trail-9abc", b"\x02\xff\xfe123", bytes(90)])
def test_noise_is_false_and_never_an_error(vault, noise):
    vault.sign("trail", b"head")

    assert vault.verify("trail", b"head", noise) is False


def test_macs_and_indexes_differ_by_key_and_use(vault):
    marks = {vault.mac("trail", b"1"), vault.mac("personal", b"1"), vault.blind_index("personal", "1"),
             vault.blind_index("personal.mobile", "1")}  # fmt: skip

    assert len(marks) == 4
    assert vault.mac("trail", b"1") in marks


def test_sealed_bytes_are_bound_to_their_row(vault):
    sealed = vault.encrypt("personal", b"138", b"row 1")

    assert vault.decrypt("personal", sealed, b"row 1") == b"138"
    with pytest.raises(api.Tampered):
        vault.decrypt("personal", sealed, b"row 2")
