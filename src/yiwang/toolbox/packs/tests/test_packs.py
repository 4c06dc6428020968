from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from yiwang.kernel.registry import Registry
from yiwang.kernel.section import Problem, Section
from yiwang.toolbox.packs import checking, purity, reading, registry, rules
from yiwang.toolbox.packs.api import (
    AlreadyThere,
    BadName,
    NotComposed,
    compose,
    new_pack,
    packcheck,
    run_scenarios,
    sections,
    write_schemas,
)
from yiwang.toolbox.packs.marked import Unreadable, parse


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    count: int = 0


def thin(declared, everything):
    if len(declared.body.title) < 2:
        yield Problem("THING001", str(declared.path.name), "名字太短")


@pytest.fixture
def loaded(monkeypatch):
    """One more section, `things`, and what was handed to it."""
    seen = []
    found = {**sections(), "things": Section("things", "东西", Thing, seen.append, thin)}
    for module in (checking, registry):
        monkeypatch.setattr(module, "sections", lambda: found)
    monkeypatch.setattr(registry, "packs", Registry("pack"))
    return seen


@pytest.fixture
def root(tmp_path, loaded):
    new_pack("market", "tea_shop", "茶馆备案", tmp_path)
    return tmp_path


def write(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def said(root):
    return [str(problem) for problem in packcheck(root)]


def other(root, key="milk_shop", needs="[]"):
    write(root, f"market/{key}/pack.yaml", MANIFEST.format(key=key, needs=needs))


MANIFEST = "key: {key}\ntitle: 奶茶店\nplan: market.milk\nclause: 三（一）\nowner: 市监局\nneeds: {needs}\n"


def test_the_pack_one_starts_from_has_no_problems_and_works(root):
    assert said(root) == []
    compose(root)
    assert registry.packs["tea_shop"].title == "茶馆备案"
    assert [result.passed for result in run_scenarios(registry.packs["tea_shop"])] == [True, True]


def test_titles_with_quotes_and_colons_survive(root):
    new_pack("society", "odd", 'a: "b" #{c}', root)
    assert said(root) == []


def test_a_second_pack_of_the_name_or_a_bad_name_is_refused(root):
    with pytest.raises(AlreadyThere):
        new_pack("society", "tea_shop", "茶馆", root)
    for group, key in (("nowhere", "tea"), ("market", "../up"), ("market", "Tea"), ("market", "t")):
        with pytest.raises(BadName):
            new_pack(group, key, "茶馆", root)


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("market/empty/README.md", "", "market/empty: PACK001 没有 pack.yaml"),
        ("THINGS/ab.yaml", "title: [", "THINGS/ab.yaml:1: PACK002 这里的缩进、冒号或引号读不通"),
        ("THINGS/ab.yaml", "title: a\n\ntitle: b", "THINGS/ab.yaml:3: PACK002 “title”写了两次"),
        ("THINGS/ab.yaml", "title: &a b", "THINGS/ab.yaml:1: PACK002 不用 & 和 * 引用，请照写一遍"),
        ("THINGS/ab.yaml", "title: 东西\ncount: no\n", "THINGS/ab.yaml:2: PACK008 “count”要写成整数"),
        ("THINGS/ab.yaml", "title: 东西\nnumber: 1\n", "THINGS/ab.yaml:2: PACK008 不认识“number”这一项"),
        ("THINGS/ab.yaml", "count: 1\n", "THINGS/ab.yaml:1: PACK008 少了“title”"),
        ("THINGS/ab.yaml", "title: a\n", "ab.yaml: THING001 名字太短"),
        ("THINGS/A b.yaml", "title: 东西\n", "THINGS/A b.yaml: PACK007 文件名用小写字母、数字和下划线，以字母开头"),
        ("THINGS/ab.txt", "", "THINGS/ab.txt: PACK006 “things”里只放 .yaml 文件"),
        ("market/wrong/pack.yaml", MANIFEST.format(key="right", needs="[]"),
         "market/wrong/pack.yaml:1: PACK004 key 写的是“right”，要和文件夹的名字“wrong”一样"),
        ("society/tea_shop/pack.yaml", MANIFEST.format(key="tea_shop", needs="[]"),
         "society/tea_shop/pack.yaml: PACK005 “tea_shop”已经用在 market/tea_shop"),
        ("market/milk/pack.yaml", MANIFEST.format(key="milk", needs="\n  - tea_shop\n  - cups"),
         "market/milk/pack.yaml:8: PACK009 needs 里的“cups”没有哪个应用包公布"),
        ("market/milk/pack.yaml", MANIFEST.format(key="milk", needs="[milk]"),
         "market/milk/pack.yaml:6: PACK010 应用包互相依赖，转成了圈：milk → milk"),
        ("RULES.py", "import os\ndef in_force(day, since): return day >= since\n",
         "RULES.py:1: PACK011 rules.py 只能用标准库里算数的部分和 yiwang.kernel，不能引入 os"),
        ("RULES.py", "from decimal import nothing\n",
         "RULES.py: PACK013 rules.py 引入不了：cannot import name 'nothing' from 'decimal'"),
    ],
)  # fmt: skip
def test_packcheck_says_what_and_where(root, path, text, says):
    full = {"THINGS": "market/tea_shop/things", "RULES": "market/tea_shop/rules"}
    for short, long in full.items():
        path, says = path.replace(short, long), says.replace(short, long)
    write(root, path, text)
    assert any(line.startswith(says) for line in said(root)), said(root)


