from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from yiwang.infrastructure.crypto import api
from yiwang.infrastructure.crypto.keystore import FileKeys


@pytest.fixture
def keys(tmp_path):
    return FileKeys(tmp_path / "keys")


def test_a_key_is_made_at_first_use_and_stays(keys):
    first = keys.public_key("trail")

    assert FileKeys(keys.folder).public_key("trail") == first
    assert (keys.folder / "master").stat().st_mode & 0o777 == 0o600
    assert (keys.folder / "trail.json").stat().st_mode & 0o777 == 0o600


def test_the_file_holds_no_private_key_in_the_clear(keys):
    signature = keys.sign("trail", b"row")
    text = (keys.folder / "trail.json").read_text()
    scalar = keys._private(keys._newest("trail")).scalar()

    assert api.sm2_verify(keys.public_key("trail", signature.key_id), b"row", signature.value)
    assert scalar.hex() not in text


def test_after_a_rotation_the_old_still_verifies_and_opens(keys):
    signature, sealed, index = (
        keys.sign("personal", b"x"), keys.encrypt("personal", b"138", b"a"), keys.blind_index("personal", "138"),
    )  # fmt: skip
    elsewhere = FileKeys(keys.folder)
    elsewhere.public_key("personal")

    assert keys.rotate("personal") == "personal-2"

    assert elsewhere.sign("personal", b"x").key_id == "personal-2"
    assert api.sm2_verify(keys.public_key("personal", signature.key_id), b"x", signature.value)
    assert not api.sm2_verify(keys.public_key("personal"), b"x", signature.value)
    assert elsewhere.decrypt("personal", sealed, b"a") == b"138"
    assert elsewhere.blind_index("personal", "138") == index


def test_data_moved_to_another_place_does_not_open(keys):
    sealed = keys.encrypt("personal", b"138", b"party/1")

    for bad, aad in ((sealed, b"party/2"), (sealed[:-1], b"party/1"), (b"\x01\x0apersonal-1", b"party/1"), (b"", b"")):
        with pytest.raises(api.Tampered):
            keys.decrypt("personal", bad, aad)


def test_the_guard_is_what_the_data_belongs_to(keys, monkeypatch):
    sealed = keys.encrypt("personal", b"138", b"")
    plain = keys.decrypt
    monkeypatch.setattr(keys, "decrypt", lambda name, data, _aad: plain(name, data))

    assert keys.decrypt("personal", sealed, b"anything") == b"138"


def test_a_sealed_secret_does_not_open_under_another_name(keys):
    keys.public_key("trail")
    stolen = (keys.folder / "trail.json").read_text()
    (keys.folder / "documents.json").write_text(stolen.replace("trail-1", "documents-1"))

    with pytest.raises(api.Tampered):
        keys.sign("documents", b"x")


def test_an_unknown_version_or_name_says_so(keys):
    with pytest.raises(api.NoSuchKey):
        keys.public_key("trail", "trail-9")
    with pytest.raises(api.NoSuchKey):
        keys.decrypt("trail", b"\x01\x07trail-9" + bytes(40))
    for name in ("../master", "", "A", "a/b"):
        with pytest.raises(api.NoSuchKey):
            keys.public_key(name)


def test_a_lost_master_is_not_replaced_by_a_new_one(keys):
    keys.public_key("trail")
    (keys.folder / "master").unlink()

    with pytest.raises(api.MasterMissing):
        FileKeys(keys.folder).sign("trail", b"x")
    with pytest.raises(api.MasterMissing):
        FileKeys(keys.folder).public_key("documents")
    assert not (keys.folder / "master").exists()


def test_a_master_others_can_read_is_not_used(keys):
    keys.public_key("trail")
    (keys.folder / "master").chmod(0o640)

    with pytest.raises(api.MasterExposed):
        FileKeys(keys.folder).sign("trail", b"x")


def test_two_that_start_together_get_one_key(keys):
    with ThreadPoolExecutor(8) as pool:
        points = set(pool.map(lambda _: FileKeys(keys.folder).public_key("documents"), range(16)))

    assert len(points) == 1
    assert len(json.loads((keys.folder / "documents.json").read_text())["versions"]) == 1
    assert sorted(p.name for p in keys.folder.iterdir()) == [".lock", "documents.json", "master"]


def test_the_installations_own_keys_serve_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("YIWANG_HOME", str(tmp_path))

    signature = api.sign("trail", b"head")

    assert api.verify("trail", b"head", signature)
    assert not api.verify("trail", b"tail", signature)
    assert api.decrypt("personal", api.encrypt("personal", b"1", b"a"), b"a") == b"1"
    assert api.blind_index("personal", "1") != api.blind_index("personal", "2")
    assert "密钥文件夹" in api.provider().check()


def test_another_provider_is_named_by_the_environment(monkeypatch):
    other = object()
    monkeypatch.setenv("YIWANG_KEYS", "hsm")
    with api.providers.only(hsm=other):
        assert api.provider() is other
