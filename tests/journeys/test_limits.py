"""What somebody reads who asked too often, and who waited too long with a form."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_too_often_is_said_with_when_to_come_again(walk, phone):
    walker = walk(phone=phone)
    for _ in range(21):
        walker.page.request.get("/kiosk/none/report/")
    walker.go("/kiosk/none/report/", status=429).reads("请稍等一会儿").reads("秒再试").reads("12345")
    walker.look(f"limits-429-{'phone' if phone else 'desktop'}")


def test_a_form_that_waited_too_long_says_what_to_do(walk):
    walker = walk(phone=True)
    walker.go("/login/")
    walker.page.context.clear_cookies()
    walker.page.locator("main form button[type=submit]").first.click()
    walker.reads("刷新后再提交一次").look("limits-no-token")


def test_a_browser_holds_to_what_it_is_told(walk):
    """The headers do no harm: a page with scripts, styles and pictures has no complaint, and a login holds."""
    walker = walk("citizen")
    walker.go("/account/").look()
    names = {one["name"]: one for one in walker.page.context.cookies()}
    assert names["sessionid"]["httpOnly"] and names["csrftoken"]["httpOnly"]
    assert walker.page.evaluate("document.cookie").find("csrftoken") < 0
