"""`yiwang verify` as it is typed, on the outside example: no database is reached for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import yiwang

SAMPLE = Path(yiwang.__file__).parent / "toolbox/seals/tests/data/ses-v4.ofd"


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    where = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": str(SAMPLE.parents[5])}
    return subprocess.run(
        [sys.executable, "-m", "yiwang", "verify", *words], env=where, capture_output=True, text=True, check=False
    )


def test_the_command_says_in_words_what_is_wrong_and_exits_so():
    done = typed(str(SAMPLE))

    assert (done.returncode, done.stderr) == (1, "")
    assert "盖章时电子印章已经过期：有效期到 2022年4月22日，盖章在 2026年8月4日" in done.stdout.splitlines()[0]
    assert "✓ 签过的内容：5 份内容都与盖章时一样" in done.stdout


def test_the_command_answers_machines():
    found = json.loads(typed("--json", str(SAMPLE)).stdout)

    assert (found["state"], found["signatures"][0]["at"]) == ("bad", "2026-08-04T10:08:09+08:00")


def test_a_file_that_is_no_document_is_refused_in_words(tmp_path):
    (tmp_path / "noise.ofd").write_bytes(b"noise")

    done = typed(str(tmp_path / "noise.ofd"))
    assert done.returncode == 1 and done.stderr.startswith("yiwang: ")
    assert typed(str(tmp_path / "none.ofd")).returncode == 2


def test_a_pdf_without_the_register_is_not_called_false(tmp_path):
    (tmp_path / "some.pdf").write_bytes(b"%PDF-1.7\nyiwang-verify:7K3MQ9XWPT2HRV4A")

    done = typed(str(tmp_path / "some.pdf"))
    assert done.returncode == 2, done
