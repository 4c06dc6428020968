from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security

from . import reading, serving

PAGE = 30


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@require_safe
@security.open_to("person firm")
def box(request: HttpRequest) -> HttpResponse:
    """My messages, newest first."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    found = reading.messages(actor, _uuid(before) if before else None, PAGE)
    facts = {
        "found": found, "unread": reading.unread(actor), "later": bool(before),
        "older": found[-1].id if len(found) == PAGE else None,
    }  # fmt: skip
    return render(request, "notices/box.html", facts)


@require_POST
@security.open_to("person firm")
def read(request: HttpRequest) -> HttpResponse:
    """Mark one message read (`message`), or all."""
    which = [_uuid(text) for text in request.POST.getlist("message")]
    reading.mark_read(request.actor, which or None)  # type: ignore[attr-defined]
    return _back(request)


@require_POST
@security.open_to("person firm")
def receipt(request: HttpRequest, document: UUID) -> HttpResponse:
    """I have received this document."""
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    serving.confirm_receipt(actor, document, key=f"receipt {document}")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    return redirect(onward if safe else "/my/messages/")
