"""What was asked of the trail, read from an address, and how its codes are said in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

VERDICTS = {"did": "做了", "refused": "被拒绝", "read": "看了"}
SUBJECTS = {
    "case": "办件", "party": "当事人", "user": "账号", "route": "页面", "draft": "草稿", "hall": "大厅", "matter": "事项清单",
    "terminal": "自助终端", "agency": "机构", "login": "登录", "document": "文书", "mandate": "授权", "rating": "评价",
    "batch": "上报批次", "ticket": "排队号", "appointment": "预约", "catalogue": "基本目录", "calendar": "工作日历",
    "trail": "审计日志", "check": "核验", "items": "实施清单", "search": "搜索索引", "sitting": "收件", "list": "办件清单",
}  # fmt: skip
FIELDS = ("since", "until", "who", "action", "about", "verdict")
LONGEST, USUAL = 366, 7
MARK = re.compile(
    r"(?P<kind>[a-z]+)/(?P<user>\d+|-)(?:/post:(?P<post>\d+))?(?:/(?:firm|for):(?P<party>[0-9a-f-]{36}))?"
)


@dataclass(frozen=True)
class Asked:
    """A search. Days are whole days; empty texts ask for everything. `says`: what was typed and could not be used."""

    since: date
    until: date
    who: str = ""
    action: str = ""
    about: str = ""
    verdict: str = ""
    says: str = ""


def asked(typed: Mapping[str, str], today: date) -> Asked:
    """The last seven days unless days are named; never more than a year and a day, so that it stays quick."""
    text = {key: typed.get(key, "").strip()[:80] for key in FIELDS}
    until, wrong_until = _day(text["until"], today)
    until = max(until, date.min + timedelta(days=LONGEST))  # a year before it there must be days
    since, wrong_since = _day(text["since"], until - timedelta(days=USUAL - 1))
    says = "日期请写成 2026-03-02 的样子，这次按没有填算" if wrong_since or wrong_until else ""
    if since > until:
        since, until, says = until, since, "开始日期晚于结束日期，已经调换"
    if (until - since).days >= LONGEST:
        since, says = (
            until - timedelta(days=LONGEST - 1),
            f"一次最多看 {LONGEST} 天，已经从 {until - timedelta(days=LONGEST - 1)} 起",
        )
    verdict = text["verdict"] if text["verdict"] in VERDICTS else ""
    return Asked(since, until, text["who"], text["action"], text["about"], verdict, says)


def _day(text: str, otherwise: date) -> tuple[date, bool]:
    if not text:
        return otherwise, False
    try:
        return date.fromisoformat(text), False
    except ValueError:
        return otherwise, True


@dataclass(frozen=True)
class Mark:
    """Who stands in a row: codes only."""

    kind: str
    user: int | None
    post: int | None


def mark(text: str) -> Mark:
    found = MARK.match(text)
    if found is None:
        return Mark("nobody", None, None)
    user, post = found["user"], found["post"]
    return Mark(found["kind"], int(user) if user != "-" else None, int(post) if post else None)


CODE = re.compile(r"[A-Za-z0-9_./:+-]{1,80}")
LONG_NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)|(?<!\d)\d{15,18}[Xx]?(?!\d)")


def covered(value: str) -> str:
    """A note as it is shown without a purpose: codes, counts and days as they are, whatever may be words about somebody as
    its length. A number as long as a telephone's or an ID card's is no code."""
    if CODE.fullmatch(value) and not LONG_NUMBER.search(value):
        return value
    return f"＊＊＊（{len(value)} 个字）"


def sentence(who: str, title: str, about: str, verdict: str, why: str, purpose: str) -> str:
    """A row in words: 何（五华区市场监督管理局 审查）办理了办件 530102-2611-000004."""
    subject = f"：{about}" if about else ""
    if verdict == "refused":
        return f"{who}想要“{title}”{subject}，没有做成。{why}"
    if verdict == "read":
        return f"{who}看了“{title}”{subject}。目的：{purpose or '没有写'}"
    return f"{who}做了“{title}”{subject}"
