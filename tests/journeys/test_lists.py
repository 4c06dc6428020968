"""A worklist narrowed, kept, exported; several cases done at once, with and without scripts."""

from __future__ import annotations

import os

import psycopg
import pytest

from tests.journeys.test_food_licence import apply

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def runs_under_an_older_version(numbers: list[str]) -> None:
    """As if the flow had been published anew since these cases came."""
    copy = (
        "INSERT INTO casework_definition (name, digest, body, published_at) SELECT name, 'older', body, published_at"
        " FROM casework_definition WHERE id = (SELECT definition_id FROM casework_case WHERE number = %s) RETURNING id"
    )
    with psycopg.connect(os.environ["YIWANG_JOURNEY_DATABASE"], autocommit=True) as owner:
        (older,) = owner.execute(copy, [numbers[0]]).fetchone()
        owner.execute("UPDATE casework_case SET definition_id = %s WHERE number = ANY(%s)", [older, numbers])


def test_a_list_is_narrowed_kept_exported_and_worked_off(walk):
    numbers = [apply(walk)[1] for _ in range(2)]
    clerk = walk("clerk")
    clerk.go("/desk/").reads(numbers[0]).look("list-01-mine")
    clerk.go("/desk/?view=reach&light=grey&light=green&sort=received&from=2024-01-01&light=lila&more=1")
    clerk.reads("没有用上").look("list-02-narrowed")
    clerk.page.locator(".keep-list summary").click()
    clerk.page.fill("#keep-name", "新收的")
    clerk.page.locator(".keep-list [name=shared]").check()
    clerk.look("list-03-keep")
    clerk.page.locator(".keep-list button").click()
    clerk.page.wait_for_load_state()
    clerk.reads("新收的").look("list-04-kept")
    clerk.go("/desk/lists/").reads("本单位共享").look("list-05-lists")
    clerk.go("/desk/export/?view=reach").reads("做什么用").look("list-06-export")
    clerk.go("/desk/?view=mine")
    for number in numbers:
        clerk.page.locator(f"input[name=case][value='{number}']").check()
    clerk.look("list-07-ticked").click("一起办选中的").reads("一起办 2 件").look("list-08-many")
    clerk.page.locator("[name=act][value=verdict]").check()
    clerk.page.select_option("#many-verdict", index=1)
    clerk.click("办理").reads("办了 2 件").look("list-09-told")
    clerk.go(f"/desk/cases/{numbers[0]}/").look("list-12-case")
    clerk.go(f"/desk/cases/{numbers[0]}/bundle/").reads("下载整份卷宗").look("list-13-bundle")
    supervisor = walk("supervisor")
    supervisor.go("/console/migrate/").reads("流程换版").look("list-14-versions")
    runs_under_an_older_version(numbers)
    supervisor.go("/console/migrate/").click("试一试").reads("2 件能换").look("list-17-tried")
    supervisor.fill(reason="新版多一步").click("换用现行的版本").reads("换了 2 件").look("list-18-migrated")
    supervisor.fill(reason="换错了").click("全部换回").reads("换了 2 件").look("list-19-returned")
    supervisor.go(f"/desk/cases/{numbers[0]}/bundle/").reads("卷宗不能下载").look("list-15-bundle-closed")
    phone = walk("clerk", phone=True)
    phone.go(f"/desk/cases/{numbers[0]}/bundle/").look("list-16-bundle-phone")
    phone.go("/desk/?view=reach&more=1").look("list-10-phone")
    phone.go("/desk/lists/").look("list-11-phone-lists")
