from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.notices import api as notices

from .actions import SEE_HEALTH, SEE_SMS

PURPOSE = "核对短信发送"  # goes into the trail, so it is in the trail's own language
LOOKS = {"sent": "state-good", "rehearsed": "state-info", "waiting": "state-warn", "given_up": "state-bad"}


STATES = {"good": "state-good", "degraded": "state-warn", "bad": "state-bad"}


@require_safe
@security.needs(SEE_HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    """Every part of the house, how it is, in its own words."""
    answers = [(key, STATES[one.state], one) for key, one in sorted(operations.healthy().items())]
    return render(request, "operations_console/health.html", {"answers": answers})


@require_safe
@security.needs(SEE_SMS)
def sms(request: HttpRequest) -> HttpResponse:
    """What went, or in a rehearsal would have gone, to phones."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    found = notices.sent_texts(actor, PURPOSE)
    facts = {
        "found": [(LOOKS[one.state], one) for one in found],
        "health": notices.provider().check(), "rehearsal": notices.provider_name() == "rehearsal",
    }  # fmt: skip
    return render(request, "operations_console/sms.html", facts)
