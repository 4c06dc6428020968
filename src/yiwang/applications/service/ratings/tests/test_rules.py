"""The heart of ratings, against published numbers and against what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.ratings import rules
from yiwang.applications.service.ratings.rules import Standing, may_appeal, may_review, may_withdraw, ranked, wilson
from yiwang.kernel.chart import stacked

counts = st.integers(0, 4000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("good", "n", "low", "high"),
    [
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # R, package binom, binom.confint(c(2, 4), 100, methods = "wilson")
        (2, 100, 0.005501968, 0.07001179),
        (4, 100, 0.01566330, 0.09837071),
    ],
)
def test_the_interval_is_the_published_one(good, n, low, high):
    digits = len(str(high)) - 2
    found = wilson(good, n)
    assert (round(found[0], min(digits, 8)), round(found[1], min(digits, 8))) == pytest.approx(
        (low, high), abs=10**-digits
    )


@given(counts)
def test_the_interval_contains_the_share_and_stays_a_share(of):
    good, n = of
    low, high = wilson(good, n)
    assert 0 <= low <= high <= 1
    assert n == 0 or low - 1e-12 <= good / n <= high + 1e-12


@given(counts, st.integers(2, 9))
def test_more_ratings_of_the_same_share_say_more(of, times):
    good, n = of
    if n:
        few, many = wilson(good, n), wilson(good * times, n * times)
        assert many[1] - many[0] < few[1] - few[0]


@given(counts)
def test_good_and_bad_are_mirrored(of):
    good, n = of
    low, high = wilson(good, n)
    assert wilson(n - good, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(counts.filter(lambda of: of[0] < of[1]))
def test_one_more_good_one_never_lowers(of):
    good, n = of
    assert wilson(good + 1, n)[0] >= wilson(good, n)[0]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="cannot be"):
        wilson(3, 2)


standings = st.lists(
    st.tuples(counts, st.sampled_from("甲乙丙丁")), max_size=12
).map(lambda many: [Standing(place, name, *of) for place, (of, name) in enumerate(many)])  # fmt: skip


@given(standings, st.randoms())
def test_the_order_is_the_same_however_they_come(many, random):
    shuffled = random.sample(many, len(many))
    assert ranked(shuffled) == ranked(many)


@given(standings)
def test_nobody_is_lost_and_nobody_with_few_is_ranked(many):
    enough, few = ranked(many, 30)
    assert sorted(one.key for one in enough + few) == [one.key for one in many]
    assert all(one.n >= 30 for one in enough) and all(one.n < 30 for one in few)
    lows = [one.interval[0] for one in enough]
    assert lows == sorted(lows, reverse=True)


def test_thirty_of_thirty_do_not_come_before_nine_hundred_and_ninety_of_a_thousand():
    """By the bare average they would."""
    small, large = Standing(1, "小", 30, 30), Standing(2, "大", 990, 1000)
    assert small.share > large.share
    assert ranked([small, large])[0] == [large, small]


@pytest.mark.parametrize(
    "words",
    ["530102199003070016", "53010219900307001X", "13800002471", "138 0000 2471", "138-0000-2471", "１３８００００２４７１",
     "0871-63120000", "6222021234567890123", "身份证530102 19900307 0016号", "1 3 8 0 0 0 0 2 4 7 1"],
)  # fmt: skip
def test_long_numbers_are_taken_out(words):
    left = rules.masked(f"找{words}，不接")
    assert rules.HIDDEN in left
    assert sum(one.isdigit() for one in left) == 0


@pytest.mark.parametrize("words", ["2026-11-23 去了 3 次", "等了 120 分钟", "3 号窗口，交了 1000.50 元", "第 12345 号"])
def test_short_numbers_stay(words):
    assert rules.masked(words) == words


@given(st.text(max_size=40), st.from_regex(r"\A1[3-9]\d{9}\Z"), st.text(max_size=40))
def test_no_mobile_number_survives(before, mobile, after):
    assert mobile not in rules.masked(before + mobile + after)


def test_who_was_rated_does_not_judge():
    assert may_review("review", 2, rated=1)
    assert not may_review("review", 1, rated=1)
    assert not may_review("counted", 2, rated=1)
    assert not may_review("review", None, rated=1)


def test_a_number_nobody_read_refuses_no_withdrawal():
    assert may_withdraw("counted", 31, 30, binding=False)
    assert not may_withdraw("counted", 31, 30, binding=True)
    assert may_withdraw("review", 30, 30, binding=True)
    assert not may_withdraw("excluded", 0, 30, binding=True)


def test_only_a_bad_rating_is_appealed_and_only_once():
    assert may_appeal("counted", 5, already=False)
    assert not may_appeal("counted", 3, already=False)
    assert not may_appeal("counted", 5, already=True)


def test_indicators_of_another_kind_are_dropped():
    assert rules.chosen("case", ["manner", "guide", "speed", "x"]) == ["speed", "guide"]


@given(st.lists(st.lists(st.integers(0, 500), min_size=1, max_size=4), max_size=14))
def test_blocks_of_a_chart_stay_inside_and_stand_on_each_other(many):
    columns = stacked([(str(place), [("1", part) for part in parts]) for place, parts in enumerate(many)], 640, 160)
    for column in columns:
        y = 160.0
        for block in column.blocks:
            assert abs(block.y + block.height - y) < 0.05 and block.y >= -0.05
            y = block.y
        assert column.x >= 0 and column.x + column.width <= 640.01
        assert column.total == sum(block.many for block in column.blocks)
