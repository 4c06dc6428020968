"""How the result gets there: chosen by the applicant, done by a clerk of the agency, once."""

from __future__ import annotations

import pytest

from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import delivery

from . import test_moves
from .test_moves import applied, give

_monday, cast = test_moves._monday, test_moves.cast
HOME = "昆明市五华区翠湖东路 1 号 3 栋 402"
POST = casework.chosen("post", recipient="王小吃", address=HOME)


def granted(cast, **changes) -> str:
    number = applied(cast, applicant={"kind": "person", "identifier_masked": "5301**********0016"}, **changes)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    give(cast.ma, number, "pass")
    give(cast.duan, number, "grant")
    return number


def shown(by, number) -> casework.Delivery:
    with security.viewing(by):
        return casework.delivery_of(casework.case_view(by, number))


@pytest.mark.parametrize(
    ("way", "facts"),
    [("pigeon", {}), ("post", {}), ("post", {"recipient": "王"}), ("post", {"recipient": "王", "address": "家里"})],
)
def test_a_choice_that_would_not_arrive_is_asked_again(way, facts):
    with pytest.raises(casework.DeliveryUnclear):
        casework.chosen(way, **facts)


def test_saying_nothing_is_the_wallet():
    assert casework.chosen("") == {"way": "wallet"}
    assert casework.chosen("window", recipient="王", address=HOME) == {"way": "window"}, "no address without need"


def test_posted_with_a_number_the_applicant_reads(cast):
    number = granted(cast, delivery=POST)
    casework.post_result(cast.liu, number, carrier="邮政", tracking="ea 1234 5678 9cn", key="p")
    casework.post_result(cast.liu, number, carrier="邮政", tracking="ea 1234 5678 9cn", key="p")
    found = shown(cast.wang, number)
    assert (found.state, found.tracking, found.carrier) == ("posted", "EA123456789CN", "邮政")
    with security.viewing(cast.wang):
        lines = [one.says for one in casework.case_view(cast.wang, number).entries]
    assert lines.count("已寄出，邮政 EA123456789CN") == 1
    with pytest.raises(casework.CannotFollow):
        casework.post_result(cast.liu, number, carrier="邮政", tracking="12345678901", key="p2")
    with pytest.raises(casework.CannotFollow):
        casework.choose_delivery(cast.wang, number, {"way": "window"})


@pytest.mark.parametrize("tracking", ["", "123", "运单号一二三四五六", "1234-5678"])
def test_a_number_nobody_can_follow_is_not_kept(cast, tracking):
    number = granted(cast, delivery=POST)
    with pytest.raises(casework.DeliveryUnclear):
        casework.post_result(cast.liu, number, carrier="邮政", tracking=tracking)


def test_collected_by_the_one_whose_number_ends_so(cast):
    number = granted(cast, delivery={"way": "window"})
    with pytest.raises(casework.DeliveryUnclear, match="对不上"):
        casework.collected(cast.liu, number, collector="", tail="0029", signed=True)
    with pytest.raises(casework.DeliveryUnclear, match="签字"):
        casework.collected(cast.liu, number, collector="", tail="0016", signed=False)
    casework.collected(cast.liu, number, collector="", tail="0016", signed=True)
    assert (shown(cast.wang, number).state, shown(cast.wang, number).collector) == ("collected", "本人")


def test_who_collects_for_another_is_named(cast):
    number = granted(cast, delivery={"way": "window"})
    casework.collected(cast.liu, number, collector="李邻居", tail="0029", signed=True)
    assert shown(cast.wang, number).collector == "李*居"


def test_nothing_leaves_before_it_is_granted_or_by_another_house(cast):
    early = applied(cast, delivery=POST)
    with pytest.raises(casework.CannotFollow):
        casework.post_result(cast.liu, early, carrier="邮政", tracking="12345678901")
    number = granted(cast, key="k2", delivery=POST)
    with pytest.raises(NotFound):
        casework.post_result(cast.yang, number, carrier="邮政", tracking="12345678901")
    with pytest.raises(Refused):
        casework.post_result(cast.he, number, carrier="邮政", tracking="12345678901")
    with pytest.raises(casework.CannotFollow):
        casework.collected(cast.liu, number, collector="", tail="0016", signed=True)


def test_an_address_is_read_for_a_purpose_and_masked_otherwise(cast):
    number = granted(cast, delivery=POST)
    assert HOME not in shown(cast.liu, number).address and shown(cast.liu, number).recipient == "王*吃"
    with pytest.raises(Refused, match="用途"):
        casework.delivery_address(cast.liu, number, " ")
    assert casework.delivery_address(cast.liu, number, "写寄件地址") == ("王小吃", HOME)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose, subject FROM security_trail WHERE action = %s", [casework.READ_ADDRESS])
        assert cursor.fetchall() == [("写寄件地址", number)]


def test_the_mask_is_what_hides_it(cast, monkeypatch):
    """Planted fault."""
    number = granted(cast, delivery=POST)
    monkeypatch.setattr(delivery, "mask_address", lambda address: address)
    assert shown(cast.liu, number).address == HOME


def test_the_applicant_changes_his_mind_while_it_is_here(cast):
    number = granted(cast)
    assert shown(cast.wang, number).way == "wallet"
    casework.choose_delivery(cast.wang, number, POST)
    assert shown(cast.wang, number).way == "post"
    with pytest.raises(NotFound):
        casework.choose_delivery(cast.li, number, {"way": "window"})
