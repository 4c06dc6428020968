"""Telling people: messages on the site, texts to phones, and service of documents 送达.

    with acting(SYSTEM, "casework.tell_applicant", …, key=key) as record:
        message = send(record, party, "granted", {"title": "食品经营许可"}, case_number="530102-2611-000042")
        serve(record, Paper(document, "准予行政许可决定书", party, agency, division), message=message)

    messages(viewer)[0].papers[0].runs_from     # None until he confirms that he has it

Redelivery is harmless where `send` and `serve` run under the listener's key. A number is unsealed only to be sent to.
"""

from __future__ import annotations

from .errors import NoConsent, ReceivedBeforeSent, ServedAlready, SmsFailed
from .ports import Receipt, SmsProvider
from .providers import provider, provider_name, providers
from .reading import MessageView, SmsView, mark_read, messages, sent_texts, unread
from .rules import METHODS
from .sending import send
from .serving import CONFIRM, DeliveryView, Paper, confirm_receipt, deliveries, note_receipt, serve
from .texts import site, text_of, texts
from .wording import TextOf, day_words

__all__ = [
    "CONFIRM", "METHODS", "DeliveryView", "MessageView", "NoConsent", "Paper", "Receipt", "ReceivedBeforeSent",
    "ServedAlready", "SmsFailed", "SmsProvider", "SmsView", "TextOf", "confirm_receipt", "day_words", "deliveries",
    "mark_read", "messages", "note_receipt", "provider", "provider_name", "providers", "send", "sent_texts", "serve",
    "site", "text_of", "texts", "unread",
]  # fmt: skip
