"""The heart of filing a company's seals: which it has made, and the number each bears.

Read in the source: 国务院关于国家行政机关和企业事业单位社会团体印章管理的规定（1999）arts. 14, 23. How seals are numbered is
remembered; the numbers are rehearsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiwang.kernel.errors import Invalid


class NoNumberLeft(Invalid):
    """这个县今年的印章编码用完了。请联系平台管理员扩充号段"""

    code = "company_seal.no_number"


def codes(county: int, serial: int, kinds: list[str]) -> dict[str, str]:
    """A number for each seal, thirteen digits: six of the county, seven of the series."""
    if not (serial > 0 and len(kinds) <= 10 and serial * 10 + len(kinds) <= 10**7):
        raise NoNumberLeft
    return {kind: f"{county:06d}{serial * 10 + place:07d}" for place, kind in enumerate(kinds)}


def filing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the 备案凭证 prints. The company's own seal is always among them."""
    answers, today = facts["answers"], facts["today"]
    kinds = ["公章", *(one for one in answers.get("seals") or () if one != "公章")]
    county, year = facts["division"] // 10**6, today.year if isinstance(today, date) else int(str(today)[:4])
    return {
        "number": f"{county:06d}{year}{facts['serial']:06d}",
        "company": answers["company"],
        "uscc": answers["uscc"],
        "seals": [f"{kind} {number}" for kind, number in codes(county, facts["serial"], kinds).items()],
        "representative": answers["name"],
    }
