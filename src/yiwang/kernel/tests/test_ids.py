"""What people type in, and what they are told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yiwang.kernel import checkdigits, ids
from yiwang.kernel.ids import organisation

IDS = [
    "11010519491231002X",
    "440524188001010014",
    "360426199101010071",
    "530102199003070016",
    "532901198511200029",
    "532621197001010035",
]
CODES = [
    "91350100M000100Y43",
    "91110000600037341L",
    "11100000000013338W",
    "11100000000013127D",
    "11430000006122244L",
    "11330105002500287C",
    "12441500196720244T",
    "11420503087246977F",
    "11100000MB0341032Y",
    "11100000MB03271699",
    "1110000000001332XW",
    "115300001000004110",
    "11530000015100004R",
    "125301004312000122",
    "91530102MA6K00014A",
    "51530000500000015Y",
    "92532901MA6L00023B",
]


@pytest.mark.parametrize("number", IDS)
def test_a_true_number_is_read(number):
    assert str(ids.parse_citizen_id(number)) == number


def test_the_number_tells_birthday_sex_and_place_of_issue():
    read = ids.parse_citizen_id("532621197001010035")

    assert (read.born, read.sex, read.division) == (date(1970, 1, 1), "male", 532621_000_000)
    assert read.age_on(date(2049, 12, 31)) == 79
    assert read.age_on(date(2050, 1, 1)) == 80


def test_the_number_is_not_in_the_repr_that_may_be_logged():
    assert "1970" not in repr(ids.parse_citizen_id("532621197001010035"))


@pytest.mark.parametrize("typed", ["11010519491231002x", " 110105 19491231 002X ", "110105－1949１２３１002Ｘ"])
def test_spaces_full_width_and_a_small_x_are_taken(typed):
    assert str(ids.parse_citizen_id(typed)) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写身份证号"),
        ("53010219900307001", "身份证号要 18 位，您填了 17 位"),
        ("110105491231002", "这是 15 位的旧身份证号"),
        ("53010219900307001A", "请看第 18 位"),
        ("5301O2199003070016", "请看第 5 位"),
        ("530102199003070017", "最后一位和前面 17 位对不上"),
        ("530102199002300011", "日历上没有您填的这一天"),
    ],
)
def test_a_wrong_number_is_answered_with_what_to_do(typed, said):
    with pytest.raises(ids.WrongCitizenId, match=said):
        ids.parse_citizen_id(typed)


def test_a_birthday_to_come_is_seen_when_today_is_given():
    with pytest.raises(ids.WrongCitizenId, match="还没有到"):
        ids.parse_citizen_id("530102199003070016", today=date(1990, 3, 6))
    assert ids.parse_citizen_id("530102199003070016", today=date(1990, 3, 7))


bodies = st.builds(
    lambda place, born, sequence: f"{place}{born:%Y%m%d}{sequence:03}",
    st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 999),
)  # fmt: skip


@given(bodies, st.integers(0, 17), st.data())
def test_any_single_wrong_digit_is_caught(body, place, data):
    number = body + checkdigits.mod_11_2(body)
    other = data.draw(
        st.sampled_from([c for c in ("0123456789X" if place == 17 else "0123456789") if c != number[place]])
    )
    with pytest.raises(ids.WrongCitizenId):
        ids.parse_citizen_id(number[:place] + other + number[place + 1 :])


@given(bodies, st.integers(0, 16))
def test_any_two_neighbours_swapped_are_caught(body, place):
    number = body + checkdigits.mod_11_2(body)
    assume(number[place] != number[place + 1])
    with pytest.raises(ids.WrongCitizenId):
        ids.parse_citizen_id(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


def test_without_the_check_digit_a_wrong_number_would_pass(monkeypatch):
    monkeypatch.setattr(checkdigits, "mod_11_2", lambda body: "7")
    assert ids.parse_citizen_id("530102199003070017")


@pytest.mark.parametrize("code", CODES)
def test_a_true_credit_code_is_read(code):
    read = ids.parse_uscc(code.lower())

    assert str(read) == code
    assert read.organisation == code[8:17]


def test_a_credit_code_tells_kind_and_place():
    read = ids.parse_uscc("92532901MA6L00023B")

    assert (read.kind_name, read.division) == ("个体工商户", 532901_000_000)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "营业执照的右上角"),
        ("91350100M000100Y4Z", "不用字母 Z。第 18 位可能是数字 2"),
        ("91350100M000100Y4", "要 18 位，您填了 17 位"),
        ("530102199003070", "15 位的旧注册号"),
        ("91350100M000100Y44", "最后一位和前面 17 位对不上"),
        ("9135A100M000100Y43", "请看第 5 位"),
    ],
)
def test_a_wrong_credit_code_is_answered_with_what_to_do(typed, said):
    with pytest.raises(ids.WrongUscc, match=said):
        ids.parse_uscc(typed)


@given(st.sampled_from(CODES), st.integers(0, 17), st.sampled_from(checkdigits.ALPHABET_31))
def test_any_single_wrong_character_of_a_credit_code_is_caught(code, place, other):
    assume(code[place] != other)
    with pytest.raises(ids.WrongUscc):
        ids.parse_uscc(code[:place] + other + code[place + 1 :])


@given(st.sampled_from(CODES), st.integers(0, 16))
def test_any_two_neighbours_of_a_credit_code_swapped_are_caught(code, place):
    assume(code[place] != code[place + 1])
    with pytest.raises(ids.WrongUscc):
        ids.parse_uscc(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


def test_the_inner_check_sees_what_the_outer_one_cannot(monkeypatch):
    body = "91350100M000100Y" + "5"  # the organisation code ends with 4
    wrong = body + checkdigits.uscc(body)
    with pytest.raises(organisation.InnerCheckDiffers):
        ids.parse_uscc(wrong)
    monkeypatch.setattr(checkdigits, "organisation", lambda _: "5")
    assert ids.parse_uscc(wrong)


@pytest.mark.parametrize(
    ("typed", "code", "level", "short"),
    [
        ("53", 530000000000, 1, "530000"),
        (530000, 530000000000, 1, "530000"),
        ("5301", 530100000000, 2, "530100"),
        ("530102", 530102000000, 3, "530102"),
        ("530102001", 530102001000, 4, "530102001"),
        ("530102001001", 530102001001, 5, "530102001001"),
        (441900003000, 441900003000, 4, "441900003"),
    ],
)
def test_a_division_code_of_any_length_is_one_number(typed, code, level, short):
    read = ids.parse_division(typed)

    assert (read.code, read.level, read.short) == (code, level, short)


@pytest.mark.parametrize("typed", ["", "5", "53010", "53010a", "530102001001001", "530002", "530102000001", "000000"])
def test_what_is_no_division_code_is_refused(typed):
    with pytest.raises(ids.WrongDivision):
        ids.parse_division(typed)


def test_the_range_of_a_place_holds_all_below_it():
    assert ids.subtree(530000_000_000) == (530000000000, 539999999999)
    assert ids.subtree(530102_000_000) == (530102000000, 530102999999)
    assert ids.subtree(530102_001_001) == (530102001001, 530102001001)
    assert ids.ancestors(530102_001_001) == [530000000000, 530100000000, 530102000000, 530102001000]


def test_an_implementation_code_is_taken_apart():
    read = ids.parse_item_code("12441500196720244T3442199806003")

    assert (read.body, read.level, read.sequence) == ("12441500196720244T", 3, None)
    assert (read.basic.province, read.basic.type, read.basic.main, read.basic.sub) == ("44", "21", "99806", "003")


def test_a_case_number_is_taken_apart():
    text = "12441500196720244T3442199806003202206230068"
    read = ids.parse_case_number(text)

    assert (read.day, read.sequence, str(read)) == (date(2022, 6, 23), 68, text)


def test_basic_and_handling_codes_are_taken_apart():
    basic = ids.parse_item_code("530100101000")
    handling = ids.parse_item_code("11530000015100004R253010010100001")

    assert (basic.basic.type_name, basic.basic.main, basic.basic.sub, basic.uscc) == ("行政许可", "00101", "000", None)
    assert (handling.level, handling.sequence, str(handling.basic)) == (2, 1, "530100101000")
    assert str(handling) == "11530000015100004R253010010100001"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("53010010100", "要 12 位、31 位或 33 位，您填了 11 位"),
        ("11530000015100004R953010010100001", "只用 1 到 7"),
        ("11530000015100004R253010010100000", "从 01 到 99"),
        ("11530000015100004T253010010100001", "前 18 位是实施主体的统一社会信用代码。统一社会信用代码的最后一位"),
        ("5301O0101000", "请看 全部 这 12 位"),
    ],
)
def test_a_wrong_item_code_is_answered_with_what_to_do(typed, said):
    with pytest.raises(ids.WrongItemCode, match=said):
        ids.parse_item_code(typed)


def test_an_import_may_leave_the_body_unchecked():
    assert ids.parse_item_code("11530000015100004T253010010100001", strict=False).level == 2


def test_a_case_number_with_an_impossible_day_is_refused():
    with pytest.raises(ids.WrongItemCode, match="日期和序号"):
        ids.parse_case_number("12441500196720244T3442199806003202202300068")


@pytest.mark.parametrize("typed", ["13800000000", "+86 138 0000 0000", "138-0000-0000", "１３８００００００００"])
def test_a_mobile_number_is_read_as_typed(typed):
    assert str(ids.parse_mobile(typed)) == "13800000000"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "请填写手机号"), ("1380000000", "您填了 10 位"), ("12345678901", "13 到 19"), ("1380000000a", "只有数字")],
)
def test_a_wrong_mobile_number_is_answered(typed, said):
    with pytest.raises(ids.WrongMobile, match=said):
        ids.parse_mobile(typed)


@given(st.text(max_size=45))
def test_no_text_at_all_brings_a_parser_down(text):
    for parse in (ids.parse_citizen_id, ids.parse_uscc, ids.parse_division, ids.parse_item_code, ids.parse_mobile):
        try:
            parse(text)
        except ids.WrongNumber as wrong:
            assert "{" not in str(wrong)
