"""The library of matters: a county writes, the province compares and publishes, and only that county's guide is new."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.journey]
WUHUA, DALI = "/matters/food_operation.licence/?at=530102", "/matters/food_operation.licence/?at=532901"
HINT = "手机拍一张平面图就行，写上面积"


def its_field(page, hint):
    """The hint of the layout plan, wherever it stands among the materials."""
    return page.locator("textarea").filter(has_text=hint).first


@pytest.mark.slow
def test_a_shorter_promise_from_the_county_to_the_guide(walk):
    writer, checker = walk("matters_editor"), walk("matters_checker")
    writer.go("/console/matters/").reads("五华区市场监督管理局").look("60-matters-list")
    writer.page.get_by_role("link", name="食品经营许可核发").first.click()
    writer.reads("生效中").look("61-matter-in-force")
    writer.click("编写新的一版").reads("基本目录：10").look("62-matter-edit")
    writer.fill(promise_day="15")
    writer.click("存草稿并核对").reads("只能比基本目录短：基本目录 10，现在写的是 15").look("63-matter-faulty")
    writer.click("提交审核").reads("还有 1 处要改才能提交").look("64-matter-not-yet")
    writer.fill(promise_day="6")
    its_field(writer.page, "手画的平面图也可以").fill(HINT)
    writer.click("存草稿并核对").reads("可以提交了").reads("办理流程里写的是承诺 10 个工作日，承诺办结时限是 6")
    flow = writer.page.locator("#handle_flow")
    flow.fill(flow.input_value().replace("承诺 10 个", "承诺 6 个"))
    writer.click("存草稿并核对")
    writer.click("提交审核").reads("已经提交，等上一级审核").look("65-matter-submitted")

    checker.go("/console/matters/?state=submitted").reads("等审核").look("66-matters-waiting")
    checker.page.get_by_role("link", name="食品经营许可核发").first.click()
    checker.click("审核这一版")
    assert checker.page.locator("del", has_text="10").count() and checker.page.locator("ins", has_text="6").count()
    checker.look("67-matter-check")
    checker.click("发布这一版").reads("已经发布").look("68-matter-published")

    anyone = walk()
    anyone.go(DALI).reads("10 个工作日").reads("大理市").reads("手画的平面图也可以")
    anyone.go(WUHUA).reads("6 个工作日").reads(HINT).reads("承诺 6 个工作日").reads("第 2 版").look("69-guide-wuhua")
    writer.click("每一项的变化").reads("样例事项管理员，昆明市五华区市场监督管理局 编写").reads("样例事项审核员")
    writer.look("70-matter-history")


@pytest.mark.slow
def test_the_library_on_a_phone_and_without_script(walk):
    phone = walk(phone=True)
    phone.go("/matters/").look("71-browse-phone")
    phone.fill(at="530102").click("筛选").reads("五华区").look()
    phone.page.get_by_role("link", name="食品经营许可核发").first.click()
    phone.reads("下面是昆明市五华区市场监督管理局的规定").look("72-guide-phone")
    plain = walk(javascript=False)
    plain.go("/matters/food_operation.licence/")
    plain.page.select_option("#at", "532901")
    plain.click("看这里的").reads("大理市市场监督管理局")
    writer = walk("matters_editor", phone=True)
    writer.go("/console/matters/").look("73-matters-phone")
    writer.page.get_by_role("link", name="食品经营许可核发").first.click()
    writer.reads("生效中").look("74-matter-phone")
    desktop = walk("matters_checker")
    desktop.go("/console/matters/?kind=entries").look("75-entries")
    desktop.page.get_by_role("link", name="食品经营许可核发").first.click()
    desktop.reads("基本目录（全省）").click("停办")
    desktop.reads("已经提交的办件照常办完").look("76-withdraw")
