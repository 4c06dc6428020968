"""Matters 事项: what can be applied for, where, in which words, since when.

search("开饭店")[0].name                                # "food_operation/licence"
matter("food_operation/licence").plain                  # one sentence for the citizen
offered_at("food_operation/licence", wuhua, today)      # Offer(task_code, number, promise_days, open, says, …)
keep_catalogue(SYSTEM)                                  # basic entries in step with the packs; safe to repeat
"""

from __future__ import annotations

from .checking import give_back, publish, withdraw
from .definition import Matter
from .drafting import begin, drop, edit, submit
from .events import EditionPublished, EditionWithdrawn
from .keeping import adopt_everywhere, keep_catalogue
from .library import Found, address, matter, matters, name_at, search, themes
from .models import Basic, Edition, Item
from .national import Group, groups
from .offering import Offer, edition_on, offered_at
from .rules import Fault, faults

__all__ = [
    "Basic", "Edition", "EditionPublished", "EditionWithdrawn", "Fault", "Found", "Group", "Item", "Matter", "Offer",
    "address", "adopt_everywhere", "begin", "drop", "edit", "edition_on", "faults", "give_back", "groups",
    "keep_catalogue", "matter", "matters", "name_at", "offered_at", "publish", "search", "submit", "themes", "withdraw",
]  # fmt: skip
