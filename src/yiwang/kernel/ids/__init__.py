"""Numbers that name people, bodies, places and items. `parse_x(text)` gives a frozen value or says what to do.

What people type is taken as they type it: spaces, hyphens, full-width digits, a small x. Errors never repeat the
number itself, for errors are logged.
"""

from __future__ import annotations

from .citizen import CitizenId, WrongCitizenId, parse_citizen_id
from .division import Division, WrongDivision, ancestors, level, parse_division, subtree
from .item import BasicCode, CaseNumber, ItemCode, WrongItemCode, parse_case_number, parse_item_code
from .organisation import Uscc, WrongUscc, parse_uscc
from .phone import Mobile, WrongMobile, parse_mobile
from .text import WrongNumber

__all__ = [
    "BasicCode",
    "CaseNumber",
    "CitizenId",
    "Division",
    "ItemCode",
    "Mobile",
    "Uscc",
    "WrongCitizenId",
    "WrongDivision",
    "WrongItemCode",
    "WrongMobile",
    "WrongNumber",
    "WrongUscc",
    "ancestors",
    "level",
    "parse_case_number",
    "parse_citizen_id",
    "parse_division",
    "parse_item_code",
    "parse_mobile",
    "parse_uscc",
    "subtree",
]
