"""Firms of the sample: shops and companies that do not exist, each with somebody of the sample as its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yiwang.pillars.standards.base import api as standards

from . import numbers
from .names import shop_name
from .people import ON, SEED, SamplePerson, people

FIRST_SERIAL = 100_000  # agencies' serials lie below
TRADES = {
    "餐饮": ("餐饮店", "餐饮有限公司"),
    "食品销售": ("食品店", "食品有限公司"),
    "住宿": ("客栈", "酒店管理有限公司"),
    "茶叶": ("茶庄", "茶业有限公司"),
    "花卉": ("花店", "花卉有限公司"),
    "药品零售": ("药店", "医药有限公司"),
    "五金建材": ("建材经营部", "建材有限公司"),
    "农资": ("农资经营部", "农业开发有限公司"),
    "旅游": ("民宿", "旅行社有限公司"),
    "信息技术": ("电脑维修店", "信息技术有限公司"),
}


@dataclass(frozen=True)
class SampleFirm:
    """`kind` 91 企业 or 92 个体工商户; `representative` 法定代表人 (企业) or 经营者 (个体工商户)."""

    uscc: str
    kind: str
    name: str
    trade: str
    representative: SamplePerson
    division: int
    address: str
    founded: date
    mobile: str
    synthetic: bool = True

    @property
    def kind_name(self) -> str:
        return "企业" if self.kind == "91" else "个体工商户"


def firms(
    n: int = 1000, seed: int = SEED, on: date = ON, among: Sequence[SamplePerson] | None = None
) -> list[SampleFirm]:
    """n firms headed by grown-up people `among` those given (the default sample). Same arguments, same firms."""
    chance = Random(seed + 1)  # noqa: S311  a sample must be repeatable, not secret
    heads = [one for one in (among if among is not None else people()) if _years(one.born, on) in range(18, 70)]
    if not heads:
        raise ValueError("nobody among these people is old enough to head a firm")
    used: set[str] = set()
    return [_firm(chance, FIRST_SERIAL + index, chance.choice(heads), on, used) for index in range(n)]


def _firm(chance: Random, serial: int, head: SamplePerson, on: date, used: set[str]) -> SampleFirm:
    kind = "91" if chance.random() < 0.3 else "92"
    trade = chance.choice(list(TRADES))
    county = standards.division_names()[head.county]
    name = _name(chance, kind, trade, county)
    while name in used:
        name = _name(chance, kind, trade, county)
    used.add(name)
    grown_up = date(head.born.year + 18, head.born.month, min(head.born.day, 28))
    since = max(grown_up, date(2010, 1, 1))
    return SampleFirm(
        uscc=numbers.uscc(kind, head.county // 10**6, serial), kind=kind, name=name, trade=trade, representative=head,
        division=head.division, address=head.address, mobile=head.mobile,
        founded=since + timedelta(days=chance.randint(0, (on - since).days)),
    )  # fmt: skip


def _name(chance: Random, kind: str, trade: str, county: str) -> str:
    shop, company = TRADES[trade]
    return f"云南{shop_name(chance)}{company}" if kind == "91" else f"{county}{shop_name(chance)}{shop}"


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
