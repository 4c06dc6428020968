"""Kinds of document, as packs declare them in `documents/<key>.yaml` (and, for a look of their own, `<key>.typ`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from yiwang.kernel.registry import Registry

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
FORBIDDEN = re.compile(r"\beval\b|[\"']@|\bread\s*\(|\bplugin\s*\(")


class FieldOf(BaseModel):
    """One fact that is printed. `wide` gives it the whole row of a licence."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    label: str
    wide: bool = False
    optional: bool = False


class KindOf(BaseModel):
    """A YAML file. `number` says in words how numbers are formed, for readers; `paragraphs` hold `{field}` places."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    layout: Literal["letter", "licence"]
    number: str = ""
    addressee: str = ""
    fields: tuple[FieldOf, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """`key` is the published name (`pack/key`). `source` is typst; None means the layout's own."""

    key: str
    body: KindOf
    source: str | None = field(default=None, repr=False)

    def printed(self, data: dict[str, Any]) -> dict[str, Any]:
        """The declared facts alone: what is not printed is not kept with the document. None where none is given."""
        return {one.key: data.get(one.key) for one in self.body.fields}

    def missing(self, data: dict[str, Any]) -> list[str]:
        """Labels of facts that are needed and not given."""
        return [one.label for one in self.body.fields if not one.optional and data.get(one.key) in (None, "")]


kinds: Registry[Kind] = Registry("document kind")


def shown(value: Any) -> str:
    """A fact as text: a list with 、, nothing as nothing."""
    if isinstance(value, (list, tuple)):
        return "、".join(shown(one) for one in value)
    return "" if value is None else str(value)


def filled(text: str, data: dict[str, Any]) -> str:
    """`text` with its `{field}` places filled once; what is filled in is never looked at again."""
    return PLACE.sub(lambda place: shown(data.get(place[1])), text)


def objections(kind: Kind) -> list[str]:
    """What is wrong with a declaration, in words; empty when nothing is."""
    body, found = kind.body, []
    known = {one.key for one in body.fields}
    if len(known) < len(body.fields):
        found.append("有两项的 key 相同")
    for text in (body.addressee, *body.paragraphs):
        found += [f"“{{{name}}}”没有在 fields 里声明" for name in PLACE.findall(text) if name not in known]
    if body.layout == "letter" and kind.source is None and not body.paragraphs:
        found.append("文书要有正文：写 paragraphs，或配一个同名的 .typ")
    if kind.source and FORBIDDEN.search(kind.source):
        found.append("模板里不能用 eval、read、plugin，也不能引用网上的包：数据只作文字印出来")
    return found
