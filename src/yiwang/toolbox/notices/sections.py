"""Packs' `texts/`: what applicants are told, in the pack's own words."""

from __future__ import annotations

from yiwang.kernel.section import Section

from .texts import check, load
from .wording import TextOf

SECTIONS = (Section("texts", "告知用语", TextOf, load, check),)
