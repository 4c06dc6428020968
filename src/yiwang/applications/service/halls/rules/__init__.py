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
from .hours import Unclear, as_typed, spans_in
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
    "Accuracy", "Desk", "GROUNDS", "Grant", "Ground", "Manned", "Range", "STAGES", "Sample", "Spans", "TERMS",
    "Terms", "Times", "Unclear", "Waiting", "accuracy", "apart", "as_typed", "covers", "expected_wait", "forecast",
    "hours_on", "is_open", "median_wait", "next_opening", "next_ticket", "number_word", "overtaken", "quartile",
    "quoted", "slots_of", "spans_in", "why_unfit",
]  # fmt: skip
