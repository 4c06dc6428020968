"""A pack's `rules.py`, imported only here."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from yiwang.kernel.section import functions

from .discovery import PACKS
from .manifest import Pack
from .purity import impurities


def rules(pack: Pack) -> ModuleType | None:
    """The module `rules` of a pack, or None where it has none."""
    path = pack.folder / "rules.py"
    if not path.is_file():
        return None
    if pack.folder.is_relative_to(PACKS):
        return import_module(f"yiwang.applications.packs.{pack.group}.{pack.folder.name}.rules")
    content = hashlib.sha256(str(path).encode() + path.read_bytes()).hexdigest()[:12]
    name = f"yiwang_rules_{pack.key}_{content}"
    if name not in sys.modules:
        spec = spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError(f"cannot import {path}")
        module = sys.modules[name] = module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except BaseException:  # a module that broke half way must not pass for a whole one the next time
            del sys.modules[name]
            raise
    return sys.modules[name]


def publish(pack: Pack) -> None:
    """Offer the pack's pure functions to the engines, as `pack/function`. What is not pure is offered to nobody."""
    path = pack.folder / "rules.py"
    if not path.is_file() or any(impurities(path.read_text(encoding="utf-8", errors="replace"))):
        return
    module = rules(pack)
    for name, function in vars(module).items():
        published = f"{pack.key}/{name}"
        own = callable(function) and getattr(function, "__module__", "") == module.__name__  # type: ignore[union-attr]
        if own and not name.startswith("_") and published not in functions:
            functions.add(published, function)
