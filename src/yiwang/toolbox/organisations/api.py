"""Agencies, posts and who is in them: looked through, changed, reviewed; and what somebody may do, with the reason.

rights_of(by, "staff:clerk").lines             # every action: may or may not, from which post, why not
give(by, Grant("clerk7", post, last=day, ground="任职文件"))
stands_in_for(user, agency)                    # whose named tasks he does today
holds(user, agency, "clerk")                   # has he that role there today?
hindrances.add("casework", ask)                # what else stands against closing an agency
"""

from __future__ import annotations

from .arranging import NewAgency, close, close_post, hindrances, new_agency, new_post, rename, rename_post, turn_the_day
from .deputies import appoint_deputy, colleagues_with, end_deputy, holds, role_at, staffed, stands_in_for
from .errors import HeldAlready, LastAdministrator, NoSheet, NotWhole, Stays
from .granting import Grant, confirm, end, extend, give, transfer
from .reviewing import due, keep_reviews, waiting
from .rights import Rights, compare, own_rights, rights_of

__all__ = [
      "Grant", "HeldAlready", "LastAdministrator", "NewAgency", "NoSheet",
    "NotWhole", "Rights", "Stays", "appoint_deputy", "close", "close_post", "colleagues_with", "compare", "confirm", "due", "end",
    "end_deputy", "extend", "give", "hindrances", "holds", "keep_reviews", "new_agency", "new_post", "own_rights", "rename",
    "rename_post", "rights_of", "role_at", "staffed", "stands_in_for", "transfer", "turn_the_day", "waiting",
]  # fmt: skip
