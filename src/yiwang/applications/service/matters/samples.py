"""The form of a matter on paper: blank 空表, and filled in as an example 样表. Everything in the example is invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from yiwang.kernel.errors import NotFound
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from .library import matters, name_at

Kind = Literal["blank", "filled"]
EXAMPLE = re.compile(r"(?:例如|比如|如)[“ ：:]*([^，。；、”）)]{1,30})")
FOOT = "{title}。可以在网上填，不用打印；到窗口办也可以用这张表"
INVENTED: Mapping[str, Any] = {
    "citizen_id": "530102199003070016", "mobile": "15400000001", "uscc": "照营业执照填 18 位", "division": "530102000000",
    "address": "翠湖东路 1 号 2 层（样例）", "yes_no": False,
}  # fmt: skip
UPLOAD = "拍照或者上传文件"
UNDECIDED = "□ 是　□ 否"


def has_sample(slug: str) -> bool:
    """Only what is filled in online has a form to print."""
    matter = matters[name] if (name := name_at(slug)) in matters else None
    return bool(matter and any(one.source == "made" for one in matter.materials) and matter.form in forms.forms)


def sample(slug: str, kind: str, day: date) -> bytes:
    """A PDF. Raises `NotFound` for a matter without such a form, and what `documents.form_sheet` raises."""
    if kind not in ("blank", "filled") or not has_sample(slug):
        raise NotFound
    matter = matters[name_at(slug)]
    form = forms.forms[matter.form]
    blocks = blank(form) if kind == "blank" else filled(form, day)
    mark, foot = ("样　表" if kind == "filled" else ""), FOOT.format(title=matter.title)
    note = "样表里的人、单位和数字都是编的，照自己的情况填" if kind == "filled" else ""
    return documents.form_sheet(form.title, blocks, note=note, mark=mark, foot=foot)


def blank(form: forms.Form) -> list[documents.Block]:
    """Every question, also those that only some are asked; choices as boxes to tick."""
    return [
        documents.Block(
            section.title + (f"（{section.repeat.item}，一份一张）" if section.repeat else ""),
            tuple(documents.Row(_label(one), _boxes(one), one.type == "long_text") for one in section.fields),
        )
        for section in form.sections
    ]


def _label(one: forms.Question) -> str:
    some = "（符合情况的才填）" if one.when else "（选填）" if not one.required else ""
    return f"{one.label or one.title}{some}" + (f"（{one.unit}）" if one.unit else "")


def _boxes(one: forms.Question) -> str:
    if one.type == "yes_no":
        return UNDECIDED
    if one.type == "file":
        return UPLOAD
    return "　".join(f"□ {option.title}" for option in one.options)


def filled(form: forms.Form, day: date) -> list[documents.Block]:
    """What somebody in an ordinary case is asked, with invented answers; numbers of persons masked as everywhere."""
    names = dict(standards.division_names())
    parts = forms.summary(
        form, answers_for(form, day), day, mask=True, place_name=lambda code: names.get(int(code), code)
    )
    kinds = {one.label or one.title: one.type for _section, one in form.questions()}
    return [
        documents.Block(part.title, tuple(
            documents.Row(line.label, UPLOAD if kinds.get(line.label) == "file" else line.value) for line in part.lines
        ))
        for part in parts if part.lines
    ]  # fmt: skip


def answers_for(form: forms.Form, day: date) -> dict[str, Any]:
    """An invented answer to every question; which of them are asked, the form decides."""
    answers: dict[str, Any] = {}
    for section in form.sections:
        own = {one.key: value for one in section.fields if (value := _answer(one, day)) is not None}
        if section.repeat:
            answers[section.key] = [own]
        else:
            answers |= own
    return answers


def _answer(one: forms.Question, day: date) -> Any:
    if one.type in INVENTED:
        return INVENTED[one.type]
    if one.type in ("choice", "choices"):
        return (one.options[0].value if one.type == "choice" else [one.options[0].value]) if one.options else None
    if one.type in ("number", "money"):
        return str(_within(one))
    if one.type == "date":
        return day.isoformat()
    if one.type == "file":
        return None
    found = EXAMPLE.search(one.hint)
    return (found[1].strip() if found else f"样例{one.noun}")[: one.length]


def _within(one: forms.Question) -> int:
    low, high = int(one.min or 1), int(one.max) if one.max is not None else 10**6
    return max(low, min(60, high))
