"""The pages people see: what a system gets, what they agreed to, logging out because a system says so."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import asking, consenting, ending

FIRST, PATIENCE = "provider.first_seen", 600  # in the session: when a request that wants a fresh login first came


@require_http_methods(["GET", "HEAD", "POST"])
@security.public
def authorize(request: HttpRequest) -> HttpResponse:
    """Nobody is sent on without having seen the page and pressed. Who is not in logs in first and comes back here."""
    try:
        return _authorized(request, asking.asked(dict(request.GET.lists())))
    except asking.Declined as told:
        asking.note(_by(request), told)
        return redirect(told.back)


def _authorized(request: HttpRequest, wish: asking.Asked) -> HttpResponse:
    by = _by(request)
    if by.kind == "nobody":
        if "none" in wish.prompt:
            raise asking.declined(wish, "login_required")
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    if _too_long_ago(request, wish):
        if "none" in wish.prompt:
            raise asking.declined(wish, "login_required")
        return redirect(f"{settings.STEP_UP_URL}?{urlencode({'next': request.get_full_path()})}")
    if request.method == "POST":
        return _pressed(request, by, wish)
    consenting.hold(by, wish)
    if "none" in wish.prompt:
        raise asking.declined(wish, "consent_required")
    hats = consenting.hats_for(by, _user(request), wish)
    return _may_go_to(wish.address, render(request, "provider/authorize.html", {"wish": wish, "hats": hats}))


def _pressed(request: HttpRequest, by: security.Actor, wish: asking.Asked) -> HttpResponse:
    if request.POST.get("answer") != "yes":
        raise asking.declined(wish, "access_denied")
    hat = request.POST.get("hat", "")
    if hat:
        with security.viewing(by):
            by = consenting.wearing(by, _user(request), hat)
    at = proved_at(request.session)
    back = consenting.agree(by, wish, datetime.fromtimestamp(at, clock.CHINA) if at else None)
    _forget(request)
    return redirect(back)


def proved_at(session: Mapping[str, Any]) -> float:
    """When he last proved in this session who he is."""
    facts = session.get(security.PROVED, {})
    return max((one for one in map(facts.get, ("password", "second")) if isinstance(one, (int, float))), default=0)


def _too_long_ago(request: HttpRequest, wish: asking.Asked) -> bool:
    """Counted from when the request first came, so that reading the page does not make it late."""
    if "login" not in wish.prompt and wish.max_age is None:
        return False
    seen, mark, now = request.session.get(FIRST, {}), _mark(request), time.time()
    if now - seen.get(mark, 0) > PATIENCE:
        seen = {mark: now}
        request.session[FIRST] = seen
    age = 0 if "login" in wish.prompt or wish.max_age is None else wish.max_age
    return proved_at(request.session) < seen[mark] - age


def _mark(request: HttpRequest) -> str:
    return sha256(request.META.get("QUERY_STRING", "").encode()).hexdigest()[:32]


def _forget(request: HttpRequest) -> None:
    request.session.pop(FIRST, None)


def _may_go_to(address: str, page: HttpResponse) -> HttpResponse:
    """The browser holds a form's way against this, also where it is sent on from here: this one origin, on this page."""
    parts = urlsplit(address)
    page._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@security.open_to("person firm staff")
def given(request: HttpRequest) -> HttpResponse:
    by = _by(request)
    if request.method == "POST":
        number = request.POST.get("number", "")
        consenting.withdraw(by, int(number) if number.isdecimal() and len(number) < 16 else 0)
        return redirect("account-systems")
    return render(request, "provider/given.html", {"found": consenting.given(by)})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@security.public
def logout(request: HttpRequest) -> HttpResponse:
    """A system says he logged out there (OpenID Connect RP-Initiated Logout). Nothing is done by coming here: he is
    asked. By POST it comes without his session, so it is turned into a GET, which has it."""
    if request.method == "POST":
        return redirect(f"{reverse('provider-logout')}?{urlencode(ending.as_facts(request.POST))}")
    wish = ending.parting(ending.as_facts(request.GET))
    if _by(request).kind == "nobody":
        return redirect(wish.back) if wish.back else render(request, "provider/left.html", {"wish": wish})
    page = render(request, "provider/leave.html", {"wish": wish, "query": request.META.get("QUERY_STRING", "")})
    return _may_go_to(wish.back, page) if wish.back else page


@require_POST
@security.open_to("person firm staff")
def leave(request: HttpRequest) -> HttpResponse:
    wish = ending.parting(ending.as_facts(request.GET))
    ending.leave(_by(request), request, wish)
    return redirect(wish.back or reverse("provider-logout"))


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _user(request: HttpRequest) -> security.User:
    return request.user  # type: ignore[return-value]
