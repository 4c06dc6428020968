"""Flows as pictures: in the console, on a case, from a file of another tool, and played through."""

from __future__ import annotations

from pathlib import Path

import pytest

from yiwang.toolbox import drawing

pytestmark = [pytest.mark.journey, pytest.mark.slow]
FILES = Path(drawing.__file__).parent / "tests" / "files"
FLOWS = ("food_operation/licence", "water_intake/licence", "elsewhere_mirror/mirror")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_every_flow_is_open_to_everybody_who_may_see_it(walk, phone):
    steward, kind = walk("steward", phone=phone), "phone" if phone else "desktop"
    steward.go("/console/flows/").reads("食品经营许可核发").look(f"drawing-1-list-{kind}")
    for name in FLOWS:
        steward.go(f"/console/flows/{name}/").look(f"drawing-2-{name.partition('/')[0]}-{kind}")
    wide = steward.page.locator(".flow-picture:visible").first.bounding_box()
    assert wide is not None and wide["width"] <= steward.page.viewport_size["width"]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_file_of_another_tool_is_told_of(walk, phone):
    steward, kind = walk("steward", phone=phone), "phone" if phone else "desktop"
    steward.go("/console/flows/take/").look(f"drawing-3-take-{kind}")
    steward.page.locator("input[type=file]").set_input_files(FILES / "camunda.bpmn")
    steward.click("读这个文件").reads("没有运行").look(f"drawing-4-taken-{kind}")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_flow_is_played_by_keyboard_and_without_a_row(walk, phone):
    steward, kind = walk("steward", phone=phone), "phone" if phone else "desktop"
    steward.go("/console/flows/food_operation/licence/").click("演练").look(f"drawing-5-begin-{kind}")
    steward.fill(day="2026-03-02").click("开始演练").choose("verdict", "accept").click("这样决定").reads("2026-03-30")
    steward.fill(days="7").click("过去").reads("2026-03-11").choose("verdict", "inspect").click("这样决定")
    steward.choose("verdict", "passed").click("这样决定").look(f"drawing-6-played-{kind}")
    steward.choose("verdict", "passed").click("这样决定").reads("您已经签过了").look(f"drawing-7-refused-{kind}")
    steward.page.locator(".flow-picture:visible a.step").first.focus()
    steward.page.keyboard.press("Enter")
    assert "#step-" in steward.page.url


def test_without_script_all_of_it_works(walk):
    steward = walk("steward", javascript=False)
    steward.go("/console/flows/elder_card/card/rehearse/").click("开始演练").reads("演练人员甲")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_case_shows_how_far_it_came(walk, phone):
    examiner, kind = walk("examiner", phone=phone), "phone" if phone else "desktop"
    examiner.go("/desk/")
    examiner.page.locator("a[href*='/desk/cases/']").first.click()
    examiner.page.wait_for_load_state()
    examiner.reads("办到哪一步了").look(f"drawing-8-case-{kind}")
