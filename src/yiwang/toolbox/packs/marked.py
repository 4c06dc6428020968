"""YAML as officials mean it, with the line of everything.

`no` is a word and not a boolean, 0530 keeps its nought, 2025-01-31 is text until a model wants a date, 12.50 is exact;
a key written twice, an anchor or a file beyond a megabyte is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_BYTES = 1_000_000
MOST_DEPTH = 30
Steps = tuple[str | int, ...]
PLAIN: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"~|null|", re.ASCII), lambda _text: None),
    (re.compile(r"true|false", re.ASCII), lambda text: text == "true"),
    (re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII), int),
    (re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,18}", re.ASCII), Decimal),
)


class Unreadable(Exception):
    """A file that is not YAML, or YAML we do not take."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line, self.says = line, says


@dataclass(frozen=True)
class Marked:
    """What a file says, and on which line (from 1) each part of it starts."""

    value: Any
    lines: dict[Steps, int] = field(default_factory=dict)

    def line(self, steps: Steps) -> int:
        """The line of the part, or of the nearest part above it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def read(path: Path) -> Marked:
    """The file at `path`. Raises `Unreadable`."""
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, "文件超过 1 MB，请拆开")
    try:
        return parse(raw.decode())
    except UnicodeDecodeError:
        raise Unreadable(1, "文件要存成 UTF-8") from None


def parse(text: str) -> Marked:
    try:
        _refuse_anchors(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, "这里的缩进、冒号或引号读不通") from None
    except (yaml.YAMLError, RecursionError):
        raise Unreadable(1, "文件里有读不了的字符，或套得太深") from None
    lines: dict[Steps, int] = {}
    value = None if root is None else _build(root, (), lines)
    return Marked(value, lines)


def _refuse_anchors(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if getattr(event, "anchor", None):
            raise Unreadable(_line(event), "不用 & 和 * 引用，请照写一遍")
        starts = isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent)
        depth += starts - isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent)
        if depth > MOST_DEPTH:
            raise Unreadable(_line(event), "套得太深")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _build(node: Node, steps: Steps, lines: dict[Steps, int]) -> Any:
    lines.setdefault(steps, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, steps, lines)
    if isinstance(node, SequenceNode):
        return [_build(item, (*steps, at), lines) for at, item in enumerate(node.value)]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _mapping(node: MappingNode, steps: Steps, lines: dict[Steps, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise Unreadable(line, "冒号前面只能是一个词")
        key = str(key_node.value)
        if key in found:
            raise Unreadable(line, f"“{key}”写了两次")
        lines[(*steps, key)] = line
        found[key] = _build(value_node, (*steps, key), lines)
    return found


def _scalar(node: ScalarNode) -> Any:
    if node.style is not None:
        return node.value
    for pattern, made in PLAIN:
        if pattern.fullmatch(node.value):
            return made(node.value)
    return node.value
