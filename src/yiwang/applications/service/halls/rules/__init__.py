"""The heart of a hall, pure: whose turn it is, how long one waits, when it is open. No table, no clock.

next_ticket(desk, waiting, now)                       # the one this window calls, or None
expected_wait("A012", waiting, desks, times, now)     # the queue played forward with what services really took
accuracy([(10, 20, 14.0), …])                         # how often the time told was kept
hours_on(weekly, day, calendar)                       # opening hours of a day, days off and make-up days minded
"""

from .calling import (
    GROUNDS,
    STAGES,
    TERMS,
    Desk,
    Grant,
    Ground,
    Terms,
    Waiting,
    covers,
    next_ticket,
    overtaken,
    why_unfit,
)
from .opening import Spans, apart, hours_on, is_open, next_opening, number_word, slots_of
from .waits import (
    Accuracy,
    Manned,
    Range,
    Sample,
    Times,
    accuracy,
    expected_wait,
    forecast,
    median_wait,
    quartile,
    quoted,
)

__all__ = [
    "GROUNDS", "STAGES", "TERMS", "Accuracy", "Desk", "Grant", "Ground", "Manned", "Range", "Sample", "Spans", "Terms", "Times",
    "Waiting", "accuracy", "apart", "covers", "expected_wait", "forecast", "hours_on", "is_open", "median_wait",
    "next_opening", "next_ticket", "number_word", "overtaken", "quartile", "quoted", "slots_of", "why_unfit",
]  # fmt: skip
