"""The section packs have whatever engines there are."""

from __future__ import annotations

from yiwang.kernel.section import Declared, Section

from .scenarios import ScenarioFile


def _keep(_declared: Declared) -> None:
    """Scenarios are run from their files, not loaded."""


SECTIONS = (Section("scenarios", "情形", ScenarioFile, _keep),)
