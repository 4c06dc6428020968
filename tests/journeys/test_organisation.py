"""Personnel appoints somebody, who then may; looks up why others may not; a table with a mistake comes back marked."""

from __future__ import annotations

import pytest

from yiwang.infrastructure.workbooks import api as workbooks

pytestmark = [pytest.mark.journey, pytest.mark.slow]
HEADS = ("统一社会信用代码", "名称", "简称", "条线", "区划代码", "上级信用代码", "依据")


def test_from_an_empty_post_to_somebody_who_may(walk):
    hr = walk("personnel")
    hr.go("/console/organisation/").reads("我的机构").look("95-organisation")
    hr.page.locator("#own + p a").click()
    hr.reads("岗位和人").look("96-agency")
    hr.click("核查员三").reads("空缺").look("97-post")
    hr.fill(staff="530102-0007", name="新来的核查员", ground="五市监任〔2026〕7号").click("任命").reads("已经任命")
    hr.click("新来的核查员").reads("改期限").look("98-appointment")
    hr.go("/console/rights/?who=staff:530102-0007").reads("核查员三").reads("不能").look("99-rights")
    hr.go("/console/rights/?who=role:examiner&with=role:approver").reads("处不同").look("99-rights-compared")
    hr.go("/console/reviews/?all=1").reads("仍然需要").look("99-reviews")


def test_everybody_sees_what_he_may_do_also_on_a_phone(walk):
    clerk = walk("clerk", phone=True)
    clerk.go("/account/rights/").reads("我能办什么").reads("五华区").look("99-own-rights")
    clerk.go("/account/absence/").reads("请人代理").look("99-absence")
    citizen = walk("citizen", phone=True)
    citizen.go("/account/rights/").reads("自己的").look("99-own-rights-citizen")


def test_a_table_with_a_mistake_comes_back_and_a_right_one_is_entered(walk):
    hr = walk("personnel")
    hr.go("/console/organisation/?q=五华区市场监督管理局")
    above = hr.page.locator("td.mono").first.inner_text()
    right = ["11530102YW07000199", "翠湖市场监管所", "翠湖所", "", "530102", above, "五编〔2026〕1号"]
    for rows, says in (([[*right[:4], "999999", *right[5:]]], "没有这个区划"), ([right], "新增 1 行")):
        hr.go("/console/organisation/sheets/").reads("下载模板").look("99-bring")
        file = {"name": "机构.xlsx", "mimeType": workbooks.MIME, "buffer": workbooks.workbook("机构", [HEADS, *rows])}
        hr.attach("file", file).click("上传检查").reads(says).look(f"99-sheet-{len(says)}")
    hr.click("确认写入").reads("已经写入：新增 1 行").look("99-sheet-entered")
