"""A citizen goes to the rehearsal ministry without logging in again, comes back, and sees how far it is; a forger gets nowhere."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_there_and_back_with_one_consent(walk):
    citizen = walk("citizen", phone=True)
    citizen.go("/elsewhere/").look("80-elsewhere-list")
    citizen.page.locator("main a", has_text="在部委系统办理的事").click()
    citizen.reads("带过去哪些信息").look("81-elsewhere-consent")
    citizen.click("同意并过去").reads("不用再登录").look("82-ministry-door")
    citizen.click("进入办理").reads("带过来的信息").look("83-ministry-file")
    place = citizen.page.url
    citizen.click("已收件").reads("平台的答复：已收下")
    citizen.click("用别的密钥推送").reads("签名核对不上").look("84-ministry-forged")
    citizen.click("已受理").reads("平台的答复：已收下")
    citizen.go("/my/cases/").reads("在部委系统办理的事（演练）")
    citizen.page.locator("main a", has_text="在部委系统办理的事").first.click()
    citizen.reads("进度由那里送来").reads("对方已受理").look("85-mirrored-case")
    citizen.page.goto(place)
    citizen.click("准予").reads("平台的答复：已收下")
    citizen.click("已送达").reads("平台的答复：已收下")
    citizen.go("/my/cases/")
    citizen.page.locator("main a", has_text="在部委系统办理的事").first.click()
    citizen.reads("对方已送达，办结")

    admin = walk("admin")
    admin.go("/console/elsewhere/").reads("部委系统（演练）").look("86-elsewhere-console")
    walk("citizen").go("/console/elsewhere/", status=403)
