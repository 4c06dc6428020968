"""Is a pack's `rules.py` pure? Read as text, before anything of it runs: only values in, a value out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

STANDARD = frozenset({
    "__future__", "abc", "bisect", "calendar", "collections", "collections.abc", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "heapq", "itertools", "math", "operator", "re", "statistics", "string", "types",
    "typing", "unicodedata",
})  # fmt: skip
KERNEL = "yiwang.kernel"
CLOCK = "yiwang.kernel.clock"
FORBIDDEN = frozenset({
    "eval", "exec", "compile", "open", "input", "print", "breakpoint", "globals", "locals", "vars", "setattr",
    "delattr", "getattr", "__import__", "__builtins__",
})  # fmt: skip
MOMENTS = frozenset(("now", "today", "utcnow", "fromtimestamp"))


def impurities(source: str) -> Iterator[tuple[int, str]]:
    """(line, sentence) for each thing a pure module may not do."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as problem:
        yield getattr(problem, "lineno", None) or 1, "这一行 Python 读不通"
        return
    for node in ast.walk(tree):
        yield from _imports(node)
        yield from _uses(node)


def _imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        names = [module, *(f"{module}.{alias.name}" for alias in node.names if module.startswith(KERNEL))]
    else:
        return
    for name in names:
        if not _allowed(name):
            yield node.lineno, f"rules.py 只能用标准库里算数的部分和 yiwang.kernel，不能引入 {name}"
            return


def _allowed(name: str) -> bool:
    if name == CLOCK or name.startswith(CLOCK + "."):
        return False
    return name in STANDARD or name == KERNEL or name.startswith(KERNEL + ".")


def _uses(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Name) and node.id in FORBIDDEN:
        yield node.lineno, f"rules.py 里不能用 {node.id}"
    elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
        yield node.lineno, f"rules.py 里不能用 {node.attr}"
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield node.lineno, "rules.py 里的函数不记事，不能用 global"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MOMENTS:
        yield node.lineno, f"rules.py 不看钟，不能用 {node.func.attr}()，今天是哪天由参数给"
