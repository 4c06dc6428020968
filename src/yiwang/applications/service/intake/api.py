"""Taking applications in, 统一申办受理: web, phone, window, kiosk, hotline and helper end in the same case.

channel_of(request)                                         # which door; the only thing that differs
application(journey, party, channel=…, delivery=…)          # what is handed in, the same through every door
begin(clerk, "food_operation/licence", Shown("firm", "92…", "翠湖小吃"), "window")
"""

from __future__ import annotations

from .asked import choices, day, delivery, delivery_shown, known, parts, texts
from .beginning import TAKE, Shown, begin, offered
from .door import KIOSK, channel_of
from .errors import NameDiffers, NotForYou, NotHere, NotOffered, Over, Unfinished, WhyDeclined
from .events import DraftHandedOver, IntakeDeclined
from .journey import Journey, application, files_given, place_name
from .rules import CHANNELS, wrong_party
from .sitting import DECLINE, HAND_OVER, Sheet, decline, fill, find, hand_over, recent, sheet, take_in

__all__ = [
    "CHANNELS", "DECLINE", "HAND_OVER", "KIOSK", "TAKE", "DraftHandedOver", "IntakeDeclined", "Journey",
    "NameDiffers", "NotForYou", "NotHere", "NotOffered", "Over", "Sheet", "Shown", "Unfinished", "WhyDeclined", "application",
    "begin", "channel_of", "choices", "day", "decline", "delivery", "delivery_shown", "files_given", "fill", "find",
    "hand_over", "known", "offered", "parts", "place_name", "recent", "sheet", "take_in", "texts", "wrong_party",
]  # fmt: skip
