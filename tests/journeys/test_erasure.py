"""Somebody asks that his data goes; one official checks, another approves; the certificate is verified by anybody."""

from __future__ import annotations

import time

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_from_asking_to_the_certificate(walk):
    owner = walk("citizen", phone=True)
    owner.go("/matters/elder_card.card/").click("开始申请")
    owner.go("/account/").click("删除我的信息").reads("存着您的这些信息").look("100-erasure-what-is-kept")
    owner.choose("group", "drafts")
    owner.click("请求删除选中的").reads("等待核对").look("101-erasure-asked")
    place = owner.page.locator("a.mono").first.get_attribute("href")

    steward = walk("steward")
    steward.go("/console/erasure/").look("102-erasure-list")
    steward.page.locator("main th a").first.click()
    steward.reads("今天算下来").look("103-erasure-check")
    steward.click("核对无误，交另一位批准").reads("不能是同一个人").look("104-erasure-checked")

    admin = walk("admin")
    admin.go("/console/erasure/")
    admin.page.locator("main th a").first.click()
    admin.look("105-erasure-approve").click("批准删除")
    if admin.page.locator("input[type=password]").count():
        admin.look("106-erasure-step-up")
        admin.page.locator("input[type=password]").fill("yiwang-2026")
        admin.page.locator("main button[type=submit], main button.btn-primary").first.click()
    until = time.monotonic() + 40
    stranger = walk()
    while "已经删除" not in stranger.go(place).page.content() and time.monotonic() < until:
        time.sleep(1)
    stranger.reads("已经删除").look("107-erasure-done")
    stranger.click("核验这份证明").reads("真实有效").look("108-erasure-certificate-verified")
