"""Matters 事项: what can be applied for, where, in which words, since when.

search("开饭店")[0].name                                # "food_operation/licence"
matter("food_operation/licence").plain                  # one sentence for the citizen
offered_at("food_operation/licence", wuhua, today)      # Offer(item, number, promise_days, says, …)
"""

from __future__ import annotations

from .definition import Matter
from .importing.mapping import ListMapping
from .importing.mapping import built_in as built_in_mapping
from .importing.mapping import read as read_mapping
from .importing.running import TITLES as IMPORT_TITLES
from .importing.running import Done as ImportDone
from .importing.running import report as import_report
from .importing.running import run as import_list
from .library import address, matter, matters, name_at, themes
from .models import Basic, Edition, Item
from .national import Group, groups
from .search.finding import Found, Listed, near_terms, search, suggest
from .search.index import rebuild, reindex

__all__ = [
    "IMPORT_TITLES", "Basic", "Edition", "Found", "Group", "ImportDone", "Item", "ListMapping", "Listed", "Matter", "address",
    "built_in_mapping", "groups", "import_list", "import_report", "matter", "matters", "name_at", "near_terms",
    "read_mapping", "rebuild", "reindex", "search", "suggest", "themes",
]  # fmt: skip
