"""Matters 事项: what can be applied for, where, in which words, since when.

search("开饭店")[0].name                                # "food_operation/licence"
matter("food_operation/licence").plain                  # one sentence for the citizen
offered_at("food_operation/licence", wuhua, today)      # Offer(item, number, promise_days, says, …)
"""

from __future__ import annotations

from .definition import Matter
from .library import address, matter, matters, name_at, themes
from .models import Basic, Edition, Item
from .national import Group, groups
from .search.finding import Found, Listed, near_terms, search, suggest
from .search.index import rebuild, reindex

__all__ = [
    "Basic", "Edition", "Found", "Group", "Item", "Listed", "Matter", "address", "groups", "matter", "matters", "name_at",
    "near_terms", "rebuild", "reindex", "search", "suggest", "themes",
]  # fmt: skip
