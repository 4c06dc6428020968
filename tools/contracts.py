"""A contract import-linter does not have: a unit's internals are its own, and others come in by its front door."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoor(Contract):
    """Between units, only `unit.api` (and `unit.testing`) may be imported, except by who has the keys."""

    units = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    keys = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        units = [name for name in graph.modules if any(_matches(name, pattern) for pattern in self.units)]
        broken = []
        for unit in units:
            inside = {unit, *graph.find_descendants(unit)}
            doors = {f"{unit}.{door}" for door in self.doors}
            for module in sorted(inside - doors):
                for importer in sorted(graph.find_modules_that_directly_import(module)):
                    if importer not in inside and not importer.startswith(tuple(self.keys)):
                        broken.append((importer, module))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["broken"]:
            output.print_error(f"{importer} reaches past the front door: {module}")


def _matches(name: str, pattern: str) -> bool:
    ours, theirs = name.split("."), pattern.split(".")
    return len(ours) == len(theirs) and all(b in ("*", a) for a, b in zip(ours, theirs, strict=True))
