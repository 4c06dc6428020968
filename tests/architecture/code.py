"""The product's own modules as trees, and what is written in them. For the tests that read code."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from yiwang.assembly.units import ROOT

SKIPPED = {"tests", "migrations", "__pycache__"}


@dataclass
class Module:
    """One hand-written module: dotted name, unit it belongs to, tree."""

    name: str
    unit: str
    tree: ast.Module
    path: Path

    def live(self) -> ModuleType:
        return importlib.import_module(self.name)


@dataclass
class Function:
    """One function: which names it mentions, which parameters it takes, which writes it makes."""

    module: str
    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    mentions: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return f"{self.module.removeprefix('yiwang.')}:{self.name}"

    @property
    def parameters(self) -> set[str]:
        given = self.node.args
        return {one.arg for one in [*given.args, *given.kwonlyargs, *given.posonlyargs]}


@cache
def modules(root: Path = ROOT) -> list[Module]:
    units = {path.parent for path in root.rglob("apps.py")}
    found = []
    for path in sorted(root.rglob("*.py")):
        if SKIPPED & set(path.relative_to(root).parts) or path.name == "__main__.py":
            continue
        place = path.relative_to(root).with_suffix("").parts
        name = ".".join(("yiwang", *(place[:-1] if place[-1] == "__init__" else place)))
        unit = next((above for above in path.parents if above in units), path.parent)
        found.append(Module(name, ".".join(unit.relative_to(root).parts), ast.parse(path.read_text()), path))
    return found


def functions(module: Module) -> Iterator[Function]:
    """Top-level functions and methods; what is nested inside counts as theirs."""
    for node in module.tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        for one in inner:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(module.name, one.name, one, _mentioned(one))


def _mentioned(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} | {
        inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)
    }


def called(node: ast.Call) -> str:
    """The last word of what is called: `acting` for `security.acting(…)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def value(module: Module, node: ast.expr) -> object:
    """What a constant, a name or a dotted name of a module stands for; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return getattr(module.live(), node.id, None)
    if isinstance(node, ast.Attribute):
        return getattr(value(module, node.value), node.attr, None)
    return None
