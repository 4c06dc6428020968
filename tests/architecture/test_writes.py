"""Everything that changes goes through `acting`: found by reading the code, and held while a case is walked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security

from .code import Function, Module, called, functions, modules, value

WAYS = {
    "acting": 1,
    "acting_on_many": 1,
    "record_refusal": 1,
    "needs": 0,
    "can": 1,
    "require": 1,
    "why_not": 1,
}  # place of the action
OPENS = {"acting", "acting_on_many"}
SAVES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "executemany"}
SQL = re.compile(r"\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s+\w+)\b")

# Writes that are no act of anybody, each with the reason why it may be outside one.
OUTSIDE: dict[str, str] = {
    "infrastructure.events.deliver:_later": "the outbox's own book-keeping: when to try again",
    "infrastructure.events.deliver:_lease": "the outbox's own book-keeping: who tells it now",
    "infrastructure.events.deliver:_tell": "the outbox's own book-keeping: told",
    "pillars.operations.base.outbox:emitting": "words only; sent where an act closes",
    "pillars.operations.base.trace:_tracer": "creates a resource of OpenTelemetry, no row",
    "pillars.security.base.acting:_open": "the act itself: its key",
    "pillars.security.base.acting:_close": "the act itself: its outcome",
    "pillars.security.base.many:_checkpoint": "the act itself: its checkpoint",
    "pillars.security.base.sealing:seal": "the chain over the trail; what it seals was done by others",
    "pillars.security.base.trail:looked": "the trail itself",
    "pillars.security.base.trail:writing": "the trail itself",
    "pillars.standards.base.reference:_load_changes": "a release's own lists, the same in every installation",
    "pillars.standards.base.reference:_load_divisions": "a release's own lists, the same in every installation",
    "pillars.standards.base.reference:_load_roles": "a release's own lists, the same in every installation",
    "pillars.standards.base.reference:store_year": "a release's own lists; a notice read in later is entered by an act",
    "toolbox.identity.counting:_held_in_store": "no row: lets go of the lock on the counters of tries",
    "toolbox.documents.typesetting:qr": "draws a picture",
}


def uses() -> list[tuple[Module, ast.Call, str, ast.expr]]:
    """Every call that names an action."""
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (way := called(node)) in WAYS and len(node.args) > WAYS[way]:
                found.append((module, node, way, node.args[WAYS[way]]))
    return found


def named() -> set[str]:
    return {key for module, _, _, action in uses() if isinstance(key := value(module, action), str)}


def writes(function: Function) -> bool:
    """Does it save, delete, or send SQL that does?"""
    for node in ast.walk(function.node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in SAVES:
                return True
            if node.func.attr == "update" and node.keywords and not node.args and node.keywords[0].arg:
                return True
    return False


def sql_constants(module: Module) -> set[str]:
    """Names of the module's own SQL that changes rows."""
    return {
        target.id
        for node in module.tree.body if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
        for text in ast.walk(node.value) if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if SQL.match(text.value)
    }  # fmt: skip


def third_paths(house: Iterable[Module]) -> list[str]:
    """Functions that write and are neither inside an open change nor called only from inside one.

    Who opens a change, or is given its record, is inside. So is who is mentioned, in his own unit, by insiders alone,
    or handed to somebody who opens a change and calls him there.
    """
    units: dict[str, list[tuple[Function, bool]]] = {}
    for module in house:
        if module.name.endswith(".testing"):
            continue
        ours = sql_constants(module)
        for function in functions(module):
            units.setdefault(module.unit, []).append((function, writes(function) or bool(ours & function.mentions)))
    return sorted(key for unit in units.values() for key in _outsiders(unit))


def _outsiders(unit: list[tuple[Function, bool]]) -> list[str]:
    openers = OPENS | {function.name for function, _ in unit if OPENS & function.mentions}
    inside = {
        function.key for function, _ in unit
        if OPENS & function.mentions or {"record", "_record"} & function.parameters
    }  # fmt: skip
    while True:
        more = set()
        for function, _ in unit:
            callers = [one for one, _ in unit if function.name in one.mentions and one.key != function.key]
            safe = (one.key in inside or _only_handed(function.name, one, openers) for one in callers)
            if function.key not in inside and callers and all(safe):
                more.add(function.key)
        if not more:
            break
        inside |= more
    return [function.key for function, changes in unit if changes and function.key not in inside]


def _only_handed(name: str, caller: Function, openers: set[str]) -> bool:
    """Is `name` mentioned by `caller` only as what somebody who opens a change is given to call?"""
    handed = {
        id(given)
        for node in ast.walk(caller.node) if isinstance(node, ast.Call) and called(node) in openers
        for given in node.args if isinstance(given, ast.Name)
    }  # fmt: skip
    mentions = [node for node in ast.walk(caller.node) if isinstance(node, ast.Name) and node.id == name]
    return bool(mentions) and all(id(node) in handed for node in mentions)


def test_every_declared_action_is_used():
    assert sorted(set(security.actions) - named()) == []


def test_every_change_names_a_declared_action():
    unknown = [
        f"{module.name}:{node.lineno}"
        for module, node, way, action in uses()
        if way in OPENS and value(module, action) not in security.actions
    ]
    assert unknown == []


def test_every_event_has_a_listener_or_a_reason():
    assert operations.unheard() == []


def test_there_is_no_third_way_to_write():
    found = third_paths(modules())
    assert sorted(set(found) - set(OUTSIDE)) == [], "writes outside any change"
    assert sorted(set(OUTSIDE) - set(found)) == [], "no longer needed in the list: take them out"


@pytest.mark.parametrize(
    "text",
    [
        "def sneak():\n    Case(number='1').save()\n",
        "def sneak():\n    rows.filter(a=1).update(status='x')\n",
        "def sneak(cursor):\n    cursor.execute('UPDATE casework_case SET status = 1')\n",
        "DROP = 'DELETE FROM casework_case'\ndef sneak(cursor):\n    cursor.execute(DROP)\n",
        "def view(request):\n    sneak()\ndef good(record):\n    sneak()\ndef sneak():\n    Case.objects.create()\n",
    ],
)
def test_a_third_way_is_found(tmp_path, text):
    (tmp_path / "apps.py").write_text("")
    (tmp_path / "planted.py").write_text(text)
    assert third_paths(modules(tmp_path)) == ["planted:sneak"]


@pytest.mark.parametrize(
    "text",
    [
        "def good():\n    with acting(by, KEY):\n        Case().save()\n",
        "def good(record):\n    Case().save()\n",
        "def good(record):\n    below()\ndef below():\n    Case().save()\n",
        "def good():\n    acting_on_many(by, KEY, ref, rows, below)\ndef below(rows):\n    Case.objects.bulk_create(rows)\n",
        "def good(facts):\n    facts.update({'a': 1})\n",
    ],
)
def test_the_right_ways_are_let_be(tmp_path, text):
    (tmp_path / "apps.py").write_text("")
    (tmp_path / "planted.py").write_text(text)
    assert third_paths(modules(tmp_path)) == []
