"""What the government already knows is offered, not asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .definition import Form
from .values import Typed, take


def prefilled(form: Form, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Answers from known facts (`party.name` …, as `security.own_facts` gives them); what does not fit is left out."""
    found = {}
    for section, question in form.questions():
        known = facts.get(question.prefill) if question.prefill and section.repeat is None else None
        if known in (None, ""):
            continue
        taken = take(question, Typed([str(known)], today=day))
        if taken.answer is not None:
            found[question.key] = taken.answer
    return found
