"""行政处罚: opened by an inspector, approved by another, refused a fine the law does not know, answered by the party on a phone."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.journeys.test_food_licence import act_for_the_shop, decide
from tests.journeys.walker import Walker, photo

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def day(name: str) -> dict[str, str]:
    today = date.today()
    return {f"{name}.year": str(today.year), f"{name}.month": str(today.month), f"{name}.day": str(today.day)}


def opened(officer: Walker, identifier: str, name: str) -> str:
    officer.go("/desk/open/").look("e01-doors").click("行政处罚").reads("当事人")
    officer.click("提出，交审批").reads("没有提交").look("e02-door-error")
    officer.choose("concerned-kind", "firm").fill(**{"concerned-identifier": identifier, "concerned-name": name})
    officer.choose("source", "日常检查").choose("cause", "标签不合规定").choose("harm", "no")
    officer.fill(place="翠湖东路 1 号", facts="货架上三种糕点没有标签", **day("ended_on"), **day("found_on")).look(
        "e03-door"
    )
    officer.click("提出，交审批").reads("要另一个人审批")
    found = re.search(r"/desk/cases/([\d-]+)/", officer.page.url)
    assert found, officer.page.url
    return found[1]


def investigated(officer: Walker, number: str, fine: str) -> Walker:
    officer.go(f"/desk/cases/{number}/").choose("card", "yes").choose("penalty", "罚款").choose("confiscate", "no")
    officer.fill(asked="问：标签呢？答：忘了贴", found="三种糕点没有标签", goods="300", fine=fine)
    officer.attach("evidence.new", photo("货架.jpg")).choose("verdict", "report")
    officer.page.get_by_role("button", name="提交意见").first.click()
    officer.page.wait_for_load_state()
    return officer


def test_a_penalty_from_the_inspection_to_the_partys_defence(walk):
    owner = walk("citizen", phone=True)
    act_for_the_shop(owner)
    owner.go("/matters/food_operation.licence/").click("开始申请").reads("谁来经营")
    identifier = owner.page.input_value("[name=uscc]")
    name = owner.page.input_value("[name=operator]")

    first, second = walk("inspector1"), walk("inspector2")
    number = opened(first, identifier, name)
    owner.go(f"/my/cases/{number}/", status=404)
    decide(walk("approver"), number, "accept")
    investigated(first, number, "60000").reads("不在法律规定的范围").look("e04-outside")
    investigated(first, number, "25000").reads("还要另一位签字")
    second.go(f"/desk/cases/{number}/").reads("5000 元到 50000 元").look("e05-range").choose("verdict", "report")
    second.page.get_by_role("button", name="提交意见").first.click()
    second.page.wait_for_url(re.compile("said="))

    examiner = walk("examiner")
    examiner.go(f"/desk/cases/{number}/").fill(competent="有管辖权，两人有执法证").choose("clear", "yes")
    examiner.choose("verdict", "pass").page.get_by_role("button", name="提交意见").first.click()
    examiner.page.wait_for_url(re.compile("said="))
    decide(first, number, "sent")

    owner.go(f"/my/cases/{number}/").reads("现在等您说").reads("行政处罚告知书").look("e06-party")
    owner.click("提交").reads("请先选一项").choose("verdict", "defend").fill(reason="已经全部补贴标签，请从轻").click(
        "提交"
    )
    owner.reads("当事人陈述、申辩").look("e07-said")
    decide(examiner, number, "kept", "复核过，已经改正的事实采纳，处罚不变")
    approver = walk("approver")
    decide(approver, number, "punish", shot="e08-decide")
    owner.go(f"/my/cases/{number}/").reads("行政处罚决定书").reads("给予处罚").look("e09-decided")
