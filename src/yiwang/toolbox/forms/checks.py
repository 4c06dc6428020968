"""What `packcheck` says of a form.

FORM001 key twice · 002 condition · 003 options · 004 repeat · 005 prefill
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yiwang.data.conditions.api import Type, compile_condition
from yiwang.kernel.errors import DomainError
from yiwang.kernel.section import Declared, Everything, Problem

from .definition import Chapter, Form, Question

SOURCES = ("party.",)


def faults(form: Form) -> Iterator[tuple[str, str]]:
    """(id, sentence) for whatever a model cannot see."""
    seen: set[str] = set()
    keys = [section.key for section in form.sections if section.repeat] + [one.key for _, one in form.questions()]
    for key in keys:
        if key in seen:
            yield "FORM001", f"“{key}”用了两次，每一问要有自己的 key"
        seen.add(key)
    sections = [section.key for section in form.sections]
    if len(set(sections)) < len(sections):
        yield "FORM001", "有两节用了同一个 key"
    if not seen and not sections:
        return
    for section in form.sections:
        yield from _section(form, section)


def _section(form: Form, section: Chapter) -> Iterator[tuple[str, str]]:
    if section.when:
        yield from _compiled(section.when, form.names_before[section.key, ""], section.key)
    if section.repeat and section.repeat.min > section.repeat.max:
        yield "FORM004", f"“{section.key}”的 min 大于 max"
    if section.repeat and not section.together:
        yield "FORM004", f"“{section.key}”要重复填，只能放在一页"
    for question in section.fields:
        if question.when:
            yield from _compiled(question.when, form.names_before[section.key, question.key], question.key)
        for check in question.check:
            yield from _compiled(check.condition, form.names_of[section.key], question.key)
        yield from _options(question)


def _options(question: Question) -> Iterator[tuple[str, str]]:
    wanted = question.type in ("choice", "choices")
    values = [option.value for option in question.options]
    if wanted != bool(values):
        yield "FORM003", f"“{question.key}”" + ("没有写 options" if wanted else "不是选择题，不写 options")
    if len(set(values)) < len(values):
        yield "FORM003", f"“{question.key}”有两个选项的 value 一样"
    if question.prefill and not question.prefill.startswith(SOURCES):
        yield "FORM005", f"“{question.key}”的 prefill 不认识，可以写 party.name、party.identifier、party.mobile"


def _compiled(text: str, names: Mapping[str, Type], key: str) -> Iterator[tuple[str, str]]:
    try:
        compile_condition(text, names)
    except DomainError as refused:
        yield "FORM002", f"“{key}”：{refused}"


def check(declared: Declared, _everything: Everything) -> Iterator[Problem]:
    where = "/".join(declared.path.parts[-4:])
    for code, says in faults(declared.body):
        yield Problem(code, where, says)
