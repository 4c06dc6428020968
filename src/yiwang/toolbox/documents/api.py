"""Documents: template and facts → PDF → signed, kept, verifiable by anybody who holds it.

    with acting(by, "licences.grant", …) as record:
        made = issue(record, "catering/licence", number="JY1530…", data={…}, holder=party, agency=agency)

    verify(made.verify_code).state      # "valid"

What is printed never changes. `revoke` and `issue(…, replaces=)` change what it is worth.
"""

from __future__ import annotations

from .errors import AlreadyOver, BadTemplate, CannotPrint, ContentErased, MissingFact, MistypedCode, NoFont, NumberTaken
from .events import DocumentEnded, DocumentIssued
from .issuing import DocumentView, issue, revoke
from .kinds import Kind, KindOf, kinds
from .queries import document, of_case, of_holder, open_pdf, pdf_by_code
from .rules import State
from .sheets import Block, Row, form_sheet
from .typesetting import unprintable
from .verifying import Verdict, verify

__all__ = [
    "AlreadyOver", "BadTemplate", "Block", "CannotPrint", "ContentErased", "DocumentEnded", "DocumentIssued",
    "DocumentView", "Kind", "KindOf", "MissingFact", "MistypedCode", "NoFont", "NumberTaken", "Row", "State",
    "Verdict", "document", "form_sheet", "issue", "kinds", "of_case", "of_holder", "open_pdf", "pdf_by_code",
    "revoke", "unprintable", "verify",
]  # fmt: skip
