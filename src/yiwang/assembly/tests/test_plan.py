"""The plan page tells the truth: all rows, each at its place in the plan, none working without a test that walks it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from yiwang.assembly import plan
from yiwang.assembly.cli import main

PUBLISHED = Path(os.environ.get("YIWANG_PUBLISHED", "published"))
POLICY = PUBLISHED / "policy" / "yunnan_digital_government_plan.md"
SYSTEMS = PUBLISHED.parent / "SYSTEMS.md"
NAMED = {"a.b": {"title": "甲", "clause": "三（一）1", "plan": "甲", "must": "甲"}}


@pytest.fixture(scope="module")
def rows():
    return plan.rows()


def stands_in(text: str) -> dict[str, str]:
    """The plan's text by clause: 三（一）4 → its paragraphs."""
    found: dict[str, str] = {}
    chapter = section = item = ""
    for line in text.splitlines():
        if begins := re.match(r"## ([一二三四])、", line):
            chapter, section, item = begins[1], "", ""
        elif begins := re.match(r"### (（.）)", line):
            section, item = begins[1], ""
        elif begins := re.match(r"(?:#### )?(\d)\.", line):
            item = begins[1]
        found[chapter + section + item] = found.get(chapter + section + item, "") + line
    return found


def one(works: dict, checkout: Path) -> plan.Row:
    return plan.compose(NAMED, works, checkout)[0]


def test_the_rows_are_the_plans(rows):
    if not SYSTEMS.exists():
        pytest.skip("the list of systems is not on this machine")
    assert [row.id for row in rows] == re.findall(r"^\| `([a-z.]+)` \|", SYSTEMS.read_text(), re.MULTILINE)


def test_every_row_is_named_where_it_says(rows):
    if not POLICY.exists():
        pytest.skip("the plan's text is not on this machine")
    clauses = stands_in(POLICY.read_text())
    assert [(row.id, row.clause) for row in rows if row.plan not in clauses.get(row.clause, "")] == []


def test_a_row_said_to_stand_elsewhere_would_be_found(rows):
    if not POLICY.exists():
        pytest.skip("the plan's text is not on this machine")
    assert rows[0].plan not in stands_in(POLICY.read_text())["三（一）5"]


def test_every_row_says_what_must_work_in_chinese_and_once(rows):
    assert len({row.must for row in rows}) == len({row.id for row in rows}) == len(rows) == 137
    assert all(re.search(r"[\u4e00-\u9fff]{4}", row.must) and row.title for row in rows)


def test_no_test_that_is_named_is_missing(rows):
    assert [gap for row in rows for gap in row.gaps if gap.startswith("所说的测试")] == []


def test_what_works_has_a_test_and_no_gap(rows):
    for row in rows:
        assert row.works == (bool(row.test) and not row.gaps)


def test_nothing_works_by_being_said_to(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_walks():\n    pass\n")

    assert one({}, tmp_path).gaps == ["尚未开始"]
    assert one({"a.b": {"test": "", "gaps": []}}, tmp_path).gaps == ["还没有走通它的测试"]
    assert one({"a.b": {"test": "gone.py"}}, tmp_path).gaps == ["所说的测试 gone.py 不在"]
    assert one({"a.b": {"test": "test_it.py::test_flies"}}, tmp_path).works is False
    assert one({"a.b": {"test": "test_it.py", "gaps": ["差一点"]}}, tmp_path).works is False
    assert one({"a.b": {"test": "test_it.py::test_walks"}}, tmp_path).works is True


def test_without_the_look_at_the_test_a_row_would_work_by_being_said_to(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "exists", lambda *_: True)
    assert one({"a.b": {"test": "gone.py"}}, tmp_path).works is True


def test_works_of_an_unknown_row_are_an_error(tmp_path):
    with pytest.raises(LookupError, match=r"a\.c"):
        plan.compose(NAMED, {"a.c": {"test": ""}}, tmp_path)


def test_the_page_in_docs_is_current(rows):
    page = plan.CHECKOUT / "docs/plan.md"
    assert page.read_text() == plan.markdown(rows) + "\n", "run: yiwang plan --markdown > docs/plan.md"


def test_the_command_answers_as_a_table_and_as_json(capsys, rows):
    assert main(["plan"]) == 0
    assert f"共 {len(rows)} 项" in capsys.readouterr().out

    assert main(["plan", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said) == len(rows)
    assert all(list(one) == ["id", "title", "clause", "works", "test", "gaps"] for one in said)
