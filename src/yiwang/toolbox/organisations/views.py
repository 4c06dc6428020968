"""Rights, reviews, the tree of agencies, posts and who is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict, DomainError, Invalid
from yiwang.kernel.ids import WrongNumber
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.identity import api as identity

from . import arranging, codes, deputies, granting, reviewing, words
from . import rights as rights_
from . import tree as trees
from .actions import ARRANGE, CONFIRM, GRANT, IMPORT, LOOK_UP, STAND_IN

SAID = {
    "given": "已经任命", "extended": "期限已经改了", "confirmed": "已经复核", "ended": "已经结束", "moved": "已经调动",
    "made": "已经登记", "renamed": "已经改名", "closed": "已经撤销", "later": "已经记下，到那一天生效",
}  # fmt: skip
MENDED = (Invalid, Conflict, WrongNumber, standards.NoSuchDivision)


def _actor(request: HttpRequest) -> security.Actor:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _said(request: HttpRequest) -> str:
    return _(SAID[said]) if (said := request.GET.get("said", "")) in SAID else ""


def _tried(act: Callable[[], Any]) -> DomainError | None:
    """What is to be mended on the page; a refusal is a page of its own."""
    try:
        act()
    except MENDED as wrong:
        return wrong
    return None


@require_safe
@security.needs(LOOK_UP)
def rights(request: HttpRequest) -> HttpResponse:
    """Who may do what, and why; two side by side."""
    by = _actor(request)
    text, who, other = (request.GET.get(name, "")[:120] for name in ("q", "who", "with"))
    one = rights_.rights_of(by, who) if who else None
    two = rights_.rights_of(by, other) if who and other else None
    pairs = rights_.compare(one, two) if one and two else []
    facts = {
        "text": text, "found": rights_.find_staff(by, text), "others": rights_.others(), "one": one, "two": two, "who": who,
        "other": other, "pairs": pairs, "differences": sum(pair.differs for pair in pairs),
    }  # fmt: skip
    return render(request, "organisations/rights.html", facts)


@require_safe
@security.open_to("person firm staff")
def own_rights(request: HttpRequest) -> HttpResponse:
    """What I may do, from what, until when."""
    return render(request, "organisations/own_rights.html", {"one": rights_.own_rights(_actor(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(STAND_IN)
def absence(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, and for whom I do."""
    by, wrong = _actor(request), None
    if request.method == "POST":
        wrong = _tried(lambda: _away(by, request))
        if wrong is None:
            return redirect("account-absence")
    with security.viewing(by):
        own, others = deputies.absences(by)
        facts = {"own": own, "others": others, "colleagues": deputies.colleagues(by), "wrong": wrong, "typed": request.POST,
                 "today": clock.today()}  # fmt: skip
        return render(request, "organisations/absence.html", facts, status=wrong.status if wrong else 200)


