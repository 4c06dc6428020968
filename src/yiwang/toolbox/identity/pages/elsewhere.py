"""用别处的账号登录: there, and back."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import mounting
from yiwang.toolbox.identity.errors import SourceFailed

COME = security.declare("identity.come_by_source", "用别处的账号登录", by="system nobody person firm staff")


@require_POST
@security.public
def there(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the other house. Only the session remembers it, until he is back."""
    if request.user.is_authenticated:
        close_session(request)
    answer: HttpResponse = views.login(request, provider_id)
    if answer.status_code != 302:
        raise SourceFailed
    return answer


@security.changes_on_get
@security.public
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the other house says is looked at by the house itself, until it is known whose it is."""
    answer = mounting.change(
        request, views.callback, lambda: security.acting(security.SYSTEM, COME), login=True, provider_id=provider_id
    )
    if answer.status_code != 302:
        raise SourceFailed
    return answer
