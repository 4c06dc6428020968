"""Flows as BPMN 2.0, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import django


def bpmn_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    out = verbs.add_parser("out", help="write a flow to the standard output", description="Write a flow as BPMN 2.0.")
    out.add_argument("flow", help="its name, for instance food_operation/licence")
    into = verbs.add_parser("in", help="read a BPMN file: the draft to the standard output, what became of each element beside it",
                            description="Read a BPMN file.")  # fmt: skip
    into.add_argument("file", type=Path)


def bpmn(given: argparse.Namespace) -> int:
    """`in` exits 0 where the draft has no problem, 2 where it has, 1 where nothing could be read."""
    django.setup()
    return _out(given.flow) if given.verb == "out" else _in(given.file)


def _out(name: str) -> int:
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.drawing import api as drawing

    flow = casework.flows.get(name)
    if flow is None:
        print(f"yiwang: 没有流程 {name}。有的是：{'、'.join(sorted(casework.flows))}", file=sys.stderr)
        return 1
    sys.stdout.write(drawing.written(flow, name, drawing.days(flow)).decode())
    return 0


def _in(path: Path) -> int:
    from yiwang.toolbox.drawing import api as drawing

    try:
        content = path.read_bytes()
    except OSError as wrong:
        print(f"yiwang: 打不开 {path}（{wrong.strerror}）", file=sys.stderr)
        return 1
    found = drawing.taken(content)
    for one in found.report:
        print(
            f"{path}:{one.line}: {'取' if one.taken else '没取'} {one.kind} {one.id} {one.name}：{one.says}",
            file=sys.stderr,
        )
    for problem in found.problems:
        print(problem, file=sys.stderr)
    sys.stdout.write(found.yaml)
    return 2 if found.problems else 0
