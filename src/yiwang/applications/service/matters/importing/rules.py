"""What a row of somebody's list means: words to limits, codes checked, everything said in the reader's words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiwang.kernel.errors import DomainError
from yiwang.kernel.ids import WrongNumber, parse_division, parse_item_code

WORKING, NATURAL, MONTHS, YEARS, HOURS = "1", "2", "3", "4", "5"
_UNITS = (
    (r"个?工作日", WORKING), (r"个?(?:自然|日历)日", NATURAL), (r"个?小时", HOURS), (r"个?(?:自然)?月", MONTHS), (r"年", YEARS),
    (r"[天日]", NATURAL),
)  # fmt: skip
_LIMIT = [(re.compile(rf"(\d+|[零〇一二两三四五六七八九十百]+)\(?{unit}\)?"), code) for unit, code in _UNITS]
_AT_ONCE = re.compile(r"即时|即办|当场|立等可取|立即|当即")
_HOURS_OF_DAY = re.compile(r"\d{1,2}:\d{2}")
_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
YES, NO = ("是", "支持", "有", "1", "true", "yes", "y"), ("否", "不支持", "无", "没有", "0", "false", "no", "n", "不")
LONGEST = {"task_name": 500, "dept_name": 200, "keywords": 2000}
_LONGEST_TEXT = 20_000


class Unreadable(DomainError):
    """{why}"""

    code = "matters.import.unreadable"
    status = 422


@dataclass(frozen=True)
class Limit:
    """A time limit: so many units; 0 working days is at once."""

    days: int
    unit: str


@dataclass(frozen=True)
class Feed:
    """Where a field gets its value: the first of `columns` that says something (all of them with `join`)."""

    columns: tuple[str, ...]
    kind: str = "text"
    values: Mapping[str, Any] = field(default_factory=dict)
    split: str = ""
    join: str = ""


@dataclass(frozen=True)
class Plan:
    """How a list is read. `empty` are the words it writes for nothing."""

    feeds: Mapping[str, Feed]
    constants: Mapping[str, Any]
    empty: frozenset[str]


@dataclass(frozen=True)
class Row:
    """A row that can be kept. `remarks` say what in it was not understood and left empty."""

    line: int
    code: str
    catalog_code: str
    division: int
    dept_name: str
    dept_code: str
    body: dict[str, Any]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A row that cannot be kept, and why."""

    line: int
    code: str
    title: str
    why: str


def judged(line: int, raw: Mapping[str, Any], plan: Plan) -> Row | Refused:
    """One row of the list by the mapping."""
    remarks: list[str] = []
    said = {key: value for key, feed in plan.feeds.items() if (value := _value(feed, raw, plan, remarks)) is not None}
    body = {**{key: value for key, value in plan.constants.items() if key not in said}, **said}
    title, code = str(body.get("task_name", "")), str(body.pop("task_code", ""))
    try:
        return _row(line, body, code, remarks)
    except DomainError as wrong:
        return Refused(line, code, title, str(wrong))


def _row(line: int, body: dict[str, Any], text: str, remarks: list[str]) -> Row:
    if not text:
        raise Unreadable(why="这一行没有事项编码")
    code = parse_item_code(text)
    if code.body is None:
        raise Unreadable(why="这是 12 位的基本目录编码。实施清单要 31 位或 33 位的编码")
    if not body.get("task_name"):
        raise Unreadable(why="这一行没有事项名称")
    if not body.get("dept_name"):
        raise Unreadable(why="这一行没有实施主体")
    for key, value in body.items():
        if isinstance(value, str) and len(value) > LONGEST.get(key, _LONGEST_TEXT):
            raise Unreadable(why=f"“{key}”有 {len(value)} 个字，最多 {LONGEST.get(key, _LONGEST_TEXT)} 个")
    division = parse_division(body.pop("division", "") or code.body[2:8]).code
    catalog = str(code.basic)
    stated = body.get("catalog_code")
    if stated and stated != catalog:
        remarks.append(f"目录编码写的是 {stated}，事项编码里是 {catalog}，以事项编码为准")
    use = {"catalog_code": catalog, "dept_code": code.body, "use_level": body.get("use_level") or str(code.level)}
    use["task_handle_item"] = f"{code.sequence:02}" if code.sequence else ""
    return Row(line, str(code), catalog, division, str(body["dept_name"]), code.body, {**body, **use}, tuple(remarks))


