"""Forms: declared once, asked page by page, checked in the reader's words, kept while unfinished, shown to the desk.

page = forms.page(form, answers, 2, today)
parsed = forms.parse(form, request.POST, today, page=page, before=answers)
if parsed.errors or parsed.rows_changed or parsed.revealed: show the page again with render_page(page, answers, parsed)
complete(form, parsed.answers, today)      what still has to be done, as (page, path, sentence)
final(form, parsed.answers, today)         what is handed in
"""

from __future__ import annotations

from .actions import SAVE
from .binding import Bound, bind
from .definition import Chapter, Check, Form, Option, Question, Repeat
from .drafts import DraftView, Split, drafts, drop_draft, give_draft, resume, save_draft, split
from .errors import Overtaken
from .paging import Page, page, pages
from .parsing import Parsed, check_field, complete, parse, serialize
from .prefill import prefilled
from .rendering import render_dense, render_error, render_errors, render_field, render_page, render_summary
from .showing import Line, Part, summary
from .uploads import Taken, files_of, take_uploads
from .versions import digest, form_of, forms, use
from .walking import final, relevant

__all__ = [
    "SAVE", "Bound", "Chapter", "Check", "DraftView", "Form", "Line", "Option", "Overtaken", "Page", "Parsed", "Part",
    "Question", "Repeat", "Split", "Taken", "bind", "check_field", "complete", "digest", "drafts", "drop_draft",
    "files_of", "final", "form_of", "forms", "give_draft", "page", "pages", "parse", "prefilled", "relevant", "render_dense",
    "render_error", "render_errors", "render_field", "render_page", "render_summary", "resume", "save_draft",
    "serialize", "split", "summary", "take_uploads", "use",
]  # fmt: skip
