"""Government halls: appointments, numbers, one queue over all windows, waits that are told and checked.

    take(by, hall, Wanted(code="01234567"), key=key)      # a number, told how long; the appointment says the rest
    call_next(clerk, key=key)                             # 'A012': the next his window and he himself may take
    may_accept(clerk, window, "food_operation/licence")   # '' or the sentence why not
    near(place)                                           # halls, the nearest first

`Served` is what a rating hangs on; `NumberCalled` and `AppointmentChanged` are for whoever tells people.
"""

from __future__ import annotations

from .booking import Wish, appointments, book, cancel
from .closing import close_days
from .events import AppointmentChanged, NumberCalled, Served
from .places import hours_of, near
from .rules import Unclear, apart, hours_on, is_open, next_opening, spans_in
from .sampling import sample
from .taking import Wanted, take
from .windows import call_next, handle, may_accept, sit

__all__ = [
    "AppointmentChanged", "NumberCalled", "Served", "Unclear", "Wanted", "Wish", "apart", "appointments", "book", "call_next",
    "cancel", "close_days", "handle", "hours_of", "hours_on", "is_open", "may_accept", "near", "next_opening", "sample",
    "sit", "spans_in", "take",
]  # fmt: skip
