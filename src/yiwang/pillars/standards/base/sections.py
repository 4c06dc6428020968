"""Packs' `parameters/`: the law's numbers, dated, with their ground."""

from __future__ import annotations

from yiwang.kernel.section import Declared, Section

from .law import add_parameter
from .parameter_file import ParameterFile


def load(declared: Declared) -> None:
    add_parameter(declared.name, declared.body)


SECTIONS = (Section("parameters", "法定数值", ParameterFile, load),)