def test_an_unknown_folder_is_named_with_what_there_is(root):
    write(root, "market/tea_shop/thing/x.yaml", "")
    (found,) = said(root)
    assert found.startswith("market/tea_shop/thing: PACK006 不认识“thing”。应用包里可以有 ")
    assert "scenarios" in found and "things" in found


def test_a_scenario_that_does_not_hold_is_a_problem(root):
    path = root / "market/tea_shop/scenarios/in_force.yaml"
    path.write_text(path.read_text().replace("expect: true", "expect: false"))
    assert said(root) == ["market/tea_shop/scenarios/in_force.yaml: PACK012 “施行当天就算数”应得 False，实得 True"]


FORM = """
title: 茶馆备案
sections:
  - key: shop
    title: 茶馆
    fields:
      - {key: seats, title: 有几个座位？, type: number}
      - key: hall
        title: 有没有雅间？
        type: yes_no
        when: seats > 20
"""


def test_a_form_is_a_section_and_its_conditions_are_checked(root):
    path = write(root, "market/tea_shop/forms/filing.yaml", FORM)
    assert said(root) == []
    path.write_text(FORM.replace("seats > 20", "seat > 20"))
    assert said(root) == [
        "market/tea_shop/forms/filing.yaml: FORM002 “hall”：条件第 1 个字“seat”：没有这一项。是不是“seats”。"
    ]
    path.write_text(FORM.replace("type: number", "type: numbr"))
    assert said(root)[0].startswith("market/tea_shop/forms/filing.yaml:7: PACK008 “type”只能是")


def test_needs_may_name_what_another_pack_publishes(root):
    write(root, "market/tea_shop/things/cup.yaml", "title: 杯子\n")
    other(root, needs="[tea_shop/cup]")
    assert said(root) == []


def test_loading_goes_after_needs_and_never_half_way(root, loaded):
    write(root, "market/tea_shop/things/cup.yaml", "title: 杯子\n")
    other(root, "alpha", needs="[tea_shop]")
    write(root, "market/alpha/things/straw.yaml", "title: 吸管\n")
    bad = write(root, "market/alpha/things/bad.yaml", "title: 1\n")
    with pytest.raises(NotComposed, match=r"bad.yaml:1: PACK008 “title”要写成文字，数字请加引号"):
        compose(root)
    assert loaded == []
    bad.unlink()
    compose(root)
    assert [declared.name for declared in loaded] == ["tea_shop/cup", "alpha/straw"]
    with pytest.raises(RuntimeError, match="frozen"):
        registry.packs.add("late", None)


def test_every_section_with_a_model_has_a_schema(root, tmp_path):
    paths = write_schemas(tmp_path / "schemas")
    assert {"pack.schema.json", "scenarios.schema.json"} <= {path.name for path in paths}
    assert json.loads(paths[0].read_text())["properties"]["key"]["pattern"]


