"""Every column of every table and every question of every form, with its sensitivity: what `docs/fields.md` holds.

Made from the declarations beside the models and in the forms; a test compares them with what the database really has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

# Tables of libraries. Nobody but the library writes them, so their levels are said here.
OUTSIDE: dict[str, security.Level] = {
    "auth_group": "L1", "auth_group_permissions": "L1", "auth_permission": "L1", "django_content_type": "L1",
    "django_migrations": "L1", "django_session": "L4", "procrastinate_workers": "L2", "procrastinate_jobs": "L2",
    "procrastinate_events": "L2", "procrastinate_periodic_defers": "L2",
}  # fmt: skip
COLUMNS = """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"""
HEAD = """# 每个字段的敏感级

由 `yiwang fields --markdown` 从各单元的声明生成，不手写。四级：L1 公开，L2 一般业务，L3 个人信息，L4 证件号、手机号、密钥。
按 GB/T 43697-2024，这些都属于一般数据，在其内部再分四级（省级公共数据的常见做法，级名和默认处置是本系统自己定的）。
一列里可能有的内容，按最高的定级（就高从严）。表里每列都有级；程序里新增一列而没有定级，测试会指出来。
"""


@dataclass(frozen=True)
class Field:
    table: str
    column: str
    level: security.Level


def declared() -> Iterator[Field]:
    """Every column of every model and classified table of ours, as declared."""
    for name, one in sorted(security.classified.items()):
        columns = [column.column for column in apps.get_model(one.model)._meta.concrete_fields] if one.model else []
        for column in columns or sorted(one.columns):
            yield Field(name, column, one.level(column))


def undeclared(columns: Iterable[tuple[str, str]]) -> list[str]:
    """Tables that are really there and that nobody classified."""
    known = {*security.classified, *OUTSIDE}
    return sorted({table for table, _ in columns if table not in known})


def stored() -> list[tuple[str, str]]:
    """The columns the database really has."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return [(str(table), str(column)) for table, column in cursor.fetchall()]


def questions() -> Iterator[tuple[str, str, security.Level]]:
    """Questions whose answers are personal: form, title, level."""
    for name, form in sorted(forms.forms.items()):
        for _, question in form.questions():
            if question.level in ("L3", "L4"):
                yield name, question.label or question.title, question.level


def markdown() -> str:
    """The page docs/fields.md."""
    parts = [HEAD, "## 表和列", "", "| 表 | L1 | L2 | L3 | L4 |", "|---|---|---|---|---|"]
    tables: dict[str, dict[str, list[str]]] = {}
    for one in declared():
        tables.setdefault(one.table, {}).setdefault(one.level, []).append(one.column)
    parts += [_row(name, security.classified[name], tables.get(name, {})) for name in sorted(security.classified)]
    parts += [f"| `{name}`（程序库） | {_whole(level)} |" for name, level in sorted(OUTSIDE.items())]
    parts += ["", "## 表单里的个人信息", "", "没有列出的问题是 L1、L2。", "", "| 表单 | L3 | L4 |", "|---|---|---|"]
    asked: dict[str, dict[str, list[str]]] = {}
    for name, title, level in questions():
        asked.setdefault(name, {}).setdefault(level, []).append(title)
    parts += [
        f"| `{name}` | {'、'.join(by.get('L3', []))} | {'、'.join(by.get('L4', []))} |" for name, by in asked.items()
    ]
    return "\n".join([*parts, *_kept()]) + "\n"


KEPT = """
## 保存多久，请求删除的时候怎么办

本人可以请求删除（个人信息保护法第四十七条）。没有期限的，请求了就可以删；有期限的，期满才删；期限待核实的，只说明，不删。
“清空”是把列里的内容抹掉，行留着；“删行”是整行删掉；“换成无人知道的值”用在要唯一的列上。
"""


def _kept() -> list[str]:
    """How long each table's personal data is kept, and why nothing goes where nothing goes."""
    lines = [KEPT, "| 哪一类 | 什么 | 表 | 保存多久 | 依据 | 删除的时候 |", "|---|---|---|---|---|---|"]
    groups = list(security.GROUPS)
    for one in sorted(
        security.retained.values(), key=lambda one: (groups.index(one.group), one.last, one.table, one.what)
    ):
        lines.append(
            f"| {security.GROUPS[one.group]} | {one.what} | `{one.table}` | {_term(one.term)} | {_done(one)} |"
        )
    lines += ["", "| 不删的表 | 为什么 |", "|---|---|"]
    return lines + [f"| `{name}` | {why} |" for name, why in sorted(security.kept_apart.items())]


def _term(key: str) -> str:
    if not key:
        return "没有法定期限 | 个人信息保护法第四十七条"
    value = standards.parameter(key).on(clock.today())
    return f"{value.value} {value.unit}{'' if standards.binding(value) else '（待核实，不据此删除）'} | {value.ground}"


def _done(one: security.Retained) -> str:
    if one.removes:
        return "删行"
    fresh = " ".join(name for name, _ in one.fresh)
    said = [
        ("清空", " ".join(one.blank)), (f"写成“{security.ERASED}”", " ".join(one.marked)), ("换成无人知道的值", fresh),
    ]  # fmt: skip
    return "；".join(f"{what}：{columns}" for what, columns in said if columns)


def _row(name: str, one: security.Classified, columns: Mapping[str, list[str]]) -> str:
    cells = [" ".join(columns.get(level, [])) for level in security.LEVELS]
    if not one.model:  # a table without a model: what is not named has the level of the rest
        at = security.LEVELS.index(one.rest)
        cells[at] = f"{cells[at]} 其余各列".strip()
    return f"| `{name}` | {' | '.join(cells)} |"


def _whole(level: security.Level) -> str:
    return " | ".join("全部" if level == one else "" for one in security.LEVELS)
