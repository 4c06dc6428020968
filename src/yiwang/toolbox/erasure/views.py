"""Pages of erasure: for who asks, for who decides, and for who holds the code."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents import api as documents

from . import asking, deciding, planning, queries, rules


@require_http_methods(["GET", "HEAD", "POST"])
@security.open_to("person")
def mine(request: HttpRequest) -> HttpResponse:
    """What of mine can go, what must stay and why; ask for it."""
    by, wrong = _by(request), None
    if request.method == "POST":
        try:
            asking.ask(by, request.POST.getlist("group"), key=request.POST.get("key", "")[:64] or None)
            return redirect("my-erasure")
        except (asking.NothingChosen, asking.AlreadyAsked, asking.HeldBack) as refused:
            wrong = refused
    with security.viewing(by):
        asked = [queries.view_of(one) for one in asking.mine(by)]
    found = planning.plan(by.party) if by.party else planning.Plan([], [])
    facts = {
        "plan": found, "held": [rules.HOLDS[kind] for kind in found.held], "asked": asked, "wrong": wrong, "key": uuid7().hex,
        "open": any(one.state in rules.OPEN for one in asked), "chosen": request.POST.getlist("group"),
    }  # fmt: skip
    return render(request, "erasure/mine.html", facts, status=wrong.status if wrong else 200)


@require_POST
@security.open_to("person")
def withdraw(request: HttpRequest, request_: UUID) -> HttpResponse:
    asking.withdraw(_by(request), request_)
    return redirect("my-erasure")


@require_safe
@security.public
def status(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a request, for who has its code: also when the account is gone."""
    return render(request, "erasure/status.html", {"one": queries.request_by_code(code)})


@require_safe
@security.public
def certificate(_request: HttpRequest, code: str) -> FileResponse:
    """The certificate itself. It names nobody."""
    one = queries.request_by_code(code)
    if not one.verify_code:
        raise NotFound
    response = FileResponse(documents.pdf_by_code(one.verify_code), content_type=files.PDF)
    response["Content-Disposition"] = f'inline; filename="{one.verify_code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@security.needs(queries.SEE)
def listing(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    facts = {"requests": queries.requests(_by(request), state), "states": rules.LISTED, "state": state}
    return render(request, "erasure/list.html", facts)


@require_safe
@security.needs(queries.SEE)
def one(request: HttpRequest, request_: UUID) -> HttpResponse:
    return _show(request, request_)


@require_POST
@security.needs(deciding.CHECK)
def check(request: HttpRequest, request_: UUID) -> HttpResponse:
    """It is as it says; or no, and why."""
    by, key = _by(request), request.POST.get("key", "")[:64] or None
    if request.POST.get("do") == "decline":
        return _do(request, request_, lambda: deciding.decline(by, request_, request.POST.get("why", ""), key=key))
    return _do(request, request_, lambda: deciding.check(by, request_, request.POST.get("note", ""), key=key))


@require_POST
@security.needs(deciding.APPROVE)
def approve(request: HttpRequest, request_: UUID) -> HttpResponse:
    """The second person lets it go."""
    key = request.POST.get("key", "")[:64] or None
    return _do(request, request_, lambda: deciding.approve(_by(request), request_, key=key))


@require_POST
@security.needs(deciding.HOLD)
def hold(request: HttpRequest, request_: UUID) -> HttpResponse:
    """Nothing goes for now; or it may again."""
    by, sent = _by(request), request.POST
    key, number = sent.get("key", "")[:64] or None, sent.get("hold", "")
    if number.isdigit():
        return _do(request, request_, lambda: deciding.lift(by, int(number), sent.get("why", ""), key=key))
    return _do(
        request, request_, lambda: deciding.hold(by, request_, sent.get("kind", ""), sent.get("why", ""), key=key)
    )


def _do(request: HttpRequest, which: UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except DomainError as wrong:
        with security.viewing(_by(request)):
            return _show(request, which, wrong)
    return redirect("console-erasure-one", which)


def _show(request: HttpRequest, which: UUID, wrong: DomainError | None = None) -> HttpResponse:
    by = _by(request)
    found = queries.request_view(by, which)
    facts = {
        "one": found, "plan": planning.plan(found.party) if found.state in rules.OPEN else None, "wrong": wrong,
        "holds": queries.holds_on(by, found.party), "kinds": rules.HOLDS, "key": uuid7().hex,
        "may_check": security.can(by, deciding.CHECK), "may_hold": security.can(by, deciding.HOLD),
        "may_approve": not security.why_not(by, deciding.APPROVE),
        "not_check": rules.why_not_check(by.user, found.asked_by),
        "not_approve": rules.why_not_approve(by.user, found.asked_by, found.checked_by),
    }  # fmt: skip
    return render(request, "erasure/one.html", facts, status=wrong.status if wrong else 200)


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
