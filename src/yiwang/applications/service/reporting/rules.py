"""What may leave the house, and how: types of the national sets, what changed, in which order, when to try again. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from yiwang.kernel.canonical import canonical

Operation = Literal["I", "U", "D"]
Body = Mapping[str, str]
TYPE = re.compile(r"^(?P<chars>a|n|an)(?P<least>\d*)(?:(?P<open>\.\.)(?P<most>\d+)(?:,(?P<after>\d+))?)?$")
FORMS = {"date": "%Y%m%d", "datetime": "%Y%m%dT%H%M%S"}
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
KINDS: dict[str, str] = {"matters": "事项", "cases": "办件", "ratings": "好差评"}
KEYS = frozenset({"row_guid", "task_guid", "project_no"})
LONGEST_WAIT = timedelta(hours=1)
CODES: dict[str, str] = {
    "R01": "必填，现在是空的", "R02": "类型不对", "R03": "太长", "R04": "不在代码表里", "R05": "国家字段集里没有这一项",
    "R06": "不是一个存在的日期或时间",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a set. `type` as GB/T 39046 writes it."""

    title: str
    type: str
    need: bool = False
    codes: tuple[str, ...] = ()
    sealed: bool = False


@dataclass(frozen=True)
class Table:
    """A set. `of` names the table whose row must be there first."""

    name: str
    title: str
    kind: str
    columns: Mapping[str, Column]
    of: str = ""


@dataclass(frozen=True)
class Line:
    """A row to report: `secret` are the values of sealed columns in clear, while they are needed."""

    table: str
    guid: str
    body: dict[str, str]
    secret: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a column, with a code machines count and a sentence people read."""

    column: str
    code: str
    says: str


def wrong(column: Column, value: str) -> tuple[str, str] | None:
    """The code and the words for a value that its type does not allow; None where it fits."""
    if value == "":
        return ("R01", CODES["R01"]) if column.need else None
    if UNWANTED.search(value):
        return "R02", "含有不能传输的控制字符"
    if column.type in FORMS:
        return _moment(column.type, value)
    found = _shape(column.type, value) if column.type != "ul" else None
    if found is None and column.codes and value not in column.codes:
        return "R04", f"“{value}”{CODES['R04']}"
    return found


def _moment(kind: str, value: str) -> tuple[str, str] | None:
    written = "年月日共 8 位数字" if kind == "date" else "年月日T时分秒，例如 20260302T093000"
    shape = r"\d{8}" if kind == "date" else r"\d{8}T\d{6}"
    if not re.fullmatch(shape, value):
        return "R02", f"要写成{written}，现在是“{value[:20]}”"
    try:
        datetime.strptime(value, FORMS[kind])  # noqa: DTZ007  only whether there is such a day
    except ValueError:
        return "R06", f"“{value}”{CODES['R06']}"
    return None


def _shape(kind: str, value: str) -> tuple[str, str] | None:
    read = TYPE.fullmatch(kind)
    if read is None:
        raise ValueError(f"no type of the national sets: {kind!r}")
    least = int(read["least"] or 0)
    most = int(read["most"]) if read["open"] else least
    digits = re.fullmatch(r"\d+(\.\d+)?" if read["after"] else r"\d+", value)
    if read["chars"] == "n" and digits is None:
        return "R02", f"只能是数字，现在是“{value[:20]}”"
    if read["after"] and len(value.partition(".")[2]) > int(read["after"]):
        return "R02", f"小数点后最多 {read['after']} 位"
    length = len(value.replace(".", "")) if read["after"] else len(value)
    if length > most:
        return "R03", f"最多 {most} 个字，现在有 {length} 个"
    if length < least:
        return "R02", f"至少 {least} 个字，现在有 {length} 个"
    return None


def faults(table: Table, body: Body) -> list[Fault]:
    """Everything wrong with a row by itself, column by column, in the table's order."""
    found = []
    for name, column in table.columns.items():
        if problem := wrong(column, body.get(name, "")):
            found.append(Fault(name, problem[0], f"{column.title}：{problem[1]}"))
    found += [Fault(name, "R05", f"{name}：{CODES['R05']}") for name in body if name not in table.columns]
    return found


def guid(*parts: str) -> str:
    """The identity of a row for ever: 32 characters of what it is about."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def digest(content: Any) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What we know of a row on the other side: `tried` the content last sent, `there` whether it stands there,
    `good` whether what was last sent was taken."""

    table: str
    tried: str
    there: bool
    good: bool


@dataclass(frozen=True)
class Change:
    operation: Operation
    line: Line
    content: str


def changes(lines: Sequence[Line], known: Mapping[str, Known], *, again: bool = False) -> list[Change]:
    """What must be sent so that the other side has exactly `lines`. What was refused is sent again only when it is
    another content by now, or `again` is asked for."""
    found = []
    for one in lines:
        content, before = digest([one.table, one.body]), known.get(one.guid)
        if before and before.tried == content and (before.good or not again):
            continue
        found.append(Change("U" if before and before.there else "I", one, content))
    wanted = {one.guid for one in lines}
    for key, before in known.items():
        gone = digest([before.table, "D"])
        if key not in wanted and before.there and (before.tried != gone or again):
            found.append(Change("D", Line(before.table, key, {"row_guid": key}), gone))
    return found


def number(kind: str, day: str, serial: int) -> str:
    """The batch number: province, kind, day, serial. At most 32 characters, never given twice."""
    return f"53-{kind}-{day}-{serial:04d}"


def wait(tries: int) -> timedelta:
    """How long to leave a platform alone that did not answer: a minute, two, four …, never more than an hour."""
    return min(timedelta(minutes=2 ** min(max(tries - 1, 0), 10)), LONGEST_WAIT)


def corrected(lines: Iterable[Line], corrections: Sequence[tuple[str, str]], tables: Mapping[str, Table]) -> list[Line]:
    """The lines with what a clerk wrote over them. Keys and sealed columns are never written over."""
    found = []
    for one in lines:
        columns = tables[one.table].columns
        over = {name: value for name, value in corrections
                if name in columns and name not in KEYS and not columns[name].sealed}  # fmt: skip
        found.append(Line(one.table, one.guid, {**one.body, **over}, one.secret))
    return found
