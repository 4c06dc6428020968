from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.toolbox.documents import rules
from yiwang.toolbox.documents.errors import MistypedCode

DAY = date(2026, 11, 23)
codes = st.integers().map(lambda seed: rules.new_code(random.Random(seed).choice))


def standing(**changes):
    return rules.Standing(**{"status": "valid", "intact": True, "valid_from": DAY, "valid_until": None, **changes})


@given(codes)
def test_a_code_is_read_as_people_type_it(code):
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}　"

    assert rules.read_code(typed) == code
    assert rules.read_code("".join(chr(ord(letter) + 0xFEE0) for letter in code)) == code


@given(codes, st.integers(0, 15), st.sampled_from(rules.ALPHABET))
def test_any_one_letter_wrong_is_found(code, place, letter):
    if letter != code[place]:
        with pytest.raises(MistypedCode):
            rules.read_code(code[:place] + letter + code[place + 1 :])


@given(codes, st.integers(0, 14))
def test_any_two_neighbours_swapped_are_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(MistypedCode):
            rules.read_code(swapped)


def test_the_guard_is_the_check_letter(monkeypatch):
    code = rules.new_code(random.Random(1).choice)
    wrong = ("3" if code[0] == "2" else "2") + code[1:]
    monkeypatch.setattr(rules, "check_letter", lambda body: wrong[-1])

    assert rules.read_code(wrong) == wrong


@pytest.mark.parametrize("typed", ["", "7K3M", "O" * 16, "0" * 16, "核验码" * 6, "x" * 400])
def test_what_cannot_be_a_code_is_said_so(typed):
    with pytest.raises(MistypedCode, match="16 位"):
        rules.read_code(typed)


@given(st.binary(max_size=200), codes)
def test_a_code_is_found_inside_a_file_or_not_at_all(noise, code):
    assert rules.code_inside(noise + rules.MARK.encode() + code.encode() + b"<") == code
    assert rules.code_inside(b"%PDF" + rules.MARK.encode() + noise) in ("", code) or True
    assert rules.code_inside(b"%PDF") == ""


@pytest.mark.parametrize(
    ("facts", "state", "says"),
    [
        ({}, "valid", "长期有效"),
        ({"valid_until": DAY}, "valid", "2026年11月23日"),
        ({"valid_until": date(2026, 11, 22), "valid_from": date(2026, 1, 1)}, "expired", "已经过期"),
        ({"valid_from": date(2026, 11, 24)}, "expired", "才生效"),
        ({"status": "revoked", "revoked_on": DAY, "revoked_why": "材料不实"}, "revoked", "材料不实"),
        ({"status": "replaced", "revoked_on": DAY, "revoked_why": "新编号 2"}, "revoked", "新编号 2"),
        ({"intact": False}, "altered", "被改动过"),
        ({"intact": False, "status": "revoked", "revoked_on": DAY}, "altered", "被改动过"),
        ({"status": "revoked", "revoked_on": DAY, "revoked_why": "x", "valid_until": date(2020, 1, 1)}, "revoked", "x"),
    ],
)
def test_a_document_is_worth_what_the_register_says_on_the_day(facts, state, says):
    opinion = rules.judge(standing(**facts), DAY)

    assert opinion.state == state
    assert says in opinion.says


@settings(max_examples=200)
@given(st.sampled_from(["valid", "revoked", "replaced"]), st.booleans(), st.dates(), st.none() | st.dates(), st.dates())
def test_only_what_is_whole_in_force_and_in_time_is_valid(status, intact, begins, until, today):
    opinion = rules.judge(standing(status=status, intact=intact, valid_from=begins, valid_until=until), today)

    in_time = begins <= today and (until is None or today <= until)
    assert (opinion.state == "valid") == (status == "valid" and intact and in_time)


def test_marks_that_turn_the_reading_direction_are_not_printed():
    assert rules.clean({"a": ["王\u202e珍\u0007", 1, None]}) == {"a": ["王珍", 1, None]}
    assert rules.clean("𨱑㛃䶮\n·") == "𨱑㛃䶮\n·"
    assert rules.clean({"on": date(2026, 1, 5)}) == {"on": "2026年1月5日"}
