"""并案 and back, cases named beside each other, and what is closed taken up again: nothing lost, nothing doubled."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import merging
from yiwang.toolbox.casework.models import Attachment, Case, Entry, Relation, Task

from .test_moves import _monday, applied, cast, give  # noqa: F401  fixtures

PHOTO = casework.Given("photo", "门头.jpg", "sha256-a", "image/jpeg", 9, "m1")
PLAN = casework.Given("plan", "图纸.pdf", "sha256-b", "application/pdf", 9, "m2")


def row(number) -> Case:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number)


def two(cast):  # noqa: F811
    return applied(cast, key="a", files=[PHOTO]), applied(cast, key="b", files=[PHOTO, PLAN])


def merged(cast, number, into, by=None, reason="同一件事交了两次"):  # noqa: F811
    return casework.merge(by or cast.liu, number, into=into, reason=reason, revision=row(number).revision, key=None)


def test_the_second_goes_into_the_first_with_what_it_brought(cast):  # noqa: F811
    first, second = two(cast)
    due = row(first).urgent_on
    merged(cast, second, first)
    case, target = row(second), row(first)
    assert (case.status, case.outcome, target.status, target.urgent_on) == ("closed", "merged", "submitted", due)
    assert sorted(target.attachments.values_list("file", flat=True)) == ["sha256-a", "sha256-b"], "the photograph once"
    assert not Task.objects.filter(case=case, state="open").exists()
    with security.viewing(cast.wang):
        view = casework.case_view(cast.wang, second)
        assert casework.related_to(cast.wang, view) == [("并入", first)]
    assert {one.verb for one in Entry.objects.filter(case=target)} >= {"merged_here"}


def test_taken_out_again_both_stand_as_before(cast):  # noqa: F811
    first, second = two(cast)
    merged(cast, second, first)
    casework.unmerge(cast.duan, second, reason="不是一回事", revision=row(second).revision, key=None)
    case, target = row(second), row(first)
    assert (case.status, case.step, case.outcome, case.closed_at) == ("submitted", "intake", "", None)
    assert list(target.attachments.values_list("file", flat=True)) == ["sha256-a"]
    assert sorted(case.attachments.values_list("file", flat=True)) == ["sha256-a", "sha256-b"]
    assert Task.objects.filter(case=case, state="open", kind="main").count() == 1
    give(cast.liu, second, "accept")


def test_what_is_not_the_same_is_not_merged(cast):  # noqa: F811
    first, second = two(cast)
    other = applied(cast, key="c", matter="test/other")
    for into, says in ((second, "自己"), (other, "同一个事项")):
        with pytest.raises(casework.CannotMerge, match=says):
            merged(cast, second, into)
    with pytest.raises(casework.WhyMissing):
        merged(cast, second, first, reason=" ")
    with pytest.raises((Refused, NotFound)):
        merged(cast, second, first, by=cast.yang)
    testing.enter(security.SYSTEM)
    give(cast.liu, first, "decline", reason="不归这里管")
    with pytest.raises(casework.CannotMerge, match="已办结"):
        merged(cast, second, first)
    assert row(second).status == "submitted" and Attachment.objects.filter(case=row(second)).count() == 2


def test_of_another_party_it_would_be_merged_unless_looked_at(cast, monkeypatch):  # noqa: F811
    first, second = two(cast)
    testing.enter(security.SYSTEM)
    Case.objects.filter(number=first).update(party=cast.li.party)
    with pytest.raises(casework.CannotMerge, match="同一个申请人"):
        merged(cast, second, first)
    monkeypatch.setattr(merging, "why_apart", lambda *_: "")
    merged(cast, second, first)
    assert row(second).outcome == "merged"


def test_a_case_goes_into_one_other_only(cast):  # noqa: F811
    first, second = two(cast)
    merged(cast, second, first)
    third = applied(cast, key="c")
    testing.enter(security.SYSTEM)
    with pytest.raises(IntegrityError):
        Relation.objects.create(case=row(second), other=row(third), kind="merged", why="x")


def test_what_is_closed_is_taken_up_again_as_a_case_of_its_own(cast):  # noqa: F811
    number = applied(cast, key="a", files=[PHOTO])
    with pytest.raises(casework.CannotFollow):
        casework.reopen(cast.duan, number, reason="判决撤销，重作决定", key=None)
    give(cast.liu, number, "decline", reason="不归这里管")
    with pytest.raises(Refused):
        casework.reopen(cast.liu, number, reason="x", key=None)
    again = casework.reopen(cast.duan, number, reason="判决撤销，重作决定", key="r")
    assert casework.reopen(cast.duan, number, reason="判决撤销，重作决定", key="r") == again
    made = row(again)
    assert (made.origin.number, made.status, made.answers) == (number, "submitted", row(number).answers)
    assert row(number).status == "closed" and list(made.attachments.values_list("file", flat=True)) == ["sha256-a"]


def test_named_beside_each_other_once_and_seen_by_who_reaches_both(cast):  # noqa: F811
    first, second = two(cast)
    for key in ("k1", "k2"):
        casework.relate(cast.liu, first, other=second, reason="同一条街的投诉", key=key)
    with security.viewing(cast.liu):
        assert casework.related_to(cast.liu, casework.case_view(cast.liu, second)) == [("有关", first)]
    with pytest.raises(NotFound):
        casework.relate(cast.yang, first, other=second, reason="x", key=None)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["merge", "unmerge"]), st.integers(0, 2), st.integers(0, 2)), max_size=8))
def test_after_any_merges_every_case_stands_at_a_step_or_in_another_that_does(cast, moves):  # noqa: F811
    numbers = [applied(cast, key=f"{n}{Case.objects.count()}", files=[PHOTO]) for n in range(3)]
    for what, one, other in moves:
        try:
            if what == "merge":
                merged(cast, numbers[one], numbers[other])
            else:
                revision = row(numbers[one]).revision
                casework.unmerge(cast.duan, numbers[one], reason="分开", revision=revision, key=None)
        except (casework.CannotMerge, casework.CannotFollow):
            pass
    testing.enter(security.SYSTEM)
    into = {
        one.case.number: one.other.number for one in Relation.objects.filter(kind="merged", case__number__in=numbers)
    }
    for number in numbers:
        case, open_ = row(number), Task.objects.filter(case__number=number, state="open", kind="main").count()
        assert (case.outcome == "merged") == (number in into) and open_ == (number not in into)
        seen, at = set(), number
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        assert at not in into, "in the end somebody works on it"
