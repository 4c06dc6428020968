"""XML of others as a small tree that knows its lines. No document type is ever read: so there are no entities to unfold
and nothing outside to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from .errors import HasDoctype, NoXml, TooLarge

MOST_BYTES, MOST_ELEMENTS, MOST_DEPTH = 2_000_000, 20_000, 64


@dataclass(eq=False)
class Element:
    """`space` is the namespace's address, `tag` the local name; attributes of other namespaces are "{space}name"."""

    space: str
    tag: str
    attributes: dict[str, str]
    line: int
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    def all(self) -> Iterator[Element]:
        """This one and everything in it, in the order of the file."""
        front = [self]
        while front:
            one = front.pop()
            yield one
            front += reversed(one.children)

    def find(self, *tags: str) -> list[Element]:
        return [one for one in self.children if one.tag in tags]


def read(content: bytes) -> Element:
    """The document's outermost element. Raises `NoXml`, `HasDoctype`, `TooLarge`."""
    if len(content) > MOST_BYTES:
        raise TooLarge(what="一个文件", most=f"{MOST_BYTES // 1_000_000} MB")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as wrong:
        raise NoXml(line=wrong.lineno, why=expat.ErrorString(wrong.code)) from wrong
    except (ValueError, LookupError) as wrong:  # an encoding nobody knows
        raise NoXml(line=1, why=str(wrong)[:80]) from wrong
    if reader.root is None:
        raise NoXml(line=1, why="里面是空的")
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.many = 0
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda _name: self.open.pop()
        self.parser.CharacterDataHandler = self.said

    def doctype(self, *_: object) -> None:
        raise HasDoctype(line=self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.many += 1
        if self.many > MOST_ELEMENTS:
            raise TooLarge(what="元素", most=f"{MOST_ELEMENTS} 个")
        if len(self.open) >= MOST_DEPTH:
            raise TooLarge(what="层次", most=f"{MOST_DEPTH} 层")
        space, _, tag = name.rpartition(" ")
        given = {
            "{{{}}}{}".format(*tuple(key.split(" ", 1))) if " " in key else key: value
            for key, value in attributes.items()
        }
        one = Element(space, tag, given, self.parser.CurrentLineNumber, self.open[-1] if self.open else None)
        if self.open:
            self.open[-1].children.append(one)
        else:
            self.root = one
        self.open.append(one)

    def said(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text