def _away(by: security.Actor, request: HttpRequest) -> None:
    typed = request.POST.dict()
    if typed.get("do") == "end":
        deputies.end_deputy(by, _number(str(typed.get("deputy", ""))))
        return
    since, last = words.day(typed, "since", _("从哪一天")), words.day(typed, "last", _("到哪一天"))  # type: ignore[arg-type]
    deputies.appoint_deputy(by, str(typed.get("staff", "")), since, last, str(typed.get("reason", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(CONFIRM)
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for a review; each confirmed on its own."""
    by, wrong = _actor(request), None
    if request.method == "POST":
        wrong = _tried(lambda: granting.confirm(by, _number(request.POST.get("appointment", ""))))
        if wrong is None:
            return redirect(f"{request.path}?said=confirmed")
    with security.viewing(by):
        every = request.GET.get("all") == "1"
        facts = {"due": reviewing.due(by, all_of_them=every), "every": every, "wrong": wrong, "said": _said(request),
                 "interval": words.setting("rights_review_every"), "notice": words.setting("rights_review_notice"),
                 "alone": reviewing.agencies_without_confirmer() if "administrator" in by.roles else []}  # fmt: skip
        return render(request, "organisations/reviews.html", facts, status=wrong.status if wrong else 200)


@require_safe
@security.open_to("staff")
def tree(request: HttpRequest) -> HttpResponse:
    """The tops of the tree, one's own agency, or what a search finds."""
    by = _actor(request)
    text = request.GET.get("q", "")[:60]
    found, more = trees.branches(text)
    facts = {"text": text, "found": found, "more": more, "own": trees.agency_view(by.agency) if by.agency else None,
             "may_import": security.can(by, IMPORT), "waiting": reviewing.waiting(by)}  # fmt: skip
    return render(request, "organisations/tree.html", facts)


@require_safe
@security.open_to("staff")
def agency(request: HttpRequest, agency: int) -> HttpResponse:
    return _agency(request, agency, None)


def _agency(request: HttpRequest, agency: int, wrong: DomainError | None) -> HttpResponse:
    by = _actor(request)
    view = trees.agency_view(agency)
    givable = sorted(arranging.rules.givable(granting.granter(by)))
    facts = {
        "view": view, "may": arranging.may_arrange(by, agency) and view.one.until is None, "wrong": wrong,
        "may_look": security.can(by, LOOK_UP), "said": _said(request), "typed": request.POST, "key": uuid7().hex,
        "roles": [(role, words.role_title(role)) for role in givable], "today": clock.today(),
    }  # fmt: skip
    return render(request, "organisations/agency.html", facts, status=wrong.status if wrong else 200)


@require_POST
@security.needs(ARRANGE)
def change(request: HttpRequest, agency: int) -> HttpResponse:
    """Make one below, rename, close; make, rename or close a post of it."""
    by, do = _actor(request), request.POST.get("do", "")
    said: list[str] = []
    wrong = _tried(lambda: said.append(_changed(by, agency, do, request)))
    if wrong is None:
        return redirect(f"{trees_address(agency)}?said={said[0]}")
    with security.viewing(by):
        return _agency(request, agency, wrong)


def trees_address(agency: int) -> str:
    return f"/console/organisation/{agency}/"


def _changed(by: security.Actor, agency: int, do: str, request: HttpRequest) -> str:
    typed: dict[str, str] = {key: str(value) for key, value in request.POST.items()}
    if do == "agency":
        arranging.new_agency(by, agency, arranging.typed_agency(typed), typed.get("key", ""))
        return "made"
    if do == "post":
        title = words.said(typed, "title", _("岗位名称"), 60)
        ground = words.said(typed, "ground", _("依据"), 300)
        arranging.new_post(by, agency, title, request.POST.getlist("roles"), ground)
        return "made"
    ground = words.said(typed, "ground", _("依据"), 300)
    on = words.day(typed, "on", _("哪天起"))
    if do == "rename":
        arranging.rename(
            by, agency, words.said(typed, "name", _("名称"), 120), typed.get("short_name", "").strip()[:60], on, ground
        )
    elif do == "close":
        arranging.close(by, agency, on, ground)
    elif do == "rename-post":
        arranging.rename_post(by, _number(typed.get("post", "")), words.said(typed, "title", _("岗位名称"), 60), ground)
        return "renamed"
    else:
        arranging.close_post(by, _number(typed.get("post", "")), ground)
        return "closed"
    later = on is not None and on > clock.today()
    return "later" if later else "renamed" if do == "rename" else "closed"


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(GRANT)
def post(request: HttpRequest, post: int) -> HttpResponse:
    """A post: who is in it, and appointing somebody."""
    by, wrong = _actor(request), None
    if request.method == "POST":
        wrong = _tried(lambda: _given(by, post, request))
        if wrong is None:
            return redirect(f"{request.path}?said=given")
    with security.viewing(by):
        one = trees.post_of(post)
        facts = {
            "post": one, "roles": [words.role_title(role) for role in one.roles], "typed": request.POST, "wrong": wrong,
            "people": [each for each in granting.appointments_at(one.agency_id) if each.post_id == one.pk],
            "why_not": granting.why_not_give(by, one, 0), "said": _said(request), "key": uuid7().hex, "today": clock.today(),
        }  # fmt: skip
        return render(request, "organisations/post.html", facts, status=wrong.status if wrong else 200)


def _given(by: security.Actor, post: int, request: HttpRequest) -> None:
    typed: dict[str, str] = {key: str(value) for key, value in request.POST.items()}
    what = granting.Grant(
        staff=words.said(typed, "staff", _("工号"), 80), post=post, since=words.day(typed, "since", _("从哪一天")),
        last=words.day(typed, "last", _("到哪一天")), ground=typed.get("ground", ""), name=typed.get("name", ""),
    )  # fmt: skip
    granting.give(by, what, typed.get("key", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(GRANT)
def appointment(request: HttpRequest, appointment: int) -> HttpResponse:
    """One appointment with its history; extend, move, end it."""
    by, wrong = _actor(request), None
    if request.method == "POST":
        said: list[str] = []
        wrong = _tried(lambda: said.append(_moved(by, appointment, request)))
        if wrong is None:
            return redirect(f"{request.path}?said={said[0]}")
    with security.viewing(by):
        one = granting.appointment(appointment)
        facts = {
            "one": one, "last": arranging.rules.last_day(one.until), "steps": granting.steps_of(by, one), "wrong": wrong,
            "roles": [words.role_title(role) for role in one.post.roles], "over": rights_.over(one), "typed": request.POST,
            "why_not": granting.why_not_give(by, one.post, one.user_id), "said": _said(request), "today": clock.today(),
            "posts": [each for each in trees.posts_near(by) if each.pk != one.post_id],
            "may_code": security.why_not(by, identity.GIVE) == "" and one.user_id != by.user,
            "waiting": identity.waiting_for(one.user_id), "me": by.user,
        }  # fmt: skip
        return render(request, "organisations/appointment.html", facts, status=wrong.status if wrong else 200)


@require_POST
@security.needs(identity.GIVE)
def login_code(request: HttpRequest, appointment: int) -> HttpResponse:
    """A one-time code, shown once to who gives it."""
    by = _actor(request)
    given: list[str] = []
    wrong = _tried(lambda: given.append(codes.give_code(by, appointment)))
    with security.viewing(by):
        facts = {"one": granting.appointment(appointment), "code": given[0] if given else "", "wrong": wrong}
        answer = render(request, "organisations/code.html", facts, status=wrong.status if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _moved(by: security.Actor, appointment: int, request: HttpRequest) -> str:
    typed: dict[str, str] = {key: str(value) for key, value in request.POST.items()}
    do, ground = typed.get("do", ""), typed.get("ground", "")
    if do == "extend":
        granting.extend(by, appointment, words.day(typed, "last", _("到哪一天")), ground)
        return "extended"
    if do == "move":
        granting.transfer(by, appointment, _number(typed.get("post", "")), words.day(typed, "on", _("哪天起")), ground)
        return "moved"
    granting.end(by, appointment, ground)
    return "ended"
