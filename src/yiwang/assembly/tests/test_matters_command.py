"""`yiwang matters import`: what is printed, written beside the list, and returned."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yiwang.applications.service.matters import api as library
from yiwang.applications.service.matters import tests
from yiwang.assembly.cli import main

LISTS = Path(tests.__file__).parent / "lists"
pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(tmp_path) -> Path:
    path = tmp_path / "portal.jsonl"
    path.write_bytes((LISTS / "portal.jsonl").read_bytes())
    return path


def test_the_report_stands_beside_the_list_and_the_screen_says_the_sum(listed, capsys):
    assert main(["matters", "import", str(listed), "--format", "guangdong"]) == 2

    said = capsys.readouterr()
    assert "导入完成：新增 9，没有收下 2" in said.out
    assert "第 4 行没有收下" in said.out and "第 11 行没有收下：校验位不对的一项" in said.out
    assert "已写入 9 / 9 项" in said.err
    rows = list(csv.reader(listed.with_name("portal.report.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 12 and rows[1][3] == "新增"
    assert library.search("小餐饮登记")[0].matter.title == "小餐饮登记"


def test_a_mapping_file_alone_is_enough(tmp_path, capsys):
    path = tmp_path / "town.csv"
    path.write_text(
        "编码;办什么;谁来办;几天办好;俗称一;俗称二\n115301020151001192453072001100O;甲;乙;十天;;\n", "gb18030"
    )
    given = ["matters", "import", str(path), "--format", "csv", "--map", str(LISTS / "town.csv.yaml"), "--dry-run"]

    assert main(given) == 2
    assert "试运行，没有改动任何数据：没有收下 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [(["nowhere.jsonl", "--format", "guangdong"], "打不开"), (["nowhere.csv", "--format", "csv"], "请用 --format"),
     (["nowhere.csv", "--map", "nowhere.yaml"], "打不开，或者不是 YAML")],
)  # fmt: skip
def test_what_cannot_be_opened_is_said_in_a_sentence(words, says, capsys):
    assert main(["matters", "import", *words]) == 1
    assert says in capsys.readouterr().err


def test_the_index_can_be_rebuilt(capsys):
    assert main(["matters", "reindex"]) == 0
    assert "项可以搜到" in capsys.readouterr().out
