"""Asking somebody to prove again who he is, and letting him go on where he was with what he typed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .ports import vault

KEPT, KEY, MOST = "kept", "session.kept", 200_000
NEVER = ("password", "csrf", "credential")  # what is never kept, wherever it stands in a name


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that confirms; from there back here, or to what was being sent."""
    if request.headers.get(
        "HX-Request"
    ):  # a piece of a page asked: the whole page goes, and comes back to where it stood
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        onward = f"{here.path}?{here.query}" if here.query else here.path
        return HttpResponse(status=204, headers={"HX-Redirect": _address(onward)})
    if request.method == "POST":
        keep(request)
        return redirect(_address(settings.STEP_UP_ONWARD))
    return redirect(_address(request.get_full_path()))


def _address(onward: str) -> str:
    return f"{settings.STEP_UP_URL}?{urlencode({'next': onward})}"


def keep(request: HttpRequest) -> None:
    """Seal what was sent into the session, for its owner alone. Passwords and files are not kept."""
    fields = [
        (name, one) for name, many in request.POST.lists() for one in many if not any(word in name for word in NEVER)
    ]
    text = json.dumps({"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)})
    if len(text) <= MOST:
        request.session[KEPT] = vault().encrypt(KEY, text.encode(), _whose(request)).hex()


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was being sent: `path`, `fields` as pairs, and whether `files` have to be chosen again."""
    sealed = request.session.get(KEPT, "")
    if not sealed:
        return None
    found: dict[str, Any] = json.loads(vault().decrypt(KEY, bytes.fromhex(sealed), _whose(request)))
    return found


def _whose(request: HttpRequest) -> bytes:
    return str(request.user.pk).encode()
