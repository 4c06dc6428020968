"""The endpoints systems call."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.pillars.security.base import api as security

from . import ending, issuing, keys, rules, telling
from .errors import NotServed, UnknownClient

ENDPOINTS = {"authorization": "authorize", "token": "token", "revocation": "revoke", "introspection": "introspect",
             "userinfo": "userinfo", "end_session": "logout"}  # fmt: skip


@require_safe
@security.public
def configuration(_request: HttpRequest) -> HttpResponse:
    there = {f"{word}_endpoint": settings.BASE_URL + reverse(f"provider-{name}") for word, name in ENDPOINTS.items()}
    return JsonResponse({
        "issuer": settings.BASE_URL, **there, "jwks_uri": settings.BASE_URL + reverse("provider-keys"),
        "response_types_supported": ["code"], "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": [keys.ALGORITHM],
        "code_challenge_methods_supported": ["S256"], "scopes_supported": list(rules.SCOPES),
        "acr_values_supported": list(rules.ACR.values()), "claims_supported": list(rules.CLAIMS),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": True, "claims_parameter_supported": False,
        "request_parameter_supported": False, "request_uri_parameter_supported": False,
    })  # fmt: skip


@require_safe
@security.public
def jwks(_request: HttpRequest) -> HttpResponse:
    with security.viewing(security.SYSTEM):
        return JsonResponse({"keys": keys.published()})


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
        number = secret = colon = ""
    if kind.lower() != "basic" or not colon or body[1] or body[0] not in ("", unquote_plus(number)):
        return "", ""
    return unquote_plus(number), unquote_plus(secret)


def _answered(make: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        answer = JsonResponse(make())
    except NotServed as refusal:
        status = 401 if isinstance(refusal, UnknownClient) else 400
        answer = JsonResponse({"error": refusal.oauth, "error_description": refusal.code}, status=status)
        if status == 401:
            answer["WWW-Authenticate"] = 'Basic realm="yiwang"'
    answer["Cache-Control"] = "no-store"
    return answer


@csrf_exempt
@require_POST
@security.public
def token(request: HttpRequest) -> HttpResponse:
    return _answered(lambda: issuing.token(ending.as_facts(request.POST), *_sender(request)))


@csrf_exempt
@require_POST
@security.public
def revoke(request: HttpRequest) -> HttpResponse:
    def give_back() -> dict[str, Any]:
        ending.revoke(request.POST.get("token", ""), *_sender(request))
        return {}

    return _answered(give_back)


@csrf_exempt
@require_POST
@security.public
def introspect(request: HttpRequest) -> HttpResponse:
    return _answered(lambda: telling.introspect(request.POST.get("token", ""), *_sender(request)))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@security.public
def userinfo(request: HttpRequest) -> HttpResponse:
    """By the header alone (RFC 9700 section 4.3.2: no token in an address)."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        answer = JsonResponse(telling.userinfo(value))
    except NotServed as refusal:
        told = {"WWW-Authenticate": f'Bearer error="{refusal.oauth}"'}
        answer = JsonResponse({"error": refusal.oauth}, status=401, headers=told)
    answer["Cache-Control"] = "no-store"
    return answer
