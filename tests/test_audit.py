"""The audit of what we stand on finds a planted weakness, and says aloud when it could not look."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from tools import audit

ROOT = Path(__file__).parents[1]


def advisory(name="Django", versions=(), events=(), **more):
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    package = {"name": name, "ecosystem": "PyPI"}
    return {"id": "OSV-1", "modified": "2026-11-20T00:00:00Z", "summary": "planted",
            "affected": [{"package": package, "versions": list(versions), "ranges": ranges}], **more}  # fmt: skip


DJANGO = {"django": Version("5.2.4")}


@pytest.mark.parametrize(
    ("one", "is_hit"),
    [
        (advisory(versions=["5.2.4"]), True),
        (advisory(versions=["5.2.3"]), False),
        (advisory(events=[{"introduced": "0"}, {"fixed": "5.2.5"}]), True),
        (advisory(events=[{"introduced": "0"}, {"fixed": "5.2.4"}]), False),
        (advisory(events=[{"introduced": "5.2"}, {"last_affected": "5.2.4"}]), True),
        (advisory(events=[{"introduced": "5.3"}]), False),
        (advisory(events=[{"fixed": "4.2.9"}, {"introduced": "0"}, {"introduced": "5.0"}, {"fixed": "5.2.5"}]), True),
        (advisory(events=[{"introduced": "what?"}]), True),
        (advisory(name="django_", versions=["5.2.4"]), False),
        (advisory(versions=["5.2.4"], withdrawn="2026-01-01T00:00:00Z"), False),
    ],
)
def test_versions_are_read_as_the_schema_says(one, is_hit):
    assert bool(list(audit.found(DJANGO, [one]))) is is_hit


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_version_is_hit_from_the_introduction_to_before_the_repair(version, first, fixed):
    events = [{"introduced": f"1.{first}"}, {"fixed": f"1.{max(first, fixed)}"}]
    wanted = first <= version < max(first, fixed)
    assert audit.hit(Version(f"1.{version}"), {"ranges": [{"type": "ECOSYSTEM", "events": events}]}) is wanted


def ran(*words):
    return subprocess.run(
        [sys.executable, "tools/audit.py", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def export(folder, *held):
    target = folder / "all.zip"
    with zipfile.ZipFile(target, "w") as box:
        for number, one in enumerate(held):
            box.writestr(f"{number}.json", json.dumps(one))
    return str(target)


def test_a_weakness_planted_in_the_export_ends_the_audit_in_red(tmp_path):
    locked = audit.pinned((ROOT / "requirements/base.txt").read_text())
    done = ran("--osv", export(tmp_path, advisory(versions=[str(locked["django"])])))
    assert done.returncode == 1 and f"django {locked['django']}: OSV-1 planted" in done.stdout


def test_an_export_that_knows_nothing_of_ours_is_green_and_an_empty_one_is_not(tmp_path):
    assert ran("--osv", export(tmp_path, advisory(name="something-else", versions=["1"]))).returncode == 0
    assert ran("--osv", export(tmp_path)).returncode == 2


def test_every_locked_package_is_read():
    text = (ROOT / "requirements/base.txt").read_text()
    entries = [line for line in text.splitlines() if line[:1].isalnum()]
    assert len(audit.pinned(text)) == len(entries) > 40


def test_who_could_not_look_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(audit, "find_spec", lambda _name: None)
    assert audit.by_network() == 2
    assert "pip install pip-audit" in capsys.readouterr().err
