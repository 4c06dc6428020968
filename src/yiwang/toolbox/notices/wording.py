"""Filling texts. Pure. A place is `{field}` and nothing else: no attribute, no format, no second look at what is filled.

What a sentence needs and nobody knows is not said: the sentence is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PLACE = re.compile(r"\{([a-z_]+)\}")
SENTENCE = re.compile(r"(?<=[。\n])")
PLACES = {
    "title": "事项名称", "number": "办件编号", "agency": "办理单位", "due": "最后一天", "reason": "理由",
    "papers": "文书名称", "site": "网站名称",
}  # fmt: skip
SMS_PLACES = frozenset({"title", "number", "due", "site"})  # what a stranger may read over somebody's shoulder
SMS_LENGTH = 70
TITLE_ROOM = 6
PROOF = {"number": "530102-2612-000042", "due": "2026年12月31日（暂定）", "title": ""}
ALWAYS = frozenset({"title", "number", "agency", "site"})
LINK = re.compile(r"https?:|www\.|\.(?:cn|com|net)\b", re.IGNORECASE)


class TextOf(BaseModel):
    """One text: what the in-site message says, and for a phone one sentence or two without anything personal."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    title: str = Field(min_length=2, max_length=60)
    body: str = Field(min_length=2)
    channels: tuple[Literal["site", "sms"], ...] = ("site",)
    sms: str = ""


def clean(value: str) -> str:
    """A fact without control characters and marks that turn the reading direction; line breaks stay."""
    return "".join(c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """`text` with its places filled once; sentences with a place nobody knows are left out."""
    sentences = (one for one in SENTENCE.split(text) if all(facts.get(name) for name in PLACE.findall(one)))
    return "".join(PLACE.sub(lambda place: clean(facts[place[1]]), one) for one in sentences).strip()


def for_phone(text: str, facts: Mapping[str, str], site: str) -> str:
    """What goes to a phone: signed with the site's name, at most 70 characters. A long title of a matter is cut; a text
    that still does not fit says only where to look."""
    known = {key: " ".join(value.split()) for key, value in facts.items() if key in SMS_PLACES} | {"site": site}
    said = filled(text, known)
    room, title = SMS_LENGTH - len(f"【{site}】"), known.get("title", "")
    if len(said) > room and len(title) - (len(said) - room) >= 2:
        known["title"] = f"{title[: len(title) - (len(said) - room) - 1]}…"
        said = filled(text, known)
    if not said or len(said) > room:
        said = f"您有一条办件消息，请登录{site}查看。"
    return f"【{site}】{said}"


def objections(text: TextOf, site: str) -> Iterator[str]:
    """What is wrong with a text, in words."""
    for part in (text.title, text.body, text.sms):
        for name in PLACE.findall(part):
            if name not in PLACES:
                yield f"不认识“{{{name}}}”，可以用的有：{'、'.join(f'{{{one}}}（{says}）' for one, says in PLACES.items())}"
        if set("{}") & set(PLACE.sub("", part)):
            yield "花括号只能写成 {title} 这样的一项，里面不能有别的符号"
    if set(PLACE.findall(SENTENCE.split(text.body)[0])) & set(PLACES) - ALWAYS:
        yield "正文第一句只用总是知道的几项（title、number、agency）：缺一项的句子会整句省去"
    if "site" not in text.channels:
        yield "channels 里总要有 site：站内消息是凭据，短信只是提醒"
    if ("sms" in text.channels) != bool(text.sms):
        yield "channels 里写了 sms，就要写 sms 的内容；没写 sms，就不要写内容"
    if text.sms:
        yield from _phone_objections(text.sms, site)


def _phone_objections(sms: str, site: str) -> Iterator[str]:
    for name in PLACE.findall(sms):
        if name in PLACES and name not in SMS_PLACES:
            yield f"短信里不能有“{{{name}}}”：短信旁人也看得到，只写事项、编号、日期"
    if sms.count("{title}") > 1:
        yield "短信里事项名称只写一次"
    if LINK.search(sms):
        yield "短信里不放网址，收到的人分不清真假。请写网站的名字 {site}"
    proof = {**dict.fromkeys(PLACES, ""), **PROOF, "site": site}
    length = len(f"【{site}】") + len(PLACE.sub(lambda place: proof.get(place[1], ""), sms))
    room = TITLE_ROOM if "{title}" in sms else 0
    if length + room > SMS_LENGTH:
        yield f"短信连同签名不能超过 {SMS_LENGTH} 个字。现在不算事项名称已有 {length} 个字，要给事项名称留 {TITLE_ROOM} 个字"


def day_words(day: date, today: date, *, provisional: bool = False) -> str:
    """3月8日; with the year where it is another one; 暂定 where the calendar was not announced yet."""
    words = f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
    return f"{words}（暂定）" if provisional else words
