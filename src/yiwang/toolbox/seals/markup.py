"""XML of an OFD package as a small tree. A document type is refused, so nothing unfolds and nothing outside is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from yiwang.toolbox.seals.errors import NotOfd

SPACE = "http://www.ofdspec.org/2016"
MOST_BYTES, MOST_ELEMENTS, MOST_DEPTH = 32 << 20, 400_000, 64


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of that name in it, in the order of the file."""
        for one in self.children:
            if one.tag == tag:
                yield one
            yield from one.all(tag)

    def first(self, tag: str) -> Element | None:
        return next(self.all(tag), None)

    def said(self, tag: str) -> str:
        found = self.first(tag)
        return found.text.strip() if found else ""


def read(content: bytes, what: str) -> Element:
    """The outermost element. `NotOfd` for anything that is not XML, has a document type, or is too large."""
    if len(content) > MOST_BYTES:
        raise NotOfd(problem=f"{what} 太大")
    top, many = Element("", {}), 0
    opened = [top]
    parser: Any = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise NotOfd(problem=f"{what} 带有文档类型声明")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal many
        many += 1
        if many > MOST_ELEMENTS or len(opened) > MOST_DEPTH:
            raise NotOfd(problem=f"{what} 元素太多或者套得太深")
        space, _, tag = name.rpartition(" ")
        one = Element(tag if space == SPACE else f"{{{space}}}{tag}", attributes)
        opened[-1].children.append(one)
        opened.append(one)

    def said(text: str) -> None:
        opened[-1].text += text

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, start
    parser.EndElementHandler, parser.CharacterDataHandler = lambda _name: opened.pop(), said
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as wrong:
        raise NotOfd(problem=f"{what} 不是完整的 XML") from wrong
    return top.children[0]
