"""企业开办一件事: a founder on a phone; the credit code of the licence reaches four more agencies by itself."""

from __future__ import annotations

import pytest

from tests.journeys.test_every_matter import decide
from tests.journeys.test_food_licence import WUHUA
from tests.journeys.test_newborn import hand_in, once, part
from tests.journeys.walker import photo
from yiwang.assembly.sample.accounts import ALL
from yiwang.assembly.sample.opening import person_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
HIMSELF = person_of(next(one for one in ALL if one.username == "neighbour"))
COMPANY = {
    "mobile": "15400000002", "county": WUHUA, "brand": "云岭", "trade": "贸易", "ending": "有限公司",
    "address": "云南省昆明市五华区翠湖东路 1 号", "premises": photo("合同.jpg"), "scope": "销售茶叶、日用百货", "capital": "100",
    "years": "5", "post": "经理", "holders.0.holder": HIMSELF.name, "holders.0.holder_id": HIMSELF.id_number,
    "holders.0.share": "60", "holders.1.holder": "陈木", "holders.1.holder_id": "530102199003070016", "holders.1.share": "40",
    "wants": ["公章", "发票"], "seals": ["财务专用章"], "taxpayer": "小规模纳税人", "invoices": ["数电普通发票"],
    "hires": "yes", "rate": "8", "staff.0.worker": "陈木", "staff.0.worker_id": "530102199003070016", "staff.0.wage": "6000.00",
}  # fmt: skip


def test_five_agencies_and_one_code(walk):
    founder = walk("neighbour", phone=True)
    number = hand_in(founder, "company_setup.setup", COMPANY, "company", "您的公司要办这 5 件")
    clerk = walk("clerk")
    decide(clerk, number, "受理，分头办理", shot="company-intake")
    licence = part(founder, number, "营业执照")
    decide(clerk, licence, "准予登记", shot="company-licence", verified="yes", unique="yes")
    decide(walk("police"), part(founder, number, "公章"), "备案", shot="company-seal")
    decide(walk("tax"), part(founder, number, "税务和发票"), "确认", shot="company-tax")
    founder.go(f"/my/cases/{number}/").look("company-midway")
    decide(walk("labour"), part(founder, number, "员工参保"), "登记")
    decide(walk("fund"), part(founder, number, "住房公积金"), "登记，开户", shot="company-fund")

    def joined() -> bool:
        return "办理完毕" in founder.go(f"/my/cases/{number}/").page.locator("main").inner_text()

    once(joined, "joined")
    founder.reads("办理结果清单").reads("营业执照 91530102").look("company-results")
    decide(clerk, number, "送达，办结")
    founder.go("/account/").reads("云岭贸易有限公司").look("company-hats")
