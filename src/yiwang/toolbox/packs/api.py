"""Packs: folders that declare one system of the plan each.

compose()                     at start-up: read, check, hand every file to its section
packs["petition"].title       the registry afterwards
packcheck()                   everything that is wrong, and where
run_scenarios(pack)           the officials' tests
new_pack("market", "tea_shop", "茶馆备案")
"""

from __future__ import annotations

from .checking import packcheck
from .code import rules
from .discovery import PACKS, sections
from .manifest import Manifest, Pack
from .marked import Marked, Unreadable
from .registry import NotComposed, compose, packs
from .scenarios import Result, Scenario, ScenarioFile, run_scenarios
from .schemas import write_schemas
from .starting import GROUPS, AlreadyThere, BadName, new_pack

__all__ = [
    "GROUPS", "PACKS", "AlreadyThere", "BadName", "Manifest", "Marked", "NotComposed", "Pack", "Result", "Scenario",
    "ScenarioFile", "Unreadable", "compose", "new_pack", "packcheck", "packs", "rules", "run_scenarios", "sections",
    "write_schemas",
]  # fmt: skip
