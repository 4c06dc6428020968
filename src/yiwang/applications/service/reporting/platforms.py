"""Platforms by name, and the one of this installation."""

from __future__ import annotations

from django.conf import settings

from yiwang.kernel.registry import Registry

from .ports import NationalPlatform
from .rehearsal import Rehearsal

platforms: Registry[NationalPlatform] = Registry("national platform")
platforms.add("rehearsal", Rehearsal())


def platform_name() -> str:
    return str(getattr(settings, "NATIONAL_PLATFORM", "rehearsal"))


def platform() -> NationalPlatform:
    """The one that is chosen. LookupError names what there is."""
    return platforms[platform_name()]


def rehearsing() -> bool:
    return platform_name() == "rehearsal"
