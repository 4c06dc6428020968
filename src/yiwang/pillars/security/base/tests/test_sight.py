"""Who sees what in clear: the table of the decision, and what can never be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.rules import ORDER, Eyes, hidden, sight

OWN, STRANGER, READER, HANDLER = Eyes(own=True), Eyes(), Eyes(reach=True), Eyes(reach=True, handles=True)
OPENED = Eyes(reach=True, handles=True, purpose="核对申请人身份")
LEVELS = st.sampled_from(["L1", "L2", "L3", "L4", "L5", ""])
EYES = st.builds(Eyes, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "  ", "联系申请人"]))


@pytest.mark.parametrize(("eyes", "answers"), [
    (OWN, "shown shown shown shown"), (STRANGER, "shown withheld withheld withheld"),
    (READER, "shown shown masked masked"), (HANDLER, "shown shown shown masked"), (OPENED, "shown shown shown shown"),
    (Eyes(reach=True, purpose="好奇"), "shown shown masked masked"), (Eyes(handles=True), "shown withheld withheld withheld"),
])  # fmt: skip
def test_the_table(eyes, answers):
    assert [sight(level, eyes).how for level in security.LEVELS] == answers.split()


@given(LEVELS, EYES)
def test_every_answer_has_its_sentence_and_L4_of_others_is_never_open_without_a_purpose(level, eyes):  # noqa: N802
    found = sight(level, eyes)
    assert found.how in ORDER
    assert found.why
    if level not in ("L1", "L2", "L3") and found.clear and not eyes.own:
        assert eyes.purpose.strip()
        assert eyes.handles


@given(EYES)
def test_what_is_more_sensitive_is_never_easier_to_see(eyes):
    ranks = [ORDER.index(sight(level, eyes).how) for level in security.LEVELS]
    assert ranks == sorted(ranks, reverse=True)


@given(LEVELS, EYES, st.sampled_from(["own", "reach", "handles"]))
def test_more_right_never_shows_less(level, eyes, more):
    from dataclasses import replace

    assert ORDER.index(sight(level, replace(eyes, **{more: True})).how) >= ORDER.index(sight(level, eyes).how)


@given(EYES)
def test_what_is_hidden_is_what_is_not_clear(eyes):
    assert hidden(eyes) == {level for level in security.LEVELS if not sight(level, eyes).clear}
