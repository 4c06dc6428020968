"""A real case and a real list, from what happens to the receipt; and what is sent back, from the ticket to the closing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps

from yiwang.applications.service.matters import api as matters
from yiwang.applications.service.matters import testing as library
from yiwang.applications.service.reporting import fieldset, listeners, preparing, rounds, rules, tickets
from yiwang.applications.service.reporting.capture import NOTICE, notice
from yiwang.applications.service.reporting.models import Batch, Due, RehearsalRow, Row, Standing, Ticket
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework

from . import shop

Case = apps.get_model("casework", "Case")
WUHUA = "11530102YW0000071L"
GOOD_CODES = {"115301020000000015": WUHUA, "115329010000000018": "11532901YW00000718"}
CITIZEN = "530102199003070016"


@pytest.fixture
def cast(db):
    with clock.frozen("2036-11-03"):  # a Monday after whatever day the catalogue was kept on
        yield testing.cast()


@pytest.fixture
def lists(cast):
    for uscc, good in GOOD_CODES.items():  # the cast's own codes are not real enough for a strict receiver
        standards.Agency.objects.filter(uscc=uscc).update(uscc=good)
    library.library()
    matters.adopt_everywhere(security.SYSTEM)
    return cast


def told():
    """As the outbox would, for every step that was announced."""
    testing.enter(security.SYSTEM)
    for case in Case.objects.all():
        for entry in case.entries.exclude(verb="forwarded").exclude(verb="signed"):
            moved = casework.CaseMoved(
                case=str(case.pk), number=case.number, verb=entry.verb, matter=case.matter, title=case.title,
                party=str(case.party_id or ""),
            )  # fmt: skip
            listeners.case_moved(moved, f"test:{entry.pk}")
    testing.enter(security.SYSTEM)


def reported():
    told()
    rounds.gather()
    testing.enter(security.SYSTEM)


def applied(cast):
    number = shop.applied(cast)
    testing.enter(security.SYSTEM)
    return number


def rows_of(number):
    return {one.table: one.body for one in RehearsalRow.objects.filter(about=number, there=True)}


def test_a_list_and_a_case_stand_on_the_other_side(lists):
    number = applied(lists)
    shop.give(lists.liu, number, "accept")
    reported()
    assert not Row.objects.exclude(state="accepted").exists()
    rows = rows_of(number)
    assert rows["up_pro_accept"]["org_code"] == WUHUA
    assert rows["up_pro_accept"]["handle_user_name"] == "柳"
    assert rows["up_pro_process"]["event_name"] == "通过"
    items = RehearsalRow.objects.filter(table="up_task_general_basic")
    assert items.filter(about=rows["pro_apply"]["task_code"]).exists()
    assert Batch.objects.filter(kind="cases").get().state == "settled"


def test_a_step_nobody_announced_goes_with_the_next_batch(lists):
    number = applied(lists)
    shop.give(lists.liu, number, "accept")
    reported()
    shop.give(lists.he, number, "inspect")  # forwarding tells no applicant, hence no event
    reported()
    assert RehearsalRow.objects.filter(about=number, table="up_pro_process").count() == 2
    assert [one.operation for one in Row.objects.filter(batch__serial=2, batch__kind="cases")] == ["I"]


def test_a_closed_case_has_its_result(lists):
    number = applied(lists)
    shop.granted(lists, number)
    reported()
    result = rows_of(number)["up_pro_result"]
    assert result["result_type"] == "准予" and result["result_cetr_no"].startswith("JY2530102")
    assert not Row.objects.exclude(state="accepted").exists()


def test_nobody_reads_a_name_or_number_in_what_is_kept(lists):
    number = applied(lists)
    reported()
    kept = json.dumps([list(model.objects.values("body")) for model in (Row, RehearsalRow)], ensure_ascii=False)
    assert CITIZEN not in kept and "王小吃" not in kept
    row = Row.objects.get(table="pro_apply", object=number)
    assert row.sealed and row.body["applyer_page_code"] == "5301**********0016"


def test_the_reading_of_a_number_is_recorded_for_its_owner(lists):
    applied(lists)
    reported()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose FROM security_trail WHERE action = 'security.disclose.identifier'")
        assert [one for (one,) in cursor.fetchall()] == [preparing.PURPOSE]


def test_an_unchanged_case_is_not_read_again(lists):
    number = applied(lists)
    reported()
    with security.acting(security.SYSTEM, NOTICE) as record:
        notice(record, "cases", number)
    assert rounds.gather() == []


def test_work_between_agencies_is_not_reported(lists):
    refused_case(lists)
    told()
    assert not Due.objects.filter(object=Ticket.objects.get().case.number).exists()


def refused_case(cast):
    """A case that is reported while its list never was: the other side does not know what it is about."""
    number = applied(cast)
    told()
    preparing.prepare("cases")
    rounds.keep_going()
    testing.enter(security.SYSTEM)
    return number


def test_what_is_refused_becomes_one_ticket_at_the_agency(lists):
    number = refused_case(lists)
    row = Row.objects.get(object=number, table="pro_apply")
    assert (row.state, row.code, row.column) == ("refused", "P05", "task_code")
    ticket = Ticket.objects.get()
    assert ticket.case.agency.uscc == WUHUA and ticket.case.party_id is None
    with security.viewing(lists.liu):
        lines, many = casework.worklist(lists.liu)
        assert [one.number for one in lines if "更正" in one.title] == [ticket.case.number]
        view = casework.case_view(lists.liu, ticket.case.number)
    assert "没有报过" in str(casework.application_of(view)) and view.case.urgent_on is not None
    assert rounds.keep_going() == 0 and Ticket.objects.count() == 1


def mended(cast, ticket, **said):
    with security.viewing(cast.liu):
        revision = casework.case_view(cast.liu, ticket.case.number).case.revision
    facts = {"note": "已补报事项", **said}
    casework.decide(
        cast.liu, ticket.case.number, casework.Opinion("resend", revision, facts=facts), key=f"m{revision}{said}"
    )
    testing.enter(security.SYSTEM)


def test_a_mended_object_closes_its_ticket_by_itself(lists):
    number = refused_case(lists)
    ticket = Ticket.objects.get()
    for _ in range(2):
        rounds.gather()  # the list arrives; the case is the same and is left alone
    testing.enter(security.SYSTEM)
    assert not Standing.objects.get(object=number).good
    mended(lists, ticket)
    for _ in range(3):
        rounds.keep_going()
    testing.enter(security.SYSTEM)
    ticket.refresh_from_db()
    assert ticket.closed_at is not None and Case.objects.get(pk=ticket.case_id).status == "closed"
    assert rows_of(number)["pro_apply"]["project_no"] == number
    assert not Batch.objects.exclude(state="settled").exists()


def test_what_is_refused_again_goes_back_to_the_clerk(lists):
    refused_case(lists)
    ticket = Ticket.objects.get()
    mended(lists, ticket)
    for _ in range(3):
        rounds.keep_going()
    testing.enter(security.SYSTEM)
    case = Case.objects.get(pk=ticket.case_id)
    assert (case.step, case.status) == ("correct", "submitted")
    assert Ticket.objects.get().closed_at is None and Ticket.objects.count() == 1
    assert case.entries.filter(says__contains="又退回").count() == 1


def test_our_own_check_keeps_a_bad_row_at_home_and_a_clerk_can_write_over_it(lists):
    number = applied(lists)
    testing.enter(security.SYSTEM)
    Case.objects.filter(number=number).update(title="长" * 200)
    agency = Case.objects.get(number=number).agency
    agency.name = "局" * 101
    agency.save()
    shop.give(lists.liu, number, "accept")
    testing.enter(security.SYSTEM)
    reported()
    held = Row.objects.get(object=number, table="up_pro_accept")
    assert (held.state, held.code) == ("held", "R03") and not RehearsalRow.objects.filter(pk=held.guid).exists()
    ticket = Ticket.objects.get(kind="cases")
    mended(lists, ticket, column="org_name", value="五华区市场监督管理局")
    for _ in range(3):
        rounds.keep_going()
    testing.enter(security.SYSTEM)
    assert rows_of(number)["up_pro_accept"]["org_name"] == "五华区市场监督管理局"
    assert Ticket.objects.get(kind="cases").closed_at is not None


def test_without_our_own_check_the_fault_would_travel(lists, monkeypatch):
    monkeypatch.setattr(rules, "faults", lambda *_: [])
    number = applied(lists)
    Case.objects.filter(number=number).update(channel="长" * 12)
    shop.give(lists.liu, number, "accept")
    testing.enter(security.SYSTEM)
    agency = Case.objects.get(number=number).agency
    agency.name = "局" * 101
    agency.save()
    reported()
    assert len(rows_of(number)["up_pro_accept"]["org_name"]) > 100


def test_a_withdrawn_list_goes(lists):
    reported()
    item = library.list_of("market", testing.WUHUA)
    assert RehearsalRow.objects.filter(about=item.task_code, there=True).count() > 1
    item.editions.update(withdrawn_on=clock.today(), withdrawn_why="停办")
    reported()
    assert not RehearsalRow.objects.filter(about=item.task_code, there=True).exists()


def test_without_a_plan_a_refusal_waits_in_the_list(lists):
    with tickets.plans.only():
        refused_case(lists)
        assert Row.objects.filter(state="refused", ticket=None).exists() and not Ticket.objects.exists()
    rounds.keep_going()
    testing.enter(security.SYSTEM)
    assert Ticket.objects.count() == 1


def test_tables_named_in_the_mapping_are_declared():
    assert {"pro_apply", "up_pro_accept", "up_pro_process", "up_pro_result"} <= set(fieldset.tables())
    assert timedelta(0) < rules.wait(1)
