"""工程建设项目审批: a builder on a phone, four stages, three agencies at once, and one clock for all of them."""

from __future__ import annotations

import pytest

from tests.journeys.test_elder_card import at_the_office_of
from tests.journeys.test_every_matter import decide
from tests.journeys.test_food_licence import WUHUA, act_for_the_shop
from tests.journeys.test_newborn import hand_in, once, part
from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SMALL = {
    "contact": "样例", "mobile": "15400000001", "project": "翠湖东路茶室", "code": "2611-530102-04-01-123456",
    "county": WUHUA, "site": "云南省昆明市五华区翠湖东路 1 号", "invest": "社会投资", "small": "yes", "land_by": "出让",
    "with_scheme": "yes", "underground": "no", "fire_special": "no", "proposal": photo("项目说明.jpg"),
    "land_paper": photo("出让合同.jpg", (150, 120, 80)),
}  # fmt: skip


def ready(builder: Walker, number: str, title: str, shot: str) -> None:
    """His page waits for his word, and he gives it."""
    once(
        lambda: f"材料齐了，申请{title}" in builder.go(f"/my/cases/{number}/").page.locator("main").inner_text(), title
    )
    builder.look(shot).choose("verdict", "ready").click("提交").reads(f"建设单位申请{title}")


def test_a_small_project_from_land_to_acceptance(walk):
    builder = walk("citizen", phone=True)
    act_for_the_shop(builder)
    number = hand_in(builder, "construction_project.project", SMALL, "project", "您的项目分 3 个阶段，一共 8 件")
    hall, reform, planning = walk("hall"), walk("reform"), walk("planning")
    housing = at_the_office_of(walk("clerk2"), "五华区住房和城乡建设局")
    decide(hall, number, "受理，开始第一阶段", shot="project-hall")
    decide(reform, part(builder, number, "项目核准或者备案"), "同意", shot="project-reform")
    builder.look("project-midway")
    decide(planning, part(builder, number, "用地规划许可"), "同意")

    ready(builder, number, "施工许可", "project-waits")
    decide(planning, part(builder, number, "建设工程规划许可（合并办理）"), "同意")
    decide(housing, part(builder, number, "施工许可"), "同意", shot="project-permit")

    ready(builder, number, "联合验收", "project-waits-again")
    decide(planning, part(builder, number, "规划核实"), "同意")
    decide(planning, part(builder, number, "土地核验"), "同意")
    decide(housing, part(builder, number, "消防验收或者备案"), "不同意", reason="疏散楼梯没有封闭")

    def mending() -> bool:
        return "疏散楼梯没有封闭" in builder.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(mending, "joined without one")
    builder.reads("疏散楼梯没有封闭").look("project-mend")
    decide(hall, number, "改好了，没有通过的重办", reason="楼梯已经封闭", shot="project-again")
    decide(housing, part(builder, number, "消防验收或者备案"), "同意")
    decide(housing, part(builder, number, "竣工验收备案"), "同意")

    def granted() -> bool:
        return "四个阶段都办好了" in builder.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(granted, "all stages")
    builder.reads("工程建设项目审批结果清单").look("project-results")
    hall.go(f"/desk/cases/{number}/").look("project-hall-after")
    decide(hall, number, "送达，办结")
