"""A key on the device instead of a password: added, used to log in without a name, as the second step, taken away."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.journey]
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def local(province) -> str:
    """The same house by a name: keys are bound to names, never to numbers."""
    return province.replace("127.0.0.1", "localhost")


def device(walker):
    """A virtual keeper of keys, as a phone has one."""
    cdp = walker.page.context.new_cdp_session(walker.page)
    cdp.send("WebAuthn.enable")
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return cdp, made["authenticatorId"]


def log_in(walker, local: str, username: str) -> None:
    walker.page.goto(f"{local}/login/")
    walker.fill(username=username, password="yiwang-2026")
    walker.page.locator("main form button[type=submit]").first.click()
    walker.page.wait_for_url(lambda url: "/login" not in url)


def test_a_passkey_is_added_and_opens_the_door_alone(walk, local):
    walker = walk(phone=True)
    cdp, keeper = device(walker)
    log_in(walker, local, "neighbour")
    walker.page.goto(f"{local}/account/protection/")
    walker.reads("通行密钥").look("90-protection")
    walker.click("添加通行密钥").look("91-passkey-new")
    walker.fill(name="我的手机")
    walker.page.locator("main form[data-passkey] button[type=submit]").click()
    walker.page.wait_for_url("**/account/codes/")
    walker.reads("只显示这一次").look("92-recovery-codes")
    assert len(cdp.send("WebAuthn.getCredentials", {"authenticatorId": keeper})["credentials"]) == 1
    walker.page.goto(f"{local}/account/")
    walker.click("退出登录")
    walker.page.goto(f"{local}/login/?next=/my/cases/")
    walker.look("93-login-passkey")
    walker.page.locator("form[data-passkey] button[type=submit]").click()
    walker.page.wait_for_url(lambda url: url.endswith("/my/cases/") and "/login" not in url)
    walker.page.goto(f"{local}/account/")
    walker.click("退出登录")
    walker.page.goto(f"{local}/login/")
    walker.fill(username="neighbour", password="yiwang-2026")
    walker.page.locator("main form button[type=submit]").first.click()
    walker.page.wait_for_url("**/login/code/")
    walker.look("94-code")
    walker.page.locator("form[data-passkey] button[type=submit]").click()
    walker.page.wait_for_url(lambda url: "/login" not in url)
    walker.page.goto(f"{local}/account/protection/")
    walker.reads("我的手机").look("95-protection-with-key")
    walker.click("删除").look("96-passkey-remove")
    walker.page.locator("main form button[type=submit]").first.click()
    walker.page.wait_for_url("**/account/protection/")
    assert "我的手机" not in walker.page.content()


def test_a_key_that_was_taken_away_opens_nothing(walk, local):
    walker = walk(phone=True)
    device(walker)
    walker.page.goto(f"{local}/login/")
    walker.page.locator("form[data-passkey] button[type=submit]").click()
    walker.reads("没有登录").look("97-login-no-key")


def test_the_pages_of_protection_work_at_a_desk(walk):
    walker = walk("approver")
    walker.go("/account/protection/").look("98-protection-desk")
    walker.go("/account/totp/").look("99-totp-desk")
