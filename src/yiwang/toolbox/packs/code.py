"""A pack's `rules.py`, imported only here."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from .discovery import PACKS
from .manifest import Pack


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
        spec.loader.exec_module(module)
    return sys.modules[name]
