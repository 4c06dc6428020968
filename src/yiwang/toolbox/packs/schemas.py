"""JSON Schemas of the packs' files, so that an editor completes and underlines."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from .discovery import sections
from .manifest import Manifest


def write_schemas(folder: Path) -> list[Path]:
    """One `<section>.schema.json` a section with a model, and `pack.schema.json`; the paths written."""
    models = {"pack": Manifest} | {name: section.model for name, section in sections().items()}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in models.items():
        if isinstance(model, type) and issubclass(model, BaseModel):
            path = folder / f"{name}.schema.json"
            path.write_text(
                json.dumps(model.model_json_schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
            written.append(path)
    return written
