"""What is there afterwards, and what should be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from benchmarks import place
from benchmarks.living.work import PAPERS, SHOP, WAY


def settle(seconds: float = 300) -> None:
    """Until nothing waits to be told or done."""
    until = time.monotonic() + seconds
    waits = ("SELECT (SELECT count(*) FROM operations_outbox WHERE told_at IS NULL) + (SELECT count(*) FROM procrastinate_jobs "
             "WHERE status IN ('todo', 'doing') AND attempts + 1 > 0 AND scheduled_at IS NULL)")  # fmt: skip
    while time.monotonic() < until:
        with place.owner() as owner:
            if owner.execute(waits).fetchone()[0] == 0:  # type: ignore[attr-defined]
                return
        time.sleep(1)
    raise TimeoutError("something waits and is never done")


def amiss(acknowledged: Mapping[str, str], moves_made: Mapping[str, int]) -> list[str]:
    """What is missing, doubled or broken of what was answered (operator → number, number → moves); nothing when all is well."""
    from yiwang.pillars.security.base import api as security
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.casework.answering import answers_of
    from yiwang.toolbox.casework.models import Entry
    from yiwang.toolbox.documents.models import Document

    found: list[str] = []
    with security.viewing(security.SYSTEM):
        cases = {one.number: one for one in casework.Case.objects.filter(matter="food_operation/licence")}
        filed = Counter(one for case in cases.values() if (one := answers_of(case)["operator"]).startswith(SHOP))
        verbs = Counter(Entry.objects.filter(case__number__in=cases).values_list("case__number", "verb"))
        papers = Counter(Document.objects.filter(case_number__in=list(cases)).values_list("case_number", "kind"))
    found += [f"{operator} is there {many} times" for operator, many in filed.items() if many != 1]
    for operator, number in acknowledged.items():
        if number not in cases or not filed[operator]:
            found.append(f"{number} was acknowledged and is not there")
    for number, moves in moves_made.items():
        made = {one.told for one in WAY[:moves]}
        found += [f"{number}: {verb} {verbs[number, verb]} times" for verb in made if verbs[number, verb] != 1]
        if moves == len(WAY):
            found += [f"{number}: {kind} {papers[number, kind]} times" for kind in PAPERS if papers[number, kind] != 1]
    return found


def trail_holds() -> bool:
    from yiwang.pillars.security.base import api as security

    while security.seal():
        pass
    return security.verify().holds
