from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.dated import Dated, NotYetInForce

histories = st.dictionaries(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(), min_size=1, max_size=6)


@given(histories, st.dates(date(1980, 1, 1), date(2050, 1, 1)))
def test_the_value_in_force_is_the_latest_one_not_after_the_day(history, day):
    limit = Dated("时限", history)
    if day < min(history):
        with pytest.raises(NotYetInForce, match="时限"):
            limit.on(day)
    else:
        assert limit.on(day) == history[max(since for since in history if since <= day)]


@given(histories)
def test_spans_follow_each_other_without_a_gap(history):
    spans = list(Dated("时限", history).spans())

    assert spans[-1].until is None
    for before, after in zip(spans, spans[1:], strict=False):
        assert before.until == after.since - timedelta(days=1)


def test_an_empty_history_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Dated("时限", {})
