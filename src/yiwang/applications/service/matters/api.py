"""Matters 事项: what can be applied for, where, in which words, since when.

search("开饭店")[0].name                                # "food_operation/licence"
matter("food_operation/licence").plain                  # one sentence for the citizen
offered_at("food_operation/licence", wuhua, today)      # Offer(task_code, number, promise_days, open, says, …)
keep_catalogue(SYSTEM)                                  # basic entries in step with the packs; safe to repeat
"""

from __future__ import annotations

from .browsing import Shelf, all_themes, departments, shelf
from .checking import give_back, publish, withdraw
from .definition import Matter
from .drafting import begin, drop, edit, submit
from .events import EditionPublished, EditionWithdrawn
from .guides import Guide, Place, guide, place_at
from .importing.mapping import ListMapping
from .importing.mapping import built_in as built_in_mapping
from .importing.mapping import read as read_mapping
from .importing.running import TITLES as IMPORT_TITLES
from .importing.running import Done as ImportDone
from .importing.running import report as import_report
from .importing.running import run as import_list
from .judging import judged
from .keeping import adopt_everywhere, keep_catalogue
from .library import address, matter, matters, name_at, themes
from .models import Basic, Edition, Item
from .national import Group
from .offering import Offer, edition_on, offered_at
from .rules import Fault, faults
from .samples import has_sample, sample
from .search.finding import Found, Listed, near_terms, search, suggest
from .search.index import rebuild, reindex

__all__ = [
    "IMPORT_TITLES", "Basic", "Edition", "EditionPublished", "EditionWithdrawn", "Fault", "Found", "Group", "Guide",
    "ImportDone", "Item", "ListMapping", "Listed", "Matter", "Offer", "Place", "Shelf", "address", "adopt_everywhere",
    "all_themes", "begin", "built_in_mapping", "departments", "drop", "edit", "edition_on", "faults", "give_back",
    "guide", "has_sample", "import_list", "import_report", "judged", "keep_catalogue", "matter", "matters", "name_at", "near_terms",
    "offered_at", "place_at", "publish", "read_mapping", "rebuild", "reindex", "sample", "search", "shelf", "submit", "suggest",
    "themes", "withdraw",
]  # fmt: skip