@pytest.mark.parametrize(
    "source",
    [
        "import os", "from os import path", "import yiwang.toolbox.packs", "from yiwang.kernel import clock",
        "from . import x", "from yiwang.kernel.clock import today", "import random",
        "from datetime import date\ndate.today()", "eval('1')", "().__class__.__bases__",
        "x = 1\ndef f():\n    global x", "open('/etc/passwd')", "__import__('os')", "import time",
        "import datetime\ndatetime.datetime.now()", "def f(:", "\0", "from django.db import models",
        "import importlib",
    ],
)  # fmt: skip
def test_impure_rules_are_seen_before_they_run(source):
    assert list(purity.impurities(source))


def test_pure_rules_are_left_alone():
    text = "from __future__ import annotations\nfrom datetime import date\nfrom yiwang.kernel.errors import Invalid\n"
    assert list(purity.impurities(text)) == []


def test_were_the_check_of_purity_gone_impure_rules_would_run(root, monkeypatch):
    write(root, "market/tea_shop/rules.py", "import os\nMARK = os.sep\ndef in_force(day, since): return day >= since\n")
    assert any("PACK011" in line for line in said(root))
    monkeypatch.setattr(checking, "impurities", lambda source: iter(()))
    assert said(root) == []


def test_were_the_check_of_circles_gone_a_circle_would_pass(root, monkeypatch):
    other(root, "alpha", needs="[beta]")
    other(root, "beta", needs="[alpha]")
    assert said(root) == ["market/alpha/pack.yaml:6: PACK010 应用包互相依赖，转成了圈：alpha → beta → alpha"]
    monkeypatch.setattr(checking, "circle", lambda needs: [])
    assert said(root) == []


RULES = """
from __future__ import annotations
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from yiwang.kernel.errors import Invalid

@dataclass(frozen=True)
class Fee:
    amount: Decimal
    due: date

class NotYet(Invalid):
    '''还不到{day}，不能收费。'''

def fee(day: date, base: Decimal, kinds: tuple[str, ...] = ()) -> Fee:
    if day.year < 2020:
        raise NotYet(day="2020年")
    return Fee(base * len(kinds), day)
"""
TESTS = """
title: 收费
function: fee
tests:
  - says: 按种类收
    given: {day: 2025-01-01, base: 12.50, kinds: [a, b]}
    expect: {amount: 25, due: 2025-01-01}
  - says: 早了要拒绝
    given: {day: 2019-01-01, base: 1}
    refuses: 还不到
  - says: 该拒没拒
    given: {day: 2021-01-01, base: 1}
    refuses: 还不到
  - says: 参数写错
    given: {days: 2021-01-01}
    expect: 1
"""


def test_scenarios_speak_of_dates_money_records_and_refusals(root):
    write(root, "market/tea_shop/rules.py", RULES)
    write(root, "market/tea_shop/scenarios/in_force.yaml", TESTS)
    pack = reading.Reading(root, sections()).all().packs["tea_shop"]
    results = run_scenarios(pack)
    assert [result.passed for result in results] == [True, True, False, False]
    assert results[0].got == {"amount": "25.00", "due": "2025-01-01"}
    assert "函数没有参数 days" in results[3].got


def test_yaml_means_what_officials_mean():
    value = parse(
        "a: no\nb: 0530\nc: 12.50\nd: 2025-01-31\ne: true\nf: ~\ng: 530102000000\nh: '1'\ni: 1e3\nj: 1_000"
    ).value
    assert value == {
        "a": "no", "b": "0530", "c": Decimal("12.50"), "d": "2025-01-31", "e": True, "f": None, "g": 530102000000,
        "h": "1", "i": "1e3", "j": "1_000",
    }  # fmt: skip


@given(st.text(max_size=80) | st.text(alphabet="ab:-[]{}#&*!|>'\"%@` \n\t,?", max_size=60))
def test_any_file_is_read_or_refused(text):
    try:
        parse(text)
    except Unreadable as refused:
        assert refused.says
        assert refused.line >= 1


def test_deep_files_are_refused():
    with pytest.raises(Unreadable):
        parse("[" * 5000)


NAMES = st.sampled_from("abcdef")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3)))
def test_either_there_is_an_order_or_a_real_circle(needs):
    found = rules.circle(needs)
    ordered, left = rules.lowest_first(needs)
    if not found:
        assert sorted(ordered) == sorted(needs)
        assert all(ordered.index(n) < ordered.index(name) for name in needs for n in needs[name] if n in needs)
        return
    assert left
    assert found[0] == found[-1]
    assert all(there in needs[here] for here, there in zip(found, found[1:], strict=False))
