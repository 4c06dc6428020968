"""What this unit brings with it: its numbers, under their published names, and what the rater is told."""

from __future__ import annotations

from pathlib import Path

import yaml

from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.notices import api as notices

FOLDER = Path(__file__).parent
RECTIFY, WITHDRAW = "ratings/rectify", "ratings/withdraw"
FIRST, HIGHER = RECTIFYING = ("rectification/rectify", "rectification/higher")
OPENED = "rectification/opened"


def load_own() -> None:
    for path in sorted((FOLDER / "parameters").glob("*.yaml")):
        standards.add_parameter(f"ratings/{path.stem}", standards.ParameterFile.model_validate(_read(path)))
    for path in sorted((FOLDER / "texts").glob("*.yaml")):
        notices.texts.add(f"ratings/{path.stem}", notices.TextOf.model_validate(_read(path)))


def _read(path: Path) -> object:
    return yaml.safe_load(path.read_text("utf-8"))
