from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.infrastructure.workbooks import api as workbooks
from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict, DomainError, Invalid
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import binding, checking, drafting, listing, showing, typed
from .errors import Overtaken, TooEarly
from .fields import Body, whole
from .rules import blocking, faults

SAID = {
    "saved": "草稿已存", "submitted": "已经提交，等上一级审核", "dropped": "草稿已删除，生效的版本没有变", "published": "已经发布",
    "returned": "已经退回，编写的人会看到理由", "withdrawn": "已经办理停办", "bound": "已经绑定，现在就能在网上申请",
    "unbound": "已经解除绑定，只当办事指南。已经提交的照常办完",
}  # fmt: skip


@require_safe
@security.open_to("staff")
def lists(request: HttpRequest) -> HttpResponse:
    """Implementation lists within reach, or the basic catalogue."""
    number, kind = request.GET.get("page", "1"), request.GET.get("kind", "lists")
    found = listing.listing(_by(request), kind, _asked(request), int(number) if number.isdecimal() else 1)
    query = request.GET.copy()
    query.pop("page", None)
    facts = {"list": found, "states": listing.CHOICES, "counties": standards.counties(), "query": query.urlencode(),
             "said": SAID.get(request.GET.get("said", ""), "")}  # fmt: skip
    return render(request, "matters/lists.html", facts)


