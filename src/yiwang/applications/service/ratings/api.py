"""Ratings 好差评: one a service, five grades in the national code (1 is best), by a signed link, without login.

    text = token("visit", ticket, agency=7, matter="food_operation/licence", division=530102000000)
    link(text, "sms")                      # for a receipt, a letter, a text; qr(text) is the picture
    rate(by, text, Given(grade=1), key=key)
    invite(record, service, party)         # inside a change by the system: it could be rated; the link goes to him
    token_of(case_view)                    # of a closed case; "" while there is nothing to rate

`RatedBadly` (`ratings.bad`) is announced for grades 4 and 5; what becomes of it stays with the rating.
"""

from __future__ import annotations

from .errors import AlreadyRated, LinkExpired, LinkUnclear
from .events import RatedBadly, RatingHandled
from .listeners import count, invite
from .rating import Given, by_phone, rate, service_of, token_of, withdraw
from .reading import by_link
from .rules import GRADES, wilson
from .sampling import sample
from .tokens import Service, link, qr, read, token

__all__ = [
    "GRADES", "AlreadyRated", "Given", "LinkExpired", "LinkUnclear", "RatedBadly", "RatingHandled", "Service", "by_link",
    "by_phone", "count", "invite", "link", "qr", "rate", "read", "sample", "service_of", "token", "token_of", "wilson", "withdraw",
]  # fmt: skip
