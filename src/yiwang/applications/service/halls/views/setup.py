"""Setting a hall up: three forms on one page, each saved by itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.applications.service.halls import places, registering, rules
from yiwang.applications.service.halls.actions import SET_UP
from yiwang.applications.service.halls.errors import NotFilled
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

SAID = {"hall": "大厅已经登记，接着登记窗口", "saved": "已经保存", "window": "窗口已经保存", "authority": "授权已经记下",
        "ended": "授权到今天为止"}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(SET_UP)
def new(request: HttpRequest) -> HttpResponse:
    """A hall of one's own agency."""
    wrong = None
    if request.method == "POST":
        try:
            pk = registering.register(_by(request), _wanted(request.POST), key=_key(request))
            return redirect(f"{reverse('console-hall-setup', args=[pk])}?said=hall")
        except Invalid as refused:
            wrong = refused
    with security.viewing(_by(request)):
        facts = {"typed": request.POST, "days": _days(request.POST, {}), "wrong": wrong, "key": uuid7().hex}
        return render(request, "halls/setup.html", facts, status=wrong.status if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(SET_UP)
def setup(request: HttpRequest, hall: int) -> HttpResponse:
    """The hall, its windows, its authorities."""
    if request.method != "POST":
        return _page(request, hall)
    try:
        said = _saved(_by(request), hall, request.POST, _key(request))
    except Invalid as refused:
        with security.viewing(_by(request)):
            return _page(request, hall, refused)
    return redirect(f"{reverse('console-hall-setup', args=[hall])}?said={said}")


@require_POST
@security.needs(SET_UP)
def end(request: HttpRequest, hall: int, authority: int) -> HttpResponse:
    registering.end_authority(_by(request), hall, authority, clock.today(), key=_key(request))
    return redirect(f"{reverse('console-hall-setup', args=[hall])}?said=ended")


def _saved(by: security.Actor, hall: int, post: QueryDict, key: str | None) -> str:
    match post.get("do"):
        case "window":
            registering.put_window(by, hall, _seat(post), key=key)
            return "window"
        case "authority":
            registering.authorise(by, hall, _given(post), key=key)
            return "authority"
    registering.register(by, _wanted(post), pk=hall, key=key)
    return "saved"


def _page(request: HttpRequest, pk: int, wrong: DomainError | None = None) -> HttpResponse:
    hall = registering.own_hall(_by(request), pk)
    typed: Any = request.POST or {**asdict(_of(hall)), "do": ""}
    lines, today = registering.lines_of(hall), clock.today()
    facts = {
        "hall": hall, "typed": typed, "wrong": wrong, "key": uuid7().hex, "stages": rules.STAGES, "lines": lines,
        "days": _days(request.POST if request.POST.get("do") == "hall" else None, hall.hours),
        "windows": [(one, [rules.STAGES[s] for s in one.stages], [lines.get(x, x) for x in one.lines])
                    for one in places.windows_of(hall)],
        "authorities": [(one, [rules.STAGES[s] for s in one.stages], lines.get(one.line, one.line),
                         one.until is None or one.until > today) for one in hall.authorities.order_by("-since", "line")],
        "today": today, "said": SAID.get(request.GET.get("said", ""), ""),
    }  # fmt: skip
    return render(request, "halls/setup.html", facts, status=wrong.status if wrong else 200)


def _of(hall: Any) -> registering.Wanted:
    return registering.Wanted(hall.name, hall.address, hall.phone, hall.hours, hall.slot_capacity)


def _days(post: QueryDict | None, weekly: dict[str, Any]) -> list[tuple[int, str, str]]:
    """(weekday, its name, what stands in its field)."""
    return [(day, f"周{name}", post.get(f"hours-{day}", "") if post else rules.as_typed(weekly, day))
            for day, name in enumerate(places.WEEKDAYS)]  # fmt: skip


def _wanted(post: QueryDict) -> registering.Wanted:
    hours = {}
    for day, name in enumerate(places.WEEKDAYS):
        try:
            spans = rules.spans_in(post.get(f"hours-{day}", "")[:200])
        except rules.Unclear as unclear:
            raise NotFilled(where=f"周{name}的开门时间", problem=str(unclear)) from None
        if spans:
            hours[str(day)] = spans
    return registering.Wanted(
        post.get("name", "").strip()[:120], post.get("address", "").strip()[:200], post.get("phone", "").strip()[:40],
        hours, _number(post.get("capacity", "")),
    )  # fmt: skip


def _seat(post: QueryDict) -> registering.Seat:
    return registering.Seat(
        _number(post.get("number", "")), post.get("title", "").strip()[:60], _chosen(post, "stages"),
        _chosen(post, "lines"), bool(post.get("accessible")),
    )  # fmt: skip


def _given(post: QueryDict) -> registering.Given:
    since = _day(post.get("since", ""), "开始日期")
    until = _day(post.get("until", ""), "到期日") if post.get("until") else None
    return registering.Given(
        post.get("line", ""), _chosen(post, "stages"), post.get("ground", "").strip()[:200], since, until
    )


def _chosen(post: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(post.getlist(name)))


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotFilled(where=where, problem="请填年月日，例如 2026-03-02") from None


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:64] or None
