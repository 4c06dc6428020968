"""The whole HTTP surface as an OpenAPI 3.1 description, made from what the code itself says: routes, who may enter, which
methods, and which fields a page reads or its form offers. `yiwang openapi` prints it; a test sends oddities to all of it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.template.loader import get_template

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from . import access_matrix
from .units import ROOT

KINDS = {"int": {"type": "integer"}, "uuid": {"type": "string", "format": "uuid"}}
SENT = {"get", "getlist"}
TEMPLATE = re.compile(r"^[\w/-]+\.html$")
NAMED = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname="([^"{]+)\"""")
INCLUDED = re.compile(r"""{%\s*(?:include|extends)\s+"([^"]+)\"""")
FILLED = ("apply-page", "apply-field", "intake-sitting", "my-supplement", "desk-case")
DEEP = 4


def description() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(access_matrix.routes(), key=lambda one: one.address):
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.address)
        paths[address] = {method: _operation(route, method) for method in methods(route.view)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Yiwang 一网", "version": version("yiwang")},
        "paths": paths,
        "components": {"securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}}},
    }


def methods(view: Callable[..., Any]) -> list[str]:
    """What the view takes: as its decorator says, or both."""
    found: Any = view
    while found is not None:
        free = getattr(getattr(found, "__code__", None), "co_freevars", ())
        if "request_method_list" in free:
            allowed = found.__closure__[free.index("request_method_list")].cell_contents
            return [one.lower() for one in ("GET", "POST") if one in allowed]
        found = getattr(found, "__wrapped__", None)
    return ["get", "post"]


def _operation(route: access_matrix.Route, method: str) -> dict[str, Any]:
    access = route.access
    made: dict[str, Any] = {
        "operationId": f"{route.name}.{method}",
        "summary": (inspect.getdoc(inspect.unwrap(route.view)) or route.name).splitlines()[0],
        "parameters": [_place(kind, name) for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route.address)],
        "responses": {"default": {"description": "a page, or a sentence that says what is to be done"}},
        "x-access": str(access) if access else "",
        "security": [] if access and access.public else [{"session": []}],
    }
    if access and access.action:
        made["x-action"] = security.actions[access.action].title
    names = sorted(fields(route))
    if method == "get":
        made["parameters"] += [{"name": one, "in": "query", "schema": {"type": "string"}} for one in names]
    elif names:
        schema = {"type": "object", "properties": {one: {"type": "string"} for one in names}}
        made["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    return made


def _place(kind: str, name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": KINDS.get(kind, {"type": "string"})}


def fields(route: access_matrix.Route) -> set[str]:
    """What the page reads from what is sent, what its templates offer to send, and for filled-in forms every question."""
    view = inspect.unwrap(route.view)
    source = inspect.getsourcefile(view) or ""
    if not Path(source).is_relative_to(ROOT):
        return set()
    functions = _functions(Path(source).parent)
    names, seen, wave = set(), set(), {view.__name__}
    for _depth in range(DEEP):
        seen |= wave
        nodes = [node for name in wave for node in functions.get(name, ())]
        names |= {name for node in nodes for name in _read(node)}
        wave = {name for node in nodes for name in _mentioned(node)} - seen
    if route.name in FILLED:
        names |= {field.key for form in forms.forms.values() for section in form.sections for field in section.fields}
    return {name for name in names if name and name != "csrfmiddlewaretoken"}


@cache
def _functions(unit: Path) -> dict[str, tuple[ast.FunctionDef, ...]]:
    """Every function of a unit by its name."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for path in unit.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return {name: tuple(nodes) for name, nodes in found.items()}


def _mentioned(node: ast.FunctionDef) -> Iterable[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def _read(node: ast.FunctionDef) -> Iterable[str]:
    """`sent.get("x")`, `sent["x"]`, `said(typed, "x", …)`, and the names in the templates it renders."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            texts = [given.value for given in one.args[:2] if isinstance(given, ast.Constant)]
            reads = isinstance(one.func, ast.Attribute) and one.func.attr in SENT
            handed = bool(one.args) and isinstance(one.args[0], ast.Name) and one.args[0].id == "typed"
            yield from (text for text in texts[:1] if (reads or handed) and isinstance(text, str))
        elif (
            isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, str)
        ):
            yield from (
                [one.slice.value] if isinstance(one.value, ast.Attribute) and one.value.attr in ("POST", "GET") else []
            )
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and TEMPLATE.match(one.value):
            yield from _offered(one.value)


@cache
def _offered(template: str) -> frozenset[str]:
    text = get_template(template).template.source  # type: ignore[attr-defined]
    below = [name for name in INCLUDED.findall(text) if not name.startswith("site/")]
    return frozenset(NAMED.findall(text)).union(*(_offered(name) for name in below))
