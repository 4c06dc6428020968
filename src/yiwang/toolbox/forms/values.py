"""One typed value from what was typed, or the sentence that says what to do. Pure, and it never raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from yiwang.kernel.errors import DomainError
from yiwang.kernel.ids import parse_citizen_id, parse_division, parse_mobile, parse_uscc

from .definition import Question

UNKEEPABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,12})?|[+-]?\.\d{1,12}", re.ASCII)
DATE_TEXT = re.compile(r"\s*(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*", re.ASCII)
YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
PARTS = (("year", "年份"), ("month", "月份"), ("day", "日子"))
Uploads = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Taken:
    """An answer fit for JSON (None: nothing was answered) or a sentence."""

    answer: Any = None
    error: str = ""


@dataclass(frozen=True)
class Typed:
    """What came for one question: its texts, the parts of a date, and what is known of uploads."""

    texts: Sequence[str] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    uploads: Uploads = field(default_factory=dict)
    today: date | None = None

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def nothing(self) -> bool:
        return not any(text.strip() for text in (*self.texts, *self.parts.values()))


def take(question: Question, typed: Typed) -> Taken:
    """The answer to `question`. Nothing typed: no answer, or the sentence that asks for one where it is required."""
    if typed.nothing:
        return Taken(error=missing(question) if question.required else "")
    if any(UNKEEPABLE.search(text) for text in (*typed.texts, *typed.parts.values())):
        return Taken(error="里面有存不下的字符，请删去再填一遍")
    return READERS.get(question.type, _text)(question, typed)


def missing(question: Question) -> str:
    if question.type in ("choice", "choices", "yes_no", "division"):
        return f"请选择{question.noun}"
    return f"请上传{question.noun}" if question.type == "file" else f"请填写{question.noun}"


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(question: Question, typed: Typed) -> Taken:
    text = typed.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if question.type != "long_text":
        text = " ".join(text.split())
    if len(text) > question.length:
        return Taken(error=f"最多写 {question.length} 个字，现在是 {len(text)} 个")
    return Taken(text)


def _number(question: Question, typed: Typed) -> Taken:
    money = question.type == "money"
    text = re.sub(r"[\s,，¥￥元]" if money else r"[\s,，]", "", half_width(typed.text))
    text = text.removesuffix(question.unit) if question.unit else text
    if not NUMBER.fullmatch(text):
        example = "如 1200.50" if money else "如 12"
        return Taken(error=f"{question.noun}要写成数字，{example}")
    found, places = Decimal(text), 2 if money else question.decimals
    if found != round(found, places):
        says = "最多写到分，也就是两位小数" if money else f"最多写 {places} 位小数" if places else "要写成整数"
        return Taken(error=f"{question.noun}{says}")
    unit = f" {question.unit}" if question.unit else ""
    low = Decimal(0) if money and question.min is None else question.min
    if low is not None and found < low:
        return Taken(error=f"{question.noun}不能小于 {low}{unit}")
    if question.max is not None and found > question.max:
        return Taken(error=f"{question.noun}不能超过 {question.max}{unit}")
    if money:
        return Taken(f"{found:.2f}" if found else "0.00")
    return Taken(f"{round(found, places).normalize():f}" if found else "0")


def _date(question: Question, typed: Typed) -> Taken:
    parts = {name: half_width(typed.parts.get(name, "")) for name, _ in PARTS}
    if not any(parts.values()) and (whole := DATE_TEXT.fullmatch(half_width(typed.text))):
        parts = dict(zip(("year", "month", "day"), whole.groups(), strict=True))
    if not any(parts.values()):
        return Taken(error=f"{question.noun}要写年、月、日，如 1958年3月2日")
    absent = [word for name, word in PARTS if not parts[name]]
    if absent:
        return Taken(error=f"请补上{question.noun}的{'和'.join(absent)}")
    if not all(part.isascii() and part.isdigit() for part in parts.values()):
        return Taken(error=f"{question.noun}的年、月、日都写数字")
    if len(parts["year"]) != 4 or parts["year"] < "1800":
        return Taken(error=f"{question.noun}的年份要写 4 位，如 1958")
    return _day(question, *(int(parts[name][:9]) for name, _ in PARTS))


def _day(question: Question, year: int, month: int, day: int) -> Taken:
    if not 1 <= month <= 12:
        return Taken(error=f"一年只有 12 个月，{question.noun}的月份写的是 {month}")
    try:
        return Taken(date(year, month, day).isoformat())
    except ValueError:
        return Taken(error=f"{year}年{month}月没有{day}日，请再看一遍{question.noun}")


def _choice(question: Question, typed: Typed) -> Taken:
    if typed.text not in question.titles():
        return Taken(error=f"请在列出的几项里选择{question.noun}")
    return Taken(typed.text)


def _choices(question: Question, typed: Typed) -> Taken:
    chosen = {text for text in typed.texts if text}
    if not chosen <= question.titles().keys():
        return Taken(error=f"请在列出的几项里选择{question.noun}")
    return Taken([value for value in question.titles() if value in chosen])


def _yes_no(question: Question, typed: Typed) -> Taken:
    found = YES.get(half_width(typed.text).lower())
    return Taken(found) if found is not None else Taken(error=missing(question))


def _parsed(parse: Callable[..., Any], with_day: bool = False) -> Callable[[Question, Typed], Taken]:
    """A reader made of one of the kernel's parsers, whose errors already say what to do."""

    def read(_question: Question, typed: Typed) -> Taken:
        try:
            return Taken(str(parse(typed.text, typed.today) if with_day else parse(typed.text)))
        except DomainError as refused:
            return Taken(error=str(refused))

    return read


def _file(question: Question, typed: Typed) -> Taken:
    chosen = list(dict.fromkeys(text for text in typed.texts if text))
    if len(chosen) > question.max_files:
        return Taken(error=f"{question.noun}最多传 {question.max_files} 个文件，现在是 {len(chosen)} 个")
    for one in chosen:
        upload = typed.uploads.get(one)
        if upload is None:
            return Taken(error=f"{question.noun}没有传上来，请重新选一次")
        if error := _file_fault(question, str(upload.get("name", "")), int(upload.get("size", 0))):
            return Taken(error=error)
    return Taken(chosen)


def _file_fault(question: Question, name: str, size: int) -> str:
    suffix = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if suffix not in question.accept:
        return f"请上传 {'、'.join(kind.upper() for kind in question.accept)} 文件，“{name[:40]}”不是"
    if not size:
        return f"“{name[:40]}”是空的，请重新选一次"
    most = question.max_mb << 20
    if size > most:
        return f"{question.noun}不能超过 {question.max_mb} MB，这个 {-(-size // (1 << 20))} MB。请压缩或重拍后再传"
    return ""


READERS: dict[str, Callable[[Question, Typed], Taken]] = {
    "number": _number, "money": _number, "date": _date, "choice": _choice, "choices": _choices, "yes_no": _yes_no,
    "citizen_id": _parsed(parse_citizen_id, with_day=True), "uscc": _parsed(parse_uscc),
    "mobile": _parsed(parse_mobile), "division": _parsed(parse_division), "file": _file,
}  # fmt: skip