def _value(feed: Feed, raw: Mapping[str, Any], plan: Plan, remarks: list[str]) -> Any:
    """The value of a field, or None where the list says nothing."""
    said = [one for column in feed.columns if (one := _clean(raw.get(column), plan.empty)) not in ("", [])]
    if not said:
        return None
    first: Any = feed.join.join(_flat(one) for one in said) if feed.join else said[0]
    try:
        return KINDS[feed.kind](first, feed)
    except (Unreadable, WrongNumber) as wrong:
        remarks.append(f"{feed.columns[0]}：{wrong}")
        return None


def _clean(value: Any, empty: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [one for one in (_clean(part, empty) for part in value) if one not in ("", [])]
    text = "" if value is None else str(value).strip()
    text = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C")
    return "" if text in empty else text


def _flat(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _parts(value: Any, feed: Feed) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [one.strip() for one in re.split(feed.split or r"[,，、;；\n]+", str(value)) if one.strip()]


def _one(value: Any, feed: Feed) -> Any:
    text = _flat(value)
    if not feed.values:
        return text
    if text not in feed.values:
        raise Unreadable(why=f"不认识“{text[:30]}”，没有填")
    return feed.values[text]


def _codes(value: Any, feed: Feed) -> list[str]:
    found = []
    for one in _parts(value, feed):
        if one not in feed.values:
            raise Unreadable(why=f"不认识“{one[:30]}”，没有填")
        found.append(str(feed.values[one]))
    return list(dict.fromkeys(found))


def _words(value: Any, feed: Feed) -> str:
    return "，".join(dict.fromkeys(_parts(value, feed)))


def _materials(value: Any, feed: Feed) -> list[dict[str, Any]]:
    return [{"key": f"m{place}", "material_name": name} for place, name in enumerate(_parts(value, feed), 1)]


def yes_no(value: Any, feed: Feed | None = None) -> bool:
    text = unicodedata.normalize("NFKC", _flat(value)).strip().lower()
    if feed is not None and feed.values:
        return bool(_one(text, feed))
    if text in YES or text in NO:
        return text in YES
    raise Unreadable(why=f"“{text[:30]}”看不出是还是否，没有填")


def number(value: Any, _feed: Feed | None = None) -> int:
    text = unicodedata.normalize("NFKC", _flat(value)).strip().removesuffix("次").removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Unreadable(why=f"“{text[:30]}”不是整数，没有填")
    return int(text)


def limit(value: Any, _feed: Feed | None = None) -> Limit:
    """A time limit in words, such as 5个工作日, 20(工作日), 即时办结, 二十日, 1个月. Bare numbers say no unit: refused."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", _flat(value)))
    for pattern, unit in () if _HOURS_OF_DAY.search(text) else _LIMIT:
        if found := pattern.search(text):
            return Limit(_counted(found.group(1)), unit)
    if _AT_ONCE.search(text):
        return Limit(0, WORKING)
    raise Unreadable(why=f"“{text[:30]}”不是看得懂的时限，没有填")


def _counted(text: str) -> int:
    """Digits, or Chinese numerals below a thousand."""
    if text.isdigit() and text.isascii():
        if len(text) > 4:
            raise Unreadable(why=f"时限“{text[:10]}”太长，没有填")
        return int(text)
    total = digit = 0
    for letter in text:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[letter]
    return total + digit


KINDS: dict[str, Callable[[Any, Feed], Any]] = {
    "text": _one, "codes": _codes, "words": _words, "materials": _materials, "yes_no": yes_no, "number": number,
    "limit": limit,
}  # fmt: skip


def spread(body: Mapping[str, Any]) -> dict[str, Any]:
    """`promise` and `anticipate`, read as limits, become a number and a unit."""
    found: dict[str, Any] = {}
    for key, value in body.items():
        if isinstance(value, Limit):
            found |= {f"{key}_day": value.days, f"{key}_type": value.unit}
        else:
            found[key] = value
    return found


def told(rows: Sequence[Row | Refused]) -> list[Row | Refused]:
    """The same code twice in one list: the first stands, the others are refused with its line."""
    seen: dict[str, int] = {}
    found: list[Row | Refused] = []
    for row in rows:
        if isinstance(row, Row):
            first = seen.setdefault(row.code, row.line)
            if first != row.line:
                found.append(Refused(row.line, row.code, str(row.body["task_name"]), f"第 {first} 行已经有这个编码"))
                continue
        found.append(row)
    return found
