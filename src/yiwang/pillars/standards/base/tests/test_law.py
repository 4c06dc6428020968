"""The law's numbers: dated, grounded, and honest about who read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from yiwang.kernel.dated import NotYetInForce
from yiwang.pillars.standards.base import api as standards

ONE = {"value": 20, "ground": "某法 第一条", "source": "某法", "how": "read"}


def file(**values):
    return standards.ParameterFile.model_validate(
        {"what": "某期限", "unit": "工作日", "values": {"2020-01-01": ONE | values}}
    )


def test_the_licensing_limits_are_there_and_bind():
    day = date(2026, 3, 2)
    found = {
        key: standards.parameter(key).on(day) for key in ("licence_decision", "licence_extension", "licence_delivery")
    }

    assert [(one.value, one.unit, one.clock_unit) for one in found.values()] == [
        (20, "工作日", "working"),
        (10, "工作日", "working"),
        (10, "工作日", "working"),
    ]
    assert all(map(standards.binding, found.values()))


def test_what_is_only_remembered_binds_nobody():
    for key, value, unit in [("review_application", 60, "日"), ("lawsuit_direct", 6, "月")]:
        found = standards.parameter(key).on(date(2026, 3, 2))
        assert (found.value, found.unit, standards.binding(found)) == (value, unit, False)


def test_every_number_has_a_ground_and_a_source():
    for key in standards.parameters:
        assert all(span.value.ground and span.value.source for span in standards.parameter(key).spans())


def test_before_the_law_there_is_no_number():
    with pytest.raises(NotYetInForce, match="行政许可决定期限"):
        standards.parameter("licence_decision").on(date(2000, 1, 1))


def test_an_unknown_number_is_answered_with_those_there_are():
    with pytest.raises(LookupError, match="licence_decision"):
        standards.parameter("licence_decison")


@pytest.mark.parametrize("wrong", [{"how": "guessed"}, {"ground": ""}, {"value": 0.03}, {"extra": 1}])
def test_a_file_without_its_proof_is_refused(wrong):
    with pytest.raises(ValidationError):
        file(**wrong)


def test_a_share_stays_exact():
    assert file(value="0.03").dated().on(date(2020, 1, 1)).value == Decimal("0.03")


def test_whole_numbers_and_flags_keep_their_kind():
    assert file(value=3).dated().on(date(2020, 1, 1)).value == 3
    assert file(value=True).dated().on(date(2020, 1, 1)).value is True
    assert file(value="听证").dated().on(date(2020, 1, 1)).value == "听证"


def test_months_are_not_counted_as_days():
    with pytest.raises(ValueError, match="not counted in days"):
        _ = standards.parameter("lawsuit_direct").on(date(2026, 3, 2)).clock_unit


def test_a_pack_adds_its_own_under_its_name():
    with standards.parameters.only():
        standards.add_parameter("petition/reply", file())
        assert standards.parameter("petition/reply").on(date(2026, 1, 1)).value == 20
