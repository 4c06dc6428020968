"""Check characters of the codes the law gives to people, bodies and licences. Pure arithmetic on already clean text.

Every function takes the body without its check character and returns that one character; a body with a character
outside the code's alphabet is a `ValueError`, for the callers (`kernel.ids`) have words for readers.
"""

from __future__ import annotations

from string import ascii_uppercase, digits

ALPHABET_36 = digits + ascii_uppercase
ALPHABET_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z


def _values(body: str, alphabet: str) -> list[int]:
    return [alphabet.index(character) for character in body]


def mod_11_2(body: str) -> str:
    """ISO 7064 MOD 11-2 over digits; the tenth value is written X. Citizen IDs (GB 11643-1999) end with it.

    >>> mod_11_2("11010519491231002")
    'X'
    """
    sum_ = 0
    for value in _values(body, digits):
        sum_ = (sum_ + value) * 2 % 11
    return (digits + "X")[(12 - sum_) % 11]


def mod_11_10(body: str) -> str:
    """ISO 7064 MOD 11,10 (GB/T 17710) over digits, the check character a digit too. Food licences end with it.

    Any single wrong digit is seen, and so is every swap of two neighbours but one in forty-five.

    >>> mod_11_10("0794"), mod_11_10("79462"), mod_11_10("11010800000001")
    ('5', '3', '6')
    """
    p = 10
    for value in _values(body, digits):
        p = ((p + value) % 10 or 10) * 2 % 11
    return digits[(11 - p) % 10]


def mod_37_36(body: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capitals. Licence identifiers (GB/T 36904) end with it.

    >>> mod_37_36("A12425GABC1234002")
    'M'
    """
    p = 36
    for value in _values(body, ALPHABET_36):
        p = ((p + value) % 36 or 36) * 2 % 37
    return ALPHABET_36[(37 - p) % 36]


def uscc(body: str) -> str:
    """GB 32100-2015, over the first 17 characters of a unified social credit code.

    >>> uscc("91350100M000100Y4")
    '3'
    """
    sum_ = sum(value * pow(3, place, 31) for place, value in enumerate(_values(body, ALPHABET_31)))
    return ALPHABET_31[-sum_ % 31]


def organisation(body: str) -> str:
    """GB 11714, over the eight characters of an organisation code; ten is written X, eleven 0.

    >>> organisation("60003734"), organisation("M000100Y")
    ('1', '4')
    """
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    sum_ = sum(value * weight for value, weight in zip(_values(body, ALPHABET_36), weights, strict=True))
    return (digits + "X0")[11 - sum_ % 11]
