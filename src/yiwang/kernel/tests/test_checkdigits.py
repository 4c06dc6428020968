from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel import checkdigits, dated


@pytest.mark.parametrize(
    "identifier",
    [
        "11100000000013338W011.11430000006122244L.20230000403.001.U",
        "11100000MB03271699022.340100.000000016.001.9",
        "11100000000013338W009.11330105002500287C.2025052201.002.0",
        "11530000015100004R001.11530000015100004R.2023030200000001.001.G",
        "11530000015100004R001.11530000015100004R.2023030200000001.002.E",
        "A12425GABC1234002.M",
    ],
)
def test_licence_identifiers_end_with_their_check_character(identifier):
    body = identifier.replace(".", "")
    assert checkdigits.mod_37_36(body[:-1]) == body[-1]


def test_a_published_identifier_with_a_wrong_end_is_seen():
    assert checkdigits.mod_37_36("11100000000013661B006113700000045046442209FA4E88F9E4C878F3E9BED2CE7EA49001") == "D"


@given(st.text(checkdigits.ALPHABET_36, min_size=1, max_size=60), st.data())
def test_mod_37_36_catches_any_single_wrong_character(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from(checkdigits.ALPHABET_36).filter(lambda c: c != body[place]))
    assert checkdigits.mod_37_36(body[:place] + other + body[place + 1 :]) != checkdigits.mod_37_36(body)


@pytest.mark.parametrize(
    "number",
    [
        "07945",
        "794623",
        "002006673085",
        "110108000000016",
        "136695976",
        "33392005961",
        "13301080111719",
        "13101140093802",
    ],
)
def test_mod_11_10_gives_the_digit_of_published_numbers(number):
    assert checkdigits.mod_11_10(number[:-1]) == number[-1]


def by_the_standard(number):
    """ISO 7064's own words for the test of a finished string: the last sum leaves one when divided by ten."""
    product = 10
    for digit in map(int, number[:-1]):
        sum_ = (product % 11 + digit) % 10
        product = (10 if sum_ == 0 else sum_) * 2
    return (product % 11 + int(number[-1])) % 10 == 1


@given(st.text("0123456789", min_size=1, max_size=30))
def test_mod_11_10_agrees_with_the_standards_own_test_of_a_finished_string(body):
    fitting = [digit for digit in "0123456789" if by_the_standard(body + digit)]
    assert fitting == [checkdigits.mod_11_10(body)]


@given(st.text("0123456789", min_size=1, max_size=30), st.data())
def test_mod_11_10_catches_any_single_wrong_digit(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != body[place]))
    assert checkdigits.mod_11_10(body[:place] + other + body[place + 1 :]) != checkdigits.mod_11_10(body)


def test_mod_11_10_misses_one_swap_of_neighbours_in_forty_five_and_no_more():
    missed = sum(
        checkdigits.mod_11_10(f"{before}{pair // 10}{pair % 10}")
        == checkdigits.mod_11_10(f"{before}{pair % 10}{pair // 10}")
        for before in range(10)
        for pair in range(100)
        if pair // 10 < pair % 10
    )
    assert missed == 10  # of 450


def test_remainder_zero_gives_zero():
    assert checkdigits.uscc("11530000100000411") == "0"


@pytest.mark.parametrize("module", [checkdigits, dated])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module, extraglobs={"date": __import__("datetime").date}).failed == 0
