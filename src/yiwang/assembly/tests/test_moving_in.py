"""Running cases of an older system go on here: where they stood, under their number, by the limit of their day."""

from __future__ import annotations

import json

import pytest

from yiwang.assembly import moving_in
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework.models import Case

HOW = moving_in.Map.model_validate({
    "title": "区审批平台 2.0",
    "columns": {"number": "受理编号", "matter": "事项", "step": "环节", "name": "申请人", "identifier": "证件号码",
                "mobile": "手机", "received": "收件日期", "accepted": "受理日期"},
    "values": {"matter": {"食品经营许可": "food_operation/licence"}, "step": {"审查中": "examine", "待受理": "intake"}},
    "defaults": {"division": "530102"}, "answers": {"operator": "字号", "premises": "地址", "area": "面积"},
})  # fmt: skip
HEAD = "受理编号,事项,环节,申请人,证件号码,手机,收件日期,受理日期,字号,地址,面积"
FIRST = "WH-2026-0098,食品经营许可,审查中,王小吃,530102199003070016,15400000001,2026-02-26,2026-03-02,翠湖小吃,翠湖东路 1 号,46"
SECOND = "WH-2026-0099,食品经营许可,待受理,五华某店,91110000600037341L,,2026/3/3,,某店,翠湖东路 2 号,"


@pytest.fixture
def cast(db):
    with clock.frozen("2026-03-04"):
        yield testing.cast()


def bring(*lines: str, **more) -> moving_in.Result:
    return moving_in.bring("\n".join((HEAD, *lines)).encode(), "old.csv", HOW, **more)


def test_a_case_goes_on_where_it_stood(cast):
    done = bring(FIRST, SECOND)
    assert (done.taken, done.there, done.wrong) == (["WH-2026-0098", "WH-2026-0099"], [], [])
    with security.viewing(cast.he):
        view = casework.case_view(cast.he, "WH-2026-0098")
    case = view.case
    assert (case.status, case.step, case.accepted_on.isoformat(), case.due_on.isoformat()) == (
        "accepted", "examine", "2026-03-02", "2026-03-30")  # fmt: skip
    assert case.limit["days"] == 20 and case.party_id == cast.wang.party
    assert [entry.says for entry in view.entries] == ["由旧系统迁入"]
    assert view.entries[0].facts["from"] == "区审批平台 2.0" and case.answers["operator"] == "翠湖小吃"
    seen = case.revision
    casework.decide(cast.he, case.number, casework.Opinion("no_visit", seen, reason="不用核查"), key="k")
    with security.viewing(cast.liu):
        second = casework.case_view(cast.liu, "WH-2026-0099")
    assert (second.case.status, second.case.due_on, second.task.role) == ("submitted", None, "clerk")
    assert second.case.party_shown == "五华某店"
    assert second.task.due_on.isoformat() == "2026-03-10"  # five working days from its receipt, not from today


def test_the_same_list_again_takes_over_nothing_twice(cast):
    bring(FIRST, SECOND)
    again = bring(FIRST, SECOND)
    assert (again.taken, len(again.there)) == ([], 2)
    testing.enter(security.SYSTEM)
    assert Case.objects.count() == 2


def test_a_row_that_says_something_else_now_changes_nothing(cast):
    bring(FIRST)
    other = bring(FIRST.replace("翠湖小吃", "滇池小吃"))
    assert other.taken == [] and "内容和这次不同" in other.wrong[0][2]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("食品经营许可", "烟草许可", "没有“烟草许可”这个事项"),
        ("审查中", "走廊里", "已有的环节：intake（受理）"),
        ("530102199003070016", "530102199003070017", "对不上"),
        ("2026-02-26", "二月", "不是日期"),
        ("2026-02-26", "2026-03-03", "受理日期不能早于收件日期"),
        ("2026-03-02", "2027-03-02", "不能晚于今天"),
        ("2026-03-02", "", "在受理以后，要有受理日期"),
        ("WH-2026-0098", "a b", "编号要 3 到 50 个字"),
        ("王小吃", "", "没有填申请人"),
        (",46", ",很大", "面积"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_nothing_is_taken_over(cast, old, new, says):
    done = bring(SECOND, FIRST.replace(old, new, 1))
    assert [(place, says in words) for place, _, words in done.wrong] == [(3, True)], done.wrong
    testing.enter(security.SYSTEM)
    assert not Case.objects.exists() and not security.Party.objects.filter(name="五华某店").exists()


def test_good_rows_go_when_asked_for(cast):
    done = bring(SECOND, FIRST.replace("审查中", "走廊里"), good_rows=True)
    assert done.taken == ["WH-2026-0099"] and len(done.wrong) == 1


def test_two_rows_of_one_number_are_told(cast):
    assert "和第 2 行一样" in bring(FIRST, FIRST.replace("翠湖小吃", "滇池小吃")).wrong[0][2]


def test_a_row_that_breaks_leaves_nothing_behind(cast, monkeypatch):
    """Planted fault: the history cannot be written; the party and the case registered before it are gone too."""
    from yiwang.toolbox.casework import taking_over

    def broken(*_args, **_more):
        raise casework.NumberInUse(number="x")

    monkeypatch.setattr(taking_over.history, "write", broken)
    done = bring(SECOND)
    assert done.taken == [] and done.wrong
    testing.enter(security.SYSTEM)
    assert not Case.objects.exists() and not security.Party.objects.filter(name="五华某店").exists()


def test_a_number_of_ours_is_not_taken(cast):
    bring(FIRST)
    testing.enter(security.SYSTEM)
    with security.acting(security.SYSTEM, "casework.take_over") as record:
        record.note(renamed=Case.objects.update(number="WH-2026-0099"))
    assert "已经是别的办件" in bring(SECOND).wrong[0][2]


def test_gb18030_and_lines_of_json_are_read(cast):
    assert len(list(moving_in.rows("\n".join((HEAD, FIRST)).encode("gb18030"), "old.csv"))) == 1
    line = json.dumps(dict(zip(HEAD.split(","), FIRST.split(","), strict=True)), ensure_ascii=False)
    assert moving_in.bring(line.encode(), "old.jsonl", HOW).taken == ["WH-2026-0098"]


def test_the_command_says_what_it_did(cast, tmp_path, capsys, monkeypatch):
    from yiwang.assembly import cli

    monkeypatch.setattr("django.setup", lambda: None)
    table, how = tmp_path / "old.csv", tmp_path / "map.yaml"
    table.write_text("\n".join((HEAD, FIRST)))
    how.write_text(json.dumps(HOW.model_dump(), ensure_ascii=False))
    assert cli.main(["cases", "import", str(table), "--map", str(how)]) == 0
    assert "迁入 1 件" in capsys.readouterr().out
    table.write_text("\n".join((HEAD, SECOND.replace("待受理", "走廊里"))))
    assert cli.main(["cases", "import", str(table), "--map", str(how)]) == 2
    said = capsys.readouterr()
    assert "第 2 行 WH-2026-0099" in said.err and "一件也没有迁入" in said.out
    assert cli.main(["cases", "import", str(tmp_path / "none.csv"), "--map", str(how)]) == 1
    how.write_text("columns: {number: a}")
    assert cli.main(["cases", "import", str(table), "--map", str(how)]) == 1
