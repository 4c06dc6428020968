"""How long, for what and how often one may act for another. Pure: today and the house's numbers come in.

A mandate's `until` is the first day it no longer holds; people say the last day it does.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

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