@require_safe
@security.open_to("staff")
def export(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    rows = listing.table(_by(request), request.GET.get("kind", "lists"), _asked(request))
    content = workbooks.workbook("事项", rows)
    return HttpResponse(content, content_type=workbooks.MIME, headers=workbooks.attached("matters"))


@require_safe
@security.open_to("staff")
def one(request: HttpRequest, code: str) -> HttpResponse:
    """What is in force beside what is being written."""
    seen = showing.view(_by(request), code)
    facts = {
        "view": seen, "key": uuid7().hex, "may_withdraw": showing.may_withdraw(_by(request), seen),
        "may_begin": showing.may_begin(_by(request), seen), "may_bind": binding.may_bind(_by(request), seen.what),
        "said": SAID.get(request.GET.get("said", ""), ""),
    }  # fmt: skip
    return render(request, "matters/one.html", facts)


@require_safe
@security.open_to("staff")
def told(request: HttpRequest, code: str) -> HttpResponse:
    """Each field's history."""
    facts = {"view": showing.view(_by(request), code), "fields": showing.fields_told(code)}
    return render(request, "matters/history.html", facts)


@require_safe
@security.open_to("staff")
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    return render(request, "matters/edition.html", showing.edition_page(code, number))


@require_POST
@security.needs(drafting.DRAFT)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    own = request.POST.get("own") == "1"
    return redirect("console-matter-edit", drafting.begin(_by(request), code, own=own, key=_key(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(drafting.DRAFT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The national set in groups, the basic entry's value and the faults beside each field."""
    by = _by(request)
    if request.method != "POST":
        return _edit(request, showing.view_draft(by, code))
    with security.viewing(by):
        seen = showing.view_draft(by, code)
    assert seen.draft is not None
    body = typed.body_from(request.POST, whole(seen.draft.body), seen.basic)
    try:
        revision = drafting.edit(by, code, revision=_number(request, "revision"), body=body, key=_key(request))
        if request.POST.get("do") == "submit":
            drafting.submit(by, code, revision=revision)
            return redirect(_address(code, "submitted"))
    except Overtaken as wrong:
        with security.viewing(by):
            return _edit(request, showing.view_draft(by, code), body, wrong)
    except Invalid as wrong:
        with security.viewing(by):
            return _edit(request, showing.view_draft(by, code), None, wrong)
    return redirect(f"{reverse('console-matter-edit', args=[code])}?said=saved")


def _edit(
    request: HttpRequest, seen: showing.View, body: Body | None = None, wrong: DomainError | None = None
) -> HttpResponse:
    assert seen.draft is not None
    body, item = body or whole(seen.draft.body), seen.what.item is not None
    found = faults(body, seen.basic)
    facts: dict[str, Any] = {
        "view": seen, "wrong": wrong, "faults": found, "blocking": blocking(found), "revision": seen.draft.revision,
        "groups": typed.groups(body, seen.basic, found, item=item), "lists": typed.lists(body, seen.basic, found, item=item),
        "key": uuid7().hex, "said": SAID.get(request.GET.get("said", ""), ""),
    }  # fmt: skip
    return render(request, "matters/edit.html", facts, status=wrong.status if wrong else 200)


@require_POST
@security.needs(drafting.SUBMIT)
def submit(request: HttpRequest, code: str) -> HttpResponse:
    drafting.submit(_by(request), code, revision=_number(request, "revision"), key=_key(request))
    return redirect(_address(code, "submitted"))


@require_POST
@security.needs(drafting.DROP)
def drop(request: HttpRequest, code: str) -> HttpResponse:
    drafting.drop(_by(request), code, key=_key(request))
    return redirect(_address(code, "dropped"))


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(checking.PUBLISH)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What is new, what differs from the basic entry, what is faulty; then publish or return."""
    by = _by(request)
    if request.method != "POST":
        return _check(request, showing.view_draft(by, code))
    with security.viewing(by):
        first = showing.first_day(code)
    try:
        if request.POST.get("do") == "return":
            checking.give_back(by, code, why=request.POST.get("why", ""), key=_key(request))
            return redirect(_address(code, "returned"))
        on = _day(request.POST.get("on", ""), first)
        checking.publish(by, code, revision=_number(request, "revision"), on=on, key=_key(request))
    except (Invalid, Conflict) as wrong:
        with security.viewing(by):
            return _check(request, showing.view_draft(by, code), wrong)
    return redirect(_address(code, "published"))


def _check(request: HttpRequest, seen: showing.View, wrong: DomainError | None = None) -> HttpResponse:
    first = showing.first_day(seen.code)
    facts = {"view": seen, "wrong": wrong, "first": first, "key": uuid7().hex, "typed": request.POST,
             "on": request.POST.get("on") or first.isoformat()}  # fmt: skip
    return render(request, "matters/check.html", facts, status=wrong.status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(checking.WITHDRAW)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Stop offering from a day; the page says what that does to cases under way."""
    by, wrong = _by(request), None
    if request.method == "POST":
        try:
            on = _day(request.POST.get("on", ""), clock.today())
            number = _number(request, "number")
            checking.withdraw(by, code, on=on, why=request.POST.get("why", ""), number=number, key=_key(request))
            return redirect(_address(code, "withdrawn"))
        except (Invalid, Conflict) as refused:
            wrong = refused
    with security.viewing(by):
        facts = {"view": showing.view(by, code), "wrong": wrong, "today": clock.today(), "key": uuid7().hex,
                 "number": request.GET.get("number", request.POST.get("number", "0")), "typed": request.POST,
                 "on": request.POST.get("on") or clock.today().isoformat()}  # fmt: skip
        return render(request, "matters/withdraw.html", facts, status=wrong.status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(binding.BIND)
def bind(request: HttpRequest, code: str) -> HttpResponse:
    """Say which declared matter an imported list is handled by, or that it is a guide only again."""
    by, wrong = _by(request), None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "unbind":
                binding.unbind(by, code, key=_key(request))
                return redirect(_address(code, "unbound"))
            binding.bind(by, code, request.POST.get("matter", ""), key=_key(request))
            return redirect(_address(code, "bound"))
        except Invalid as refused:
            wrong = refused
    with security.viewing(by):
        facts = {"view": showing.view(by, code), "choices": binding.choices(by, code), "wrong": wrong,
                 "key": uuid7().hex, "typed": request.POST}  # fmt: skip
        return render(request, "matters/bind.html", facts, status=wrong.status if wrong else 200)


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:64] or None


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "") for key in listing.FILTERS}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _day(text: str, first: date) -> date:
    """Raises `TooEarly` for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as wrong:
        raise TooEarly(day=first) from wrong


def _address(code: str, said: str) -> str:
    return f"{reverse('console-matter', args=[code])}?said={said}"
