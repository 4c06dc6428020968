"""A backup is there whole or not at all, and a damaged one is not believed."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from pathlib import Path

import pytest

from yiwang.infrastructure.database import api as database
from yiwang.infrastructure.database import archive, backup


@pytest.fixture
def packed(tmp_path):
    """A small archive, and a folder to lay it into."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/one").write_bytes(b"eins" * 100)
    (tmp_path / "in/two").write_bytes(b"zwei" * 100)
    source = tmp_path / "it.yiwang"
    with archive.whole(source) as raw:
        archive.pack(raw, [("keys/one", tmp_path / "in/one"), ("two", tmp_path / "in/two")])
    return source, tmp_path / "out"


def test_what_was_packed_comes_out(packed):
    source, out = packed
    archive.unpack(source, out)

    assert (out / "keys/one").read_bytes() == b"eins" * 100
    assert source.stat().st_mode & 0o077 == 0


def spoil(source: Path) -> None:
    content = bytearray(source.read_bytes())
    content[content.index(b"zwei") + 5] ^= 1
    source.write_bytes(content)


@pytest.mark.parametrize("upto", [0, 1, 700, 1500, 3000])
def test_a_backup_that_was_cut_off_is_refused(packed, upto):
    source, out = packed
    source.write_bytes(source.read_bytes()[:upto])
    with pytest.raises(database.NotABackup, match="没有传完整，没有恢复任何内容|没有传完整"):
        archive.unpack(source, out)


def test_one_changed_bit_is_found(packed):
    source, out = packed
    spoil(source)
    with pytest.raises(database.NotABackup, match="文件已损坏"):
        archive.unpack(source, out)


def test_without_the_digests_it_would_get_in(packed, monkeypatch):
    source, out = packed
    spoil(source)
    monkeypatch.setattr(archive, "_unaltered", lambda *_: None)
    archive.unpack(source, out)

    assert (out / "two").read_bytes() != b"zwei" * 100


def test_any_other_file_is_refused_in_words(tmp_path):
    (tmp_path / "letter.txt").write_text("您好")
    with tarfile.open(tmp_path / "other.tar", "w") as other:
        other.add(tmp_path / "letter.txt", "letter.txt")
    for name, says in (("letter.txt", "不是一网的备份文件"), ("other.tar", "不是一网的备份文件"), ("gone", "不在那里")):
        with pytest.raises(database.NotABackup, match=says):
            archive.unpack(tmp_path / name, tmp_path / "out")


def full(*_given):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "disk")


def test_a_backup_of_the_house_holds_database_keys_and_secrets(db, tmp_path):
    target = database.backup(tmp_path / "deep/house.yiwang")

    with tarfile.open(target) as made:
        names = made.getnames()
    assert {"database.dump", "secrets/django", "manifest.json"} <= set(names)
    assert [path.name for path in target.parent.iterdir()] == ["house.yiwang"]


@pytest.mark.parametrize("place", ["fsync", "pg_dump"])
def test_a_full_disk_leaves_no_half_file_and_the_older_backup(db, tmp_path, monkeypatch, place):
    older = tmp_path / "house.yiwang"
    older.write_bytes(b"older")
    if place == "fsync":
        monkeypatch.setattr(archive.os, "fsync", full)
    else:
        monkeypatch.setattr(backup, "_run", lambda *_: "磁盘满了")
    with pytest.raises(database.BackupFailed, match="磁盘满了。没有留下半个文件"):
        database.backup(older)

    assert [path.name for path in tmp_path.iterdir()] == ["house.yiwang"]
    assert older.read_bytes() == b"older"


def test_a_database_that_cannot_be_reached_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody:s3cret@/none?host={tmp_path}")
    with pytest.raises(database.BackupFailed) as said:
        database.backup(tmp_path / "house.yiwang")
    assert "s3cret" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


def test_the_password_is_not_on_the_command_line(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:s3cret%21@there/yiwang")
    monkeypatch.setattr(backup, "readable_binaries", lambda: tmp_path)
    monkeypatch.setattr(backup.subprocess, "run", lambda words, **more: seen.append((words, more["env"])) or Done())
    backup._run("pg_dump")

    words, env = seen[0]
    assert words == [str(tmp_path / "pg_dump"), "--dbname", "postgresql://me@there/yiwang"]
    assert env["PGPASSWORD"] == "s3cret!"


class Done:
    returncode, stderr = 0, ""


def repacked(source: Path, mode: str, change) -> None:
    """The same backup once more, with something in it that `pack` never writes."""
    with tarfile.open(source) as made:
        held = [(one, made.extractfile(one).read()) for one in made.getmembers()]
    with tarfile.open(source, mode) as other:
        for info, content in held:
            other.addfile(info, io.BytesIO(content))
        change(other)


def linked(other: tarfile.TarFile) -> None:
    info = tarfile.TarInfo("keys/link")
    info.type, info.linkname = tarfile.SYMTYPE, "one"
    other.addfile(info)


def twice(other: tarfile.TarFile) -> None:
    other.addfile(tarfile.TarInfo("two"))


def above(other: tarfile.TarFile) -> None:
    other.addfile(tarfile.TarInfo("../two"))


@pytest.mark.parametrize(("mode", "change"), [("w", linked), ("w", twice), ("w", above), ("w:gz", lambda _: None)])
def test_links_names_twice_and_packed_backups_are_not_laid_out(packed, mode, change):
    source, out = packed
    repacked(source, mode, change)
    with pytest.raises(database.NotABackup):
        archive.unpack(source, out)
    assert not (out / "keys/link").exists() and not (out.parent / "two").exists()


def test_without_the_look_at_its_members_a_link_would_be_laid_out(packed, monkeypatch):
    source, out = packed
    repacked(source, "w", linked)
    monkeypatch.setattr(archive, "_only_files", lambda _members: True)
    monkeypatch.setattr(archive, "_unaltered", lambda *_: None)
    archive.unpack(source, out)
    assert (out / "keys/link").is_symlink()
