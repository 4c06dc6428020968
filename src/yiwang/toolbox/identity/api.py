"""Who may act for whom: a firm's head, its clerks, a person's helper. Given, shown, ended, and tried in vain.

    claim_firm(by, "92530102MA6K000012", "翠湖小吃")          # only whom the register names as its head
    authorise_helper(by, "5301…", "王小妹", Term(last=day))   # a person lets another act for him
    end(by, mandate)                                          # whoever gave it, or holds it

`security` holds the mandate and what it opens; here is how one comes by it.
"""

from __future__ import annotations

from .authorising import AUTHORISE, END, Term, authorise, authorise_helper, end, may_give
from .claiming import CLAIM, claim_firm
from .errors import (
    HeldAlready,
    NotMatched,
    NotRepresentative,
    NotWhole,
    NotYoursToGive,
    Oneself,
    TooManyTries,
    WrongTerm,
)
from .events import MandateEnded, MandateGiven
from .given import GIVE, CodeView, give, told, waiting_for
from .places import home_of
from .ports import phone
from .queries import TITLES, MandateView, given, held, mandate, told_of
from .rules import OWN_FACTS, SHOWN, covers, last_day
from .window import RECORD, Seen, record_authority

__all__ = [
    "AUTHORISE", "CLAIM", "END", "GIVE", "OWN_FACTS", "RECORD", "SHOWN", "TITLES", "CodeView", "HeldAlready",
    "MandateEnded", "MandateGiven", "MandateView", "NotMatched", "NotRepresentative", "NotWhole", "NotYoursToGive",
    "Oneself", "Seen", "Term", "TooManyTries", "WrongTerm", "authorise", "authorise_helper", "claim_firm", "covers",
    "end", "give", "given", "held", "home_of", "last_day", "mandate", "may_give", "phone", "record_authority",
    "told", "told_of", "waiting_for",
]  # fmt: skip
