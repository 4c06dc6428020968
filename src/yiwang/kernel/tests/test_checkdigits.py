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


def test_remainder_zero_gives_zero():
    assert checkdigits.uscc("11530000100000411") == "0"


@pytest.mark.parametrize("module", [checkdigits, dated])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module, extraglobs={"date": __import__("datetime").date}).failed == 0
