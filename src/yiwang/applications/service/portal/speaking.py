"""What the party says in a case that waits for its word: the step's own form, its words, one of the offered ways."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework


class NothingChosen(Invalid):
    """请先选一项，再提交。"""

    code = "portal.nothing_chosen"


def shown(viewer: security.Actor, view: casework.CaseView, request: HttpRequest) -> dict[str, Any] | None:
    """What the page asks; None where the case does not wait for `viewer`."""
    if not casework.may_speak(viewer, view) or view.task is None:
        return None
    ways = [one for one in view.offered if view.step and one.key != view.step.lapse]
    due = view.task.due_on
    left = (due - clock.today()).days if due else None
    silence = view.step.verdict(view.step.lapse) if view.step else None
    return {
        "ways": ways, "due": due, "silence": silence.title if silence else "", "left": left,
        "chosen": request.POST.get("verdict", ""), "words": request.POST.get("reason", ""),
    }  # fmt: skip


def send(request: HttpRequest, by: security.Actor, number: str) -> str:
    """Raises what `casework.speak` raises, and `NothingChosen`."""
    revision = request.POST.get("revision", "")
    if not request.POST.get("verdict"):
        raise NothingChosen
    opinion = casework.Opinion(request.POST["verdict"], int(revision) if revision.isdecimal() else -1,
                               reason=request.POST.get("reason", "").strip()[:4000])  # fmt: skip
    return casework.speak(by, number, opinion, key=f"speak {number} {revision}")
