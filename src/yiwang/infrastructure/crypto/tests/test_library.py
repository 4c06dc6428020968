from __future__ import annotations

import ctypes.util
from concurrent.futures import ThreadPoolExecutor

import pytest

from yiwang.infrastructure.crypto import api, chosen, library
from yiwang.infrastructure.crypto.tests import cast


def test_the_wheels_copy_serves_before_the_systems(monkeypatch):
    monkeypatch.delenv("YIWANG_LIBCRYPTO", raising=False)
    found = list(library.candidates())

    assert "psycopg_binary" in found[0]
    assert found.index("libcrypto.so.3") == len(found) - 2
    assert api.which().startswith("OpenSSL 3")


def test_a_named_library_is_never_replaced_by_another(monkeypatch):
    monkeypatch.setenv("YIWANG_LIBCRYPTO", "/nowhere/libcrypto.so")

    with pytest.raises(api.NoLibrary, match="/nowhere/libcrypto.so"):
        chosen.find()


def test_a_library_that_is_no_libcrypto_is_named_in_the_refusal(monkeypatch):
    libc = ctypes.util.find_library("c")
    if libc is None:
        pytest.skip("this system names no libc")
    monkeypatch.setenv("YIWANG_LIBCRYPTO", libc)

    with pytest.raises(api.NoLibrary, match="打不开"):
        chosen.find()


def test_a_library_that_accepts_everything_does_not_serve(monkeypatch):
    monkeypatch.setattr(chosen.Key, "verifies", lambda *_: True)

    with pytest.raises(api.NoLibrary, match="标准算例没有通过"):
        chosen.find()


def test_a_library_that_accepts_nothing_does_not_serve(monkeypatch):
    monkeypatch.setattr(chosen.Key, "verifies", lambda *_: False)

    with pytest.raises(api.NoLibrary, match="标准算例没有通过"):
        chosen.find()


def test_every_library_on_this_machine_agrees():
    for path in library.candidates():
        try:
            loaded = library.load(path)
        except OSError:
            continue
        assert chosen.proves_itself(loaded)


def test_threads_share_a_key():
    signature = api.sm2_sign(cast.D, cast.MESSAGE)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: api.sm2_verify(cast.POINT, cast.MESSAGE + b"." * (n % 2), signature), range(400))

    assert list(answers) == [n % 2 == 0 for n in range(400)]
