"""Packages that lie: each kind made by hand, each guard taken away once."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.files import archives, errors, sniffing, store
from yiwang.infrastructure.files.tests import samples
from yiwang.infrastructure.files.tests.bombs import Entry, deflated, package

DOC = Entry()
ZEROS = bytes(8 << 20)


def looked_at(content: bytes) -> None:
    archives.examine(io.BytesIO(content))


def other(**about) -> bytes:
    return package(DOC, Entry(**{"name": b"word/other.xml", **about}))


@pytest.mark.parametrize(
    "content", [samples.DOCX, samples.XLSX, samples.OFD, samples.ZIP, package(DOC), other(method=0)]
)
def test_ordinary_packages_pass(content):
    looked_at(content)


def test_office_files_may_hold_what_office_puts_into_them():
    looked_at(other(name=b"word/embeddings/Sheet1.xlsx", content=samples.XLSX))
    looked_at(other(name=b"word/media/image1.emz", content=b"\x1f\x8b\x08 a metafile"))


BAD = {
    "a root": (other(name=b"/etc/passwd"), "指向别处"),
    "a parent": (other(name=b"word/../../x"), "指向别处"),
    "a Windows path": (other(name=b"word\\..\\x"), "指向别处"),
    "a drive": (other(name=b"C:x"), "指向别处"),
    "a cut name": (other(name=b"word/a.xml\0.exe"), "指向别处"),
    "a link": (other(system=3, mode=stat.S_IFLNK | 0o777), "链接"),
    "a device": (other(system=3, mode=stat.S_IFCHR | 0o777), "链接"),
    "a cipher": (other(flags=1), "加密"),
    "two of a name": (package(DOC, DOC), "同名"),
    "two of a name, nearly": (other(name=b"WORD/Document.xml"), "同名"),
    "a ratio": (other(content=ZEROS), "大得离奇"),
    "an odd method": (other(method=12), "少见"),
    "one on another": (other(offset=0), "叠在一起"),
    "an archive": (other(content=samples.ZIP), "压缩包里的压缩包"),
    "a tar": (other(content=bytes(257) + b"ustar\x0000" + bytes(250)), "压缩包里的压缩包"),
    "an archive where none belongs": (other(name=b"xl/embeddings/a.zip", content=samples.ZIP), "压缩包里的压缩包"),
    "more than it says": (other(content=ZEROS, size=100), "不一致"),
    "less than it says": (other(size=100), "不一致"),
    "more behind the end": (other(packed=deflated(b"<x/>") + b"more"), "不一致"),
    "another name before it": (other(named_before=b"word/0ther.xml"), "不一致"),
}


@pytest.mark.parametrize(("content", "says"), BAD.values(), ids=BAD)
def test_a_package_that_lies_or_leads_out_is_refused_in_words(content, says):
    with pytest.raises(errors.Dangerous, match=says):
        looked_at(content)


def test_it_is_refused_where_files_are_taken():
    with pytest.raises(errors.Dangerous):
        store.accepted(io.BytesIO(BAD["a parent"][0]), (sniffing.DOCX,))


@pytest.mark.parametrize("what", ["a root", "a link", "a cipher", "two of a name", "a ratio"])
def test_without_the_look_at_the_list_they_would_pass(what, monkeypatch):
    monkeypatch.setattr(archives, "_problems", lambda *_: iter(()))
    looked_at(BAD[what][0])


@pytest.mark.parametrize("what", ["an archive", "more than it says", "less than it says", "another name before it"])
def test_without_the_measure_they_would_pass(what, monkeypatch):
    monkeypatch.setattr(archives, "_measured", lambda *_: 0)
    looked_at(BAD[what][0])


def test_what_the_list_says_is_too_much_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 7)
    monkeypatch.setattr(archives, "_measured", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(errors.Dangerous, match="太大"):
        looked_at(other())


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 1)
    with pytest.raises(errors.Dangerous, match="太大"):
        looked_at(other())


def test_a_bomb_is_stopped_after_what_it_declared(monkeypatch):
    """200 MB that say they are one byte: no more than a chunk of it is ever in memory."""
    pieces = []
    unpacked = archives._unpacked
    monkeypatch.setattr(archives, "_unpacked", lambda *given: (pieces.append(len(x)) or x for x in unpacked(*given)))
    with pytest.raises(errors.Dangerous):
        looked_at(package(Entry(content=bytes(200 << 20), size=1)))
    assert sum(pieces) <= archives.CHUNK


@pytest.mark.parametrize("content", [package(DOC)[:-30], other(packed=b"\xff\xff\xff"), other(listed_packed=10_000)])
def test_half_a_package_is_broken(content):
    with pytest.raises((errors.Broken, errors.Dangerous)):
        looked_at(content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400), st.data())
def test_no_package_makes_the_look_break(noise, place, data):
    whole = bytearray(other())
    place %= len(whole)
    whole[place : place + len(noise)] = noise
    with contextlib.suppress(errors.FileRefused):
        looked_at(bytes(whole))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abcxyz文", min_size=1, max_size=8), st.binary(max_size=400), max_size=8))
def test_what_others_pack_honestly_passes_unless_it_holds_archives(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in files.items():
            box.writestr(name, b"." + content)
    looked_at(out.getvalue())
