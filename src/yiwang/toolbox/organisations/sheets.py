"""Agencies and staff from a table: checked whole, an answer for each cell, nothing written before somebody confirms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import checking, entering
from .actions import IMPORT
from .errors import NoSheet
from .models import Sheet

MOST = 2000
HEADS = {
    "agencies": ("统一社会信用代码", "名称", "简称", "条线", "区划代码", "上级信用代码", "依据"),
    "staff": ("工号", "姓名", "机构信用代码", "岗位", "从哪一天", "到哪一天", "依据"),
}
EXAMPLES = {
    "agencies": (
        "11530102YW07000199",
        "华山街道市场监管所",
        "华山所",
        "market",
        "530102001",
        "（上级的信用代码）",
        "五编〔2026〕1号",
    ),
    "staff": ("530102-0001", "姓名", "（机构的信用代码）", "综合窗口", "2026-03-02", "", "五市监任〔2026〕1号"),
}
TITLES = {"agencies": "机构", "staff": "人员"}


@dataclass(frozen=True)
class Checked:
    """A sheet as its page shows it. `problems`: line number in the sheet → column → what is to be mended."""

    id: UUID
    kind: str
    name: str
    rows: list[tuple[int, list[str]]]
    problems: dict[int, dict[int, str]]
    written: bool
    new: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def heads(self) -> tuple[str, ...]:
        return HEADS[self.kind]

    @property
    def wrong(self) -> int:
        return sum(len(cells) for cells in self.problems.values())

    @property
    def listed(self) -> Iterator[tuple[int, list[tuple[str, str]]]]:
        """The lines with something to mend first, as (cell, what is wrong)."""
        ordered = sorted(self.rows, key=lambda row: (row[0] not in self.problems, row[0]))
        for number, cells in ordered[:200]:
            marks = self.problems.get(number, {})
            yield number, [(cell, marks.get(at, "")) for at, cell in enumerate(cells)]


def template(kind: str) -> bytes:
    """An empty table with its head and a line to show how."""
    return workbooks.workbook(TITLES[kind], [HEADS[kind], EXAMPLES[kind]])


def bring(by: security.Actor, kind: str, name: str, data: bytes) -> UUID:
    """Read and keep a table; nothing of it is entered. Raises `NoWorkbook`, `NoSheet`. The same table twice is one."""
    if kind not in HEADS:
        raise NoSheet(says="请选机构表或者人员表")
    lines = workbooks.rows_of(data, MOST)
    heads = HEADS[kind]
    if not lines or [cell for cell in lines[0][1] if cell] != list(heads):
        raise NoSheet(says=f"表头要是：{'、'.join(heads)}。请用下载的模板")
    rows = [(number, [*cells, *[""] * len(heads)][: len(heads)]) for number, cells in lines[1:]]
    rows = [row for row in rows if tuple(row[1]) != EXAMPLES[kind]]
    if not rows:
        raise NoSheet(says="表里还没有内容")
    digest = security.sm3(repr((kind, clock.today(), rows)).encode()).hex()
    with security.acting(by, IMPORT, security.Ref("sheet", kind)) as record:
        made, _ = Sheet.objects.get_or_create(
            user_id=by.user or 0,
            digest=digest,
            defaults={"kind": kind, "name": name[:200], "rows": rows, "at": clock.now()},
        )
        record.about("sheet", str(made.pk))
        record.note(kind=kind, rows=len(rows))
        return made.pk


def _own(by: security.Actor, key: UUID) -> Sheet:
    found = security.visible(Sheet.objects.all(), by).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def checked(by: security.Actor, key: UUID) -> Checked:
    """The table as it stands today: checked anew each time it is looked at. Raises `NotFound`."""
    one = _own(by, key)
    rows = [(int(number), list(cells)) for number, cells in one.rows]
    if one.written_at is not None:
        return Checked(one.pk, one.kind, one.name, rows, {}, True)
    found = checking.agencies(by, rows) if one.kind == "agencies" else checking.staff(by, rows)
    return Checked(one.pk, one.kind, one.name, rows, found.problems, False, len(found.ready))


def marked(by: security.Actor, key: UUID) -> bytes:
    """The table given back with what is to be mended: coloured, noted, and in words in a column of its own."""
    one = checked(by, key)
    lines: list[Sequence[object]] = [["要改的地方", *one.heads]]
    marks: dict[tuple[int, int], str] = {}
    for at, (number, cells) in enumerate(one.rows, 1):
        wrong = one.problems.get(number, {})
        lines.append(["；".join(f"{one.heads[column]}：{says}" for column, says in sorted(wrong.items())), *cells])
        marks |= {(at, column + 1): says for column, says in wrong.items()}
    return workbooks.workbook(one.title, lines, marks)


def enter(by: security.Actor, key: UUID) -> dict[str, int]:
    """Enter a table that has nothing to mend; how many were new and how many were there already. A second time nothing
    happens. Raises `NoSheet` while something is to be mended."""
    with security.viewing(by):
        one = _own(by, key)
        if one.written_at is not None:
            return {"new": 0, "there": len(one.rows)}
        rows = [(int(number), list(cells)) for number, cells in one.rows]
        found = checking.agencies(by, rows) if one.kind == "agencies" else checking.staff(by, rows)
    if found.problems:
        raise NoSheet(says=f"还有 {sum(map(len, found.problems.values()))} 处要改，没有写入。请改好再上传")
    ready: list[Any] = [*found.ready]
    done = entering.write_agencies if one.kind == "agencies" else entering.write_staff
    written = security.acting_on_many(
        by, IMPORT, security.Ref("sheet", str(one.pk)), ready, lambda some: done(by, some, one.pk)
    )
    if not ready:
        with security.acting(by, IMPORT, security.Ref("sheet", str(one.pk))):
            entering.finish(one.pk)
    return {"new": written, "there": len(rows) - len(ready)}
