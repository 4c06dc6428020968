"""For tests of other units: sub-cases without a worker.

deliver = casework_testing.worker(monkeypatch)
give(cast.liu, number, "accept"); deliver()
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.documents import api as documents

from . import deciding, subcases
from .answering import answers_of
from .events import CaseMoved, SubCasesUnwanted, SubCasesWanted
from .models import Case, SubCase

HEAR = {
    SubCasesWanted: subcases.open_sub_cases, SubCasesUnwanted: subcases.end_sub_cases, CaseMoved: subcases.follow_sub_case,
}  # fmt: skip


def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What is announced waits until the returned function is called; only what concerns sub-cases is heard."""
    waiting: list[object] = []
    monkeypatch.setattr(security.Record, "emit", lambda _record, happened: waiting.append(happened))

    def deliver() -> None:
        while waiting:
            happened = waiting.pop(0)
            if hear := HEAR.get(type(happened)):
                hear(happened, str(uuid4()))  # type: ignore[operator]

    return deliver


def parts(number: str) -> dict[str, SubCase]:
    """The sub-cases of a case by key, as the system sees them."""
    testing.enter(security.SYSTEM)
    return {one.key: one for one in SubCase.objects.filter(case__number=number, stands=True)}


def papers(number: str) -> list[documents.DocumentView]:
    """Every paper of the sub-cases of a case."""
    return [
        paper
        for one in parts(number).values()
        if one.number
        for paper in documents.of_case(security.SYSTEM, one.number)
    ]


def answers(number: str) -> dict[str, Any]:
    """A case's answers in clear."""
    return answers_of(Case.objects.get(number=number))


def let_anybody_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plants a fault: nobody asks who decided in the case this one goes back to."""
    monkeypatch.setattr(deciding, "decided_before", lambda *_: False)
