"""The few pages that belong to no unit: changing hats, the language, health, metrics."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language
from prometheus_client import CONTENT_TYPE_LATEST

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import api as identity


@security.open_to("person firm staff")
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and as what I act."""
    facts = {
        "hats": security.hats(request.user), "hat": request.session.get("hat", ""), "user": request.user,  # type: ignore[arg-type]
        "codes": identity.told(request.actor),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "site/account.html", facts)


@require_POST
@security.open_to("person firm staff")
def hat(request: HttpRequest) -> HttpResponse:
    """Act as myself, a firm, or another of my posts from now on."""
    wanted = request.POST.get("hat", "")
    if wanted in {one.key for one in security.hats(request.user)}:  # type: ignore[arg-type]
        request.session["hat"] = wanted
    actor = security.actor_as(request.user, wanted)  # type: ignore[arg-type]
    return redirect(identity.home_of(actor))


@require_POST
@security.public
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English from now on, for everybody: kept in a cookie, so nobody has to log in for it."""
    return set_language(request)


@security.public
def live(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@security.public
def ready(_request: HttpRequest) -> HttpResponse:
    """For the load balancer: 503 while anything is bad. Open to all, so it says how, not why; the console says why."""
    answers = operations.healthy()
    bad = any(answer.state == "bad" for answer in answers.values())
    return JsonResponse({key: answer.state for key, answer in answers.items()}, status=503 if bad else 200)


@security.public
def metrics(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(operations.exposition(), content_type=CONTENT_TYPE_LATEST)


@security.public
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a weakness. Not there until somebody was named."""
    if not settings.SECURITY_CONTACT:
        raise NotFound
    until = (clock.now() + timedelta(days=180)).astimezone(UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@security.public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's own call
    sentence = _("没有这一页。它可能已经搬走，也可能不在您的管辖范围内。")
    return render(request, "site/error.html", {"sentence": sentence, "missing": True}, status=404)


@security.public
def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours broke. No query is made here: the database may be what broke."""
    sentence = _("这一步没有完成，是我们的问题。您已经保存的内容都还在。")
    facts = {"sentence": sentence, "number": getattr(request, "number", ""), "ours": True}
    return render(request, "site/broken.html", facts, status=500)
