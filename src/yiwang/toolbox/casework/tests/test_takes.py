# ruff: noqa: F811  fixtures of the tests beside it
"""What one part found out, a later one is given; the whole knows what each gave."""

from __future__ import annotations

import pytest

from yiwang.kernel.section import functions
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import papers, parts, planning
from yiwang.toolbox.casework.models import Case
from yiwang.toolbox.forms import api as forms

from .test_moves import give
from .test_subcases import ROWS, SHOP, _monday, _outbox, begun, cast, filed, part, row, settle, terms, whole  # noqa: F401


def found_out(facts) -> str:
    return f"{facts['answers']['shop']}二店"


@pytest.fixture
def chained(cast):
    one = {"title": "第一件", "matter": "other/matter", "sets": {"kind": "new"}}
    opens = [{**one, "key": "first", "gives": {"shop": "name"}, "when": "name <> '不用第一件'"},
             {**one, "key": "next", "gives": {"shop": "name"}, "after": ["first"],
              "takes": {"shop": {"of": "first", "says": "test/found_out"}}}]  # fmt: skip
    with (
        casework.flows.plus(**{"test/others": whole(opens)}),
        forms.forms.plus(**{"test/shop": SHOP, "test/rows": ROWS}),
        parts.terms.plus(test=terms), functions.plus(**{"test/found_out": found_out}),
    ):  # fmt: skip
        yield cast


def chain(cast, name="翠湖小吃", answer=True) -> str:
    number = filed(cast, {"name": name, "people": [{"who": "王一"}]})
    if answer:
        give(cast.liu, row(number, "first").number, "accept")
        settle(cast, number, "first", "granted")
    return number


def test_what_a_part_found_out_is_what_the_next_is_given(chained):
    number = chain(chained)
    assert row(number, "next").child.answers == {"shop": "翠湖小吃二店", "kind": "new"}


def test_where_that_part_was_not_needed_the_answer_of_the_whole_counts(chained):
    number = chain(chained, "不用第一件", answer=False)
    assert row(number, "next").child.answers["shop"] == "不用第一件"


def test_without_taking_the_next_part_would_begin_with_what_was_first_said(chained, monkeypatch):
    monkeypatch.setattr(planning, "taken", lambda case, what: {})
    number = chain(chained)
    assert row(number, "next").child.answers["shop"] == "翠湖小吃"


def test_only_what_is_waited_for_can_be_taken_from():
    with pytest.raises(ValueError, match="要先写进 after"):
        whole([part("a"), {"key": "b", "title": "乙", "matter": "x/y", "takes": {"q": {"of": "a", "says": "x/f"}}}])


def test_the_whole_knows_why_a_part_gave_nothing_and_can_print_it(cast):
    number = begun(cast)
    settle(cast, number, "a", "refused")
    testing.enter(security.SYSTEM)
    told = {one["key"]: one for one in papers.facts_of(Case.objects.get(number=number))["parts"]}
    assert (told["a"]["outcome"], told["a"]["says"]) == ("refused", "理由")
    assert (told["b"]["outcome"], told["c"]["outcome"]) == ("", "moot")
