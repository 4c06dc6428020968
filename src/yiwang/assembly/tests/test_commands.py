"""Commands as they are typed: `packcheck` answers where start-up would refuse, and logs leave as they should."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys

import pytest

from yiwang.pillars.operations.base import api as operations
from yiwang.toolbox.packs.discovery import PACKS

WRONG = """\
key: planted
title: 写错的应用包
plan: market.planted
clause: 云政发〔2023〕8号
owner: 没有
needs: [nowhere]
"""


@pytest.fixture
def wrong_pack(tmp_path):
    """The house beside a pack that needs what nobody publishes, in a copy."""
    import shutil

    house = tmp_path / "src" / "yiwang"
    shutil.copytree(PACKS.parents[1], house, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    folder = house / "applications/packs/market/planted"
    folder.mkdir()
    (folder / "pack.yaml").write_text(WRONG, "utf8")
    return tmp_path / "src"


def typed(source, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yiwang", *words], env={**os.environ, "PYTHONPATH": str(source), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_packcheck_says_what_is_wrong_where_the_house_would_not_start(wrong_pack):
    done = typed(wrong_pack, "packcheck")
    assert (done.returncode, done.stderr) == (1, "")
    assert "market/planted/pack.yaml:6: PACK009" in done.stdout
    assert done.stdout.endswith("1 个问题\n")


def test_the_house_itself_does_not_start_on_a_wrong_pack(wrong_pack):
    done = typed(wrong_pack, "verify-trail")
    assert done.returncode == 1
    assert "PACK009" in done.stderr


def test_a_log_line_is_json_and_numbers_of_people_are_struck_out():
    handler = logging.getLogger().handlers[0]
    written, handler.stream = handler.stream, io.StringIO()  # type: ignore[attr-defined]
    try:
        operations.logger("commands").warning("said", by="call 15400000001")
        line = json.loads(handler.stream.getvalue())  # type: ignore[attr-defined]
    finally:
        handler.stream = written  # type: ignore[attr-defined]
    assert line["timestamp"].endswith("Z")
    assert (line["event"], line["by"], line["level"]) == ("said", "call [已隐去]", "warning")
