"""How long, for what and how often one may act for another; how often one may try to log in. Pure: now comes in.

A mandate's `until` is the first day it no longer holds; people say the last day it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

from yiwang.kernel import ids
from yiwang.kernel.errors import DomainError

State = Literal["to come", "in force", "over", "ended"]
STATES: dict[State, str] = {"to come": "还没开始", "in force": "有效", "over": "到期", "ended": "已结束"}
FACTS_WANTED = 2
SHOWN = ("身份证", "户口簿", "社会保障卡", "护照", "其他证件")
OWN_FACTS = {
    "photo": "本人和证件照片一致",
    "address": "说出了登记的住址",
    "birth": "说出了自己的出生年月日",
    "family": "说出了受托人是谁、什么关系",
    "matter": "说出了要办什么事",
}


def until(last: date | None) -> date | None:
    """The first day a mandate no longer holds, from its last day."""
    return last + timedelta(days=1) if last else None


def last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None


def term_problem(since: date, last: date | None, today: date, longest: int) -> str:
    """What is wrong with a term, in words; empty when nothing. It must have an end: nobody authorises for ever."""
    if last is None:
        return "请写到哪一天为止。授权要有期限，到期可以再授权"
    if since < today:
        return "开始的日子不能早于今天"
    if last < since:
        return "最后一天不能早于开始的日子"
    if (last - since).days >= longest:
        return f"最长授权 {longest} 天，请把最后一天写在 {since + timedelta(days=longest - 1):%Y-%m-%d} 或者以前"
    return ""


def state(since: date, until: date | None, ended: bool, today: date) -> State:
    if ended:
        return "ended"
    if today < since:
        return "to come"
    return "over" if until is not None and today >= until else "in force"


def covers(scope: frozenset[str] | tuple[str, ...] | list[str], matter: str) -> bool:
    """An empty scope is for all matters."""
    return not scope or matter in scope


def tries_left(failed: int, most: int) -> int:
    return max(0, most - failed)


def seen_problem(shown: str, facts: list[str], document_no: str, reason: str) -> str:
    """What a record of an authority given in person still lacks; empty when it is whole."""
    if shown not in SHOWN:
        return "请选本人出示了什么证件"
    if len({one for one in facts if one in OWN_FACTS}) < FACTS_WANTED:
        return f"请当面核对，至少选 {FACTS_WANTED} 项核对过的情况"
    if not document_no.strip():
        return "请写授权书的编号，写在本人签字的那一份上"
    if len(reason.strip()) < 4:
        return "请写明他为什么不能自己办，本人会看到"
    return ""


@dataclass(frozen=True)
class Limit:
    """So many failures within so many seconds; then one waits until the oldest of them is that old."""

    most: int
    within: int


OWN_DEVICE = Limit(10, 900)  # where somebody logged in before, he is counted alone
FROM_THERE = Limit(5, 900)  # this account from this address
ADDRESS = Limit(60, 600)  # this address, whatever the account: a hall or an office shares one
STRANGERS = Limit(20, 3600)  # codes only: whoever gets that far knows the password


def doors(what: str, account: str, address: str, device: str) -> dict[str, Limit]:
    """What is counted for one try, by key. A `device` that is known for this account passes by all the doors strangers
    can shut: neither what they try from elsewhere nor what they try here without the cookie counts for it."""
    if device:
        return {f"{what}/{account}/device/{device}": OWN_DEVICE}
    shut = {f"{what}/{account}/from/{address}": FROM_THERE, f"{what}/from/{address}": ADDRESS}
    return shut | ({f"{what}/{account}/strangers": STRANGERS} if what == "code" else {})


def wait(failures: Mapping[str, Sequence[float]], doors: Mapping[str, Limit], now: float) -> int:
    """Whole seconds until the next try is looked at; 0 where it is looked at now."""
    return max((_wait(failures.get(key, ()), limit, now) for key, limit in doors.items()), default=0)


def _wait(times: Sequence[float], limit: Limit, now: float) -> int:
    recent = sorted(at for at in times if now - limit.within < at <= now)
    return ceil(recent[-limit.most] + limit.within - now) if len(recent) >= limit.most else 0


DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "鸿蒙手机"), ("OpenHarmony", "鸿蒙手机"), ("Android", "安卓手机"),
           ("Windows", "Windows 电脑"), ("Macintosh", "苹果电脑"), ("Linux", "Linux 电脑"))  # fmt: skip
BROWSERS = (("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip


def device_words(agent: str) -> str:
    """What a browser says of itself, as somebody would call it. Anybody can say anything: it is a hint, not a proof."""
    device = next((words for sign, words in DEVICES if sign in agent), "")
    browser = next((words for sign, words in BROWSERS if sign in agent), "")
    return " · ".join(one for one in (device, browser) if one) or "没有说明的设备"


def number_said(claims: Mapping[str, object], claim: str, today: date) -> str:
    """The ID number a source vouches for: in the claim the house trusts this source for, a valid number; empty otherwise.

    A claim of any other name is not looked at, however it is called.
    """
    said = claims.get(claim) if claim else None
    if not isinstance(said, str):
        return ""
    try:
        return ids.parse_citizen_id(said, today).number
    except DomainError:
        return ""


CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"  # nothing that is read as something else


def in_fours(code: str) -> str:
    """7K3M Q9XW PT2H: as it is read out and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_typed(text: str) -> str:
    """A code as people type it: any case, spaces and dashes, full width."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).upper() if one in CODE_LETTERS)[:40]


def mobile_typed(text: str) -> str:
    """A mobile number of the mainland as people type it, as 11 digits; empty for anything else."""
    digits = re.sub(r"[\s\-—()]", "", unicodedata.normalize("NFKC", text))
    found = re.fullmatch(r"(?:\+?86)?(1\d{10})", digits)
    return found[1] if found and digits.isascii() else ""
