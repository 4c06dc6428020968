"""Matters 事项: what can be applied for, found and read.

search("开饭店")[0].name                 # "food_operation/licence"
matter("food_operation/licence").plain   # one sentence for the citizen
"""

from __future__ import annotations

from .definition import Matter
from .library import Found, address, matter, matters, name_at, search, themes
from .national import Group, groups

__all__ = ["Found", "Group", "Matter", "address", "groups", "matter", "matters", "name_at", "search", "themes"]
