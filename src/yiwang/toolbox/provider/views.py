"""The endpoints systems call, the page that asks for a yes, and the page that takes it back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yiwang.pillars.security.base import api as security

from . import consenting, issuing, keys, rules
from .errors import NotServed, UnknownClient


@require_GET
@security.public
def configuration(request: HttpRequest) -> HttpResponse:
    there = {f"{word}_endpoint": settings.BASE_URL + reverse(f"provider-{name}") for word, name in (
        ("authorization", "authorize"), ("token", "token"), ("revocation", "revoke"), ("introspection", "introspect"),
        ("userinfo", "userinfo"))}  # fmt: skip
    return JsonResponse({
        "issuer": settings.BASE_URL, **there, "jwks_uri": settings.BASE_URL + reverse("provider-keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(rules.SCOPES), "acr_values_supported": list(rules.ACR.values()),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    })  # fmt: skip


@require_GET
@security.public
def jwks(request: HttpRequest) -> HttpResponse:
    with security.viewing(security.SYSTEM):
        return JsonResponse({"keys": keys.published()})


@require_http_methods(["GET", "POST"])
@security.open_to("person firm staff")
def authorize(request: HttpRequest) -> HttpResponse:
    """Nobody is sent on without having seen the page and pressed."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    wish = consenting.asked(request.GET.dict())  # type: ignore[arg-type]
    if request.method == "POST":
        yes = request.POST.get("answer") == "yes"
        return redirect(consenting.agree(by, wish) if yes else wish.back(error="access_denied"))
    if request.GET.get("prompt") == "none":
        return redirect(wish.back(error="interaction_required"))
    consenting.hold(by, wish)
    page = render(request, "provider/authorize.html", {"wish": wish})
    parts = urlsplit(wish.address)  # the browser holds the way back against this, too
    page._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return page


def _sender(request: HttpRequest) -> tuple[str, str]:
    """Who calls, and its secret: in the header or in the body, never both (RFC 6749 section 2.3)."""
    header = request.headers.get("Authorization", "")
    body = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    if not header:
        return body
    kind, _, rest = header.partition(" ")
    try:
        number, colon, secret = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise UnknownClient from None
    if kind.lower() != "basic" or not colon or body[1]:
        raise UnknownClient
    return unquote_plus(number), unquote_plus(secret)


def _answered(make: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        answer = JsonResponse(make())
    except NotServed as refusal:
        status = 401 if refusal.oauth == "invalid_client" else 400
        answer = JsonResponse({"error": refusal.oauth, "error_description": str(refusal)}, status=status)
        if status == 401:
            answer["WWW-Authenticate"] = 'Basic realm="yiwang"'
    answer["Cache-Control"] = "no-store"
    return answer


@csrf_exempt
@require_POST
@security.public
def token(request: HttpRequest) -> HttpResponse:
    return _answered(lambda: issuing.token(request.POST.dict(), *_sender(request)))  # type: ignore[arg-type]


@csrf_exempt
@require_POST
@security.public
def revoke(request: HttpRequest) -> HttpResponse:
    def give_back() -> dict[str, Any]:
        issuing.revoke(request.POST.get("token", ""), *_sender(request))
        return {}

    return _answered(give_back)


@csrf_exempt
@require_POST
@security.public
def introspect(request: HttpRequest) -> HttpResponse:
    return _answered(lambda: issuing.introspect(request.POST.get("token", ""), *_sender(request)))


@csrf_exempt
@require_http_methods(["GET", "POST"])
@security.public
def userinfo(request: HttpRequest) -> HttpResponse:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    try:
        told = issuing.userinfo(value if kind.lower() == "bearer" else "")
    except NotServed:
        refused = JsonResponse({"error": "invalid_token"}, status=401)
        refused["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refused
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@security.open_to("person firm staff")
def given(request: HttpRequest) -> HttpResponse:
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        number = request.POST.get("number", "")
        consenting.withdraw(by, int(number) if number.isdecimal() else 0)
        return redirect("account-systems")
    return render(request, "provider/given.html", {"found": consenting.given(by)})
