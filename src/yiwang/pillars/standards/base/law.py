"""The law's numbers. The standards' own are read at start-up; packs add theirs through their section."""

from __future__ import annotations

from pathlib import Path

import yaml

from yiwang.kernel.dated import Dated
from yiwang.kernel.registry import Registry

from .parameter_file import ParameterFile, Value

FOLDER = Path(__file__).parent / "parameters"
parameters: Registry[Dated[Value]] = Registry("parameter")


def parameter(key: str) -> Dated[Value]:
    """The parameter called `key`; `.on(day)` gives the `Value` in force. LookupError names what there is."""
    return parameters[key]


def add_parameter(key: str, file: ParameterFile) -> Dated[Value]:
    """Register a pack's parameter under its published name `pack/key`."""
    return parameters.add(key, file.dated())


def load_own() -> None:
    """Register every file of this unit's folder under its own name."""
    for path in sorted(FOLDER.glob("*.yaml")):
        add_parameter(path.stem, ParameterFile.model_validate(yaml.safe_load(path.read_text())))
