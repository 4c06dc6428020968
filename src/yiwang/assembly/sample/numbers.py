"""Numbers that pass every check and, as far as we know, belong to nobody.

Citizen IDs use sequences from 900, which are seldom given; organisation codes begin with YW, mobile numbers with 154,
which are not given out (remembered, not checked). Whoever meets one in a real file knows where it comes from.
"""

from __future__ import annotations

from datetime import date

from yiwang.kernel import checkdigits

ORGANISATION = "YW"
MOBILE = "154"


def citizen_id(county: int, born: date, male: bool, nth: int) -> str:
    """The nth (0–47) ID of that sex, birthday and county (six digits)."""
    sequence = 900 + 2 * nth + male
    if not 0 <= nth < 48:
        raise ValueError("48 people of a sex share a birthday and a county at most")
    body = f"{county}{born:%Y%m%d}{sequence}"
    return body + checkdigits.mod_11_2(body)


def uscc(kind: str, county: int, serial: int) -> str:
    """The credit code of synthetic organisation number `serial` (to 999,999), both checks right."""
    organisation = f"{ORGANISATION}{serial:06}"
    body = f"{kind}{county}{organisation}{checkdigits.organisation(organisation)}"
    return body + checkdigits.uscc(body)


def mobile(serial: int) -> str:
    return f"{MOBILE}{serial:08}"
