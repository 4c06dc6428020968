"""The answers of a case: what is L4 lies sealed beside the rest, under the case's own id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from yiwang.kernel.canonical import canonical
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

from .models import Case

KEY = "personal"


def keep(case: Case, answers: Mapping[str, Any]) -> None:
    """Put the answers into the case (not saved here)."""
    secret = forms.split(forms.form_of(case.form_version), answers)
    case.answers, case.sealed = secret.plain, None
    if secret.hidden:
        case.sealed = security.vault().encrypt(KEY, canonical(secret.hidden).encode(), case.id.bytes)


def answers_of(case: Case) -> dict[str, Any]:
    """All answers in clear, for rules and papers. What is shown of them is masked by whoever shows it."""
    if not case.sealed:
        return dict(case.answers)
    hidden = json.loads(security.vault().decrypt(KEY, bytes(case.sealed), case.id.bytes))
    return {**case.answers, **hidden}
