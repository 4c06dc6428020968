"""A key on the device instead of a password: added, used to log in without a name, as the second step, taken away."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from yiwang.kernel import clock

OLDER = """
import sys; import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore(sys.argv[1])
session["proved"] = {**session["proved"], "password": 1.0}
session.save()
"""
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_key_that_was_taken_away_opens_nothing(walk, local):
    walker = walk(phone=True)
    device(walker)
    walker.page.goto(f"{local}/login/")
    walker.page.locator("form[data-passkey] button[type=submit]").click()
    walker.reads("没有登录").look("97-login-no-key")


@pytest.mark.slow
def test_the_pages_of_protection_work_at_a_desk(walk):
    walker = walk("approver")
    walker.go("/account/protection/").look("98-protection-desk")
    walker.go("/account/totp/").look("99-totp-desk")


def make_older(walker) -> None:
    """As if he had logged in a while ago: the proof in his session is set back."""
    key = next(one["value"] for one in walker.page.context.cookies() if one["name"] == "sessionid")
    place = os.environ["YIWANG_JOURNEY_DATABASE"]
    environment = {**os.environ, "DATABASE_URL": place, "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}
    subprocess.run([sys.executable, "-c", OLDER, key], env=environment, check=True)


@pytest.mark.slow
def test_what_is_momentous_asks_once_more_and_keeps_what_was_typed(walk):
    walker = walk("elder", phone=True)
    walker.go("/my/mandates/")
    last = clock.today() + timedelta(days=60)
    term = {"last.year": str(last.year), "last.month": str(last.month), "last.day": str(last.day)}
    walker.fill(name="某某某", identifier="530102199003070016", **term)
    make_older(walker)
    walker.page.locator("[name=identifier]").press("Enter")
    walker.page.wait_for_url("**/account/confirm/**")
    walker.reads("确认是您本人").look("100-confirm")
    walker.fill(password="yiwang-2026")
    walker.page.locator("main form button[type=submit]").first.click()
    walker.page.wait_for_url("**/account/confirm/on/")
    walker.reads("还没有提交").look("101-onward")
    walker.click("接着办")
    walker.page.wait_for_url("**/my/mandates/")
    assert walker.page.locator("[name=name]").input_value() == "某某某"


@pytest.mark.slow
def test_devices_and_passwords_have_pages(walk):
    walker, other = walk("elder", phone=True), walk("elder")
    walker.go("/account/sessions/").reads("登录着的设备").look("102-sessions")
    walker.click("其他设备都退出")
    other.page.goto("/account/")
    assert "/login/" in other.page.url
    walker.go("/account/password/").look("103-password")
    stranger = walk(phone=True)
    stranger.go("/login/recover/").look("104-recover")
    stranger.fill(username="elder", identifier="530102199003070016")
    stranger.page.locator("main form button[type=submit]").first.click()
    stranger.page.wait_for_url("**/login/recover/code/")
    stranger.look("105-recover-code")
