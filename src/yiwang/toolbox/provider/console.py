"""The registry of systems that log people in here: list, register, new secret, stop; and the key that signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Invalid
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import keys, rules, systems
from .errors import WrongSystem

SEE = security.declare("provider.see", "查看用这里登录的系统", by="staff", roles=systems.ROLE)


@require_safe
@security.needs(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    facts = {"found": systems.registered(_by(request)), "kinds": rules.KINDS, "keys": keys.known()}
    return render(request, "provider/console/list.html", facts)


@require_safe
@security.needs(SEE)
def one(request: HttpRequest, number: str) -> HttpResponse:
    return _shown(request, number)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(systems.REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    typed, wrong = request.POST, None
    if request.method == "POST":
        try:
            number, secret = systems.register(_by(request), _wish(typed), key=typed.get("key", "")[:64] or None)
            with security.viewing(_by(request)):
                return _shown(request, number, secret=secret, made=True)
        except Invalid as refused:
            wrong = refused
    scopes = [
        (word, title, typed.get(f"why-{word}", ""), word in typed.getlist("scope"))
        for word, title in rules.SCOPES.items()
    ]
    facts = {"typed": typed, "wrong": wrong, "kinds": rules.KINDS, "scopes": scopes, "key": uuid7().hex}
    return render(request, "provider/console/register.html", facts, status=wrong.status if wrong else 200)


def _wish(typed: QueryDict) -> systems.Wish:
    try:
        until = date.fromisoformat(typed.get("until", ""))
    except ValueError:
        raise WrongSystem(says="请填用到哪一天为止") from None
    purposes = {word: typed.get(f"why-{word}", "") for word in typed.getlist("scope")}
    return systems.Wish(typed.get("name", ""), typed.get("kind", ""), typed.get("contact", ""), until,
                        typed.get("addresses", "").split(), purposes, typed.get("partings", "").split(),
                        typed.get("agency", ""))  # fmt: skip


@require_POST
@security.needs(systems.RENEW)
def renew(request: HttpRequest, number: str) -> HttpResponse:
    secret = systems.renew(_by(request), number)
    with security.viewing(_by(request)):
        return _shown(request, number, secret=secret)


@require_POST
@security.needs(systems.SUSPEND)
def stop(request: HttpRequest, number: str) -> HttpResponse:
    why = request.POST.get("why", "").strip()[:200]
    if not why:
        with security.viewing(_by(request)):
            return _shown(request, number, wrong=WrongSystem(says="请写明为什么停用，登记簿里要看得到"))
    systems.suspend(_by(request), number, why)
    return redirect("console-system", number)


@require_POST
@security.needs(keys.ORDER)
def key(request: HttpRequest) -> HttpResponse:
    keys.order_rotation(_by(request))
    return redirect("console-systems")


def _shown(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
    """A secret is on this one page and nowhere else; the page is kept by nobody."""
    facts = {"one": systems.one_of(_by(request), number), "kinds": rules.KINDS, **more}
    status = more["wrong"].status if more.get("wrong") else 200
    answer = render(request, "provider/console/one.html", facts, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
