"""The same act on up to 200 cases of a list: each is a change of its own under a key of its own, and the report says of
each what became of it. What fails stays as it was and stops no other; pressing again does nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yiwang.kernel.errors import DomainError, Invalid
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.organisations import api as organisations

from . import deciding, keeping, worklists

log = operations.logger("desk")
MOST = 200
ACTS = {"take": "我来办", "hand": "交给同事", "verdict": "给出同一个意见", "urge": "催办", "read": "确认已阅"}


class NothingChosen(Invalid):
    """请先在清单里勾选要办的件。"""

    code = "desk.nothing_chosen"


class ActMissing(Invalid):
    """{says}"""

    code = "desk.act_missing"


@dataclass(frozen=True)
class Chosen:
    """A case as it stood when the act was chosen."""

    number: str
    revision: int
    unread: tuple[UUID, ...] = ()

    def said(self) -> str:
        return ":".join([self.number, str(self.revision), *map(str, self.unread)])


@dataclass(frozen=True)
class Order:
    """What is to be done to each."""

    act: str
    verdict: str = ""
    to: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Told:
    """What became of one."""

    number: str
    done: bool
    says: str


def key_of(key: str, number: str) -> str | None:
    """Each case has a key of its own, so that it is done once however often the page is sent."""
    return f"{key}:{number}"


def carry_out(by: security.Actor, order: Order, chosen: list[Chosen], key: str) -> list[Told]:
    return [_one(by, order, one, key) for one in chosen]


def _one(by: security.Actor, order: Order, one: Chosen, key: str) -> Told:
    try:
        return Told(one.number, True, DO[order.act](by, order, one, key))
    except DomainError as why:
        return Told(one.number, False, str(why))
    except security.StepUp:
        raise
    except Exception:  # one broken case must not take the report of those already done with it
        log.exception("one of many failed", case=one.number, act=order.act)
        return Told(one.number, False, "出错了，这一件没有动。请打开它单独办，还不行就告诉管理员")


def _take(by: security.Actor, _order: Order, one: Chosen, key: str) -> str:
    casework.take(by, one.number, revision=one.revision, key=key_of(key, one.number))
    return "由您办理"


def _hand(by: security.Actor, order: Order, one: Chosen, key: str) -> str:
    name = casework.hand_over(by, one.number, to=order.to, reason=order.reason, revision=one.revision,
                              key=key_of(key, one.number))  # fmt: skip
    return f"交给了{name}"


def _urge(by: security.Actor, order: Order, one: Chosen, key: str) -> str:
    return f"催了{casework.urge(by, one.number, says=order.reason, key=key_of(key, one.number))}"


def _verdict(by: security.Actor, order: Order, one: Chosen, key: str) -> str:
    opinion = casework.Opinion(order.verdict, one.revision, reason=order.reason, alike=True)
    status = casework.decide(by, one.number, opinion, key=key_of(key, one.number) or deciding.new_key())
    words = {"signed": "已签字，还要另一位签", "held": "等后加签"}
    return words.get(status, casework.STATUS_TITLES.get(status, status))


def _read(by: security.Actor, _order: Order, one: Chosen, key: str) -> str:
    if not one.unread:
        raise ActMissing(says="没有等您确认的传阅、抄送或催办")
    for aside in one.unread:
        mark = key_of(key, f"{one.number}:{aside.hex[-12:]}")
        casework.answer(by, one.number, aside, vote="", says="", key=mark)
    return "已阅"


DO: dict[str, Callable[[security.Actor, Order, Chosen, str], str]] = {
    "take": _take, "hand": _hand, "urge": _urge, "verdict": _verdict, "read": _read,
}  # fmt: skip


@require_POST
@security.needs(casework.VIEW)
def choose(request: HttpRequest) -> HttpResponse:
    """What was ticked, as it stands now, and what can be done to all of it."""
    numbers = [one[:50] for one in request.POST.getlist("case")]
    with security.viewing(_by(request)):
        return _asking(request, numbers)


@require_POST
@security.needs(casework.VIEW)
def do(request: HttpRequest) -> HttpResponse:
    post, by = request.POST, _by(request)
    chosen = [one for text in post.getlist("case")[:MOST] if (one := _chosen(text))]
    order = Order(
        post.get("act", ""), post.get("verdict", "")[:60], post.get("to", "")[:150], post.get("reason", "")[:2000]
    )
    try:
        _whole(order, chosen)
    except DomainError as why:
        with security.viewing(by):
            return _asking(request, [one.number for one in chosen], why)
    told = carry_out(by, order, chosen, post.get("key", "")[:64] or deciding.new_key())
    facts = {
        "told": told, "done": [one for one in told if one.done], "refused": [one for one in told if not one.done],
        "act": ACTS[order.act], "query": keeping.cleaned(post.get("query", ""), worklists.VIEWS),
    }  # fmt: skip
    with security.viewing(by):
        return render(request, "desk/many_told.html", facts)


def _whole(order: Order, chosen: list[Chosen]) -> None:
    if not chosen:
        raise NothingChosen
    if order.act not in ACTS:
        raise ActMissing(says="请选要做什么")
    if order.act == "verdict" and not order.verdict:
        raise ActMissing(says="请选一个意见")
    if order.act == "hand" and not order.to:
        raise ActMissing(says="请选交给哪位同事")
    if order.act in ("hand", "urge") and not order.reason.strip():
        raise ActMissing(says="请写明为什么，接手的人和以后查看的人都要看")


def _asking(request: HttpRequest, numbers: list[str], why: DomainError | None = None) -> HttpResponse:
    by, post = _by(request), request.POST
    query = keeping.cleaned(post.get("query", ""), worklists.VIEWS)
    cases = casework.picked(by, [one.replace("\0", "") for one in numbers[:MOST]])
    if not cases and why is None:
        return _nothing(query)
    verdicts: dict[str, list[str]] = {}
    for one in cases:
        for key, title in one.verdicts.items():
            verdicts.setdefault(key, []).append(title)
    facts = {
        "cases": [(one, Chosen(one.number, one.revision, tuple(one.unread)).said()) for one in cases], "why": why,
        "verdicts": {key: (titles[0], len(titles)) for key, titles in verdicts.items()}, "query": query, "most": MOST,
        "left": max(0, len(numbers) - MOST), "colleagues": organisations.colleagues_with(by, *sorted(by.roles)),
        "may_urge": security.can(by, casework.URGE), "unread": sum(bool(one.unread) for one in cases),
        "act": post.get("act", ""), "verdict": post.get("verdict", ""), "to": post.get("to", ""),
        "reason": post.get("reason", ""), "key": deciding.new_key(),
    }  # fmt: skip
    return render(request, "desk/many.html", facts, status=why.status if why else 200)


def _nothing(query: str) -> HttpResponseRedirect:
    return redirect(f"/desk/?{query}&said=nothing")


def _chosen(text: str) -> Chosen | None:
    number, _, rest = text.replace("\0", "")[:600].partition(":")
    revision, *asides = rest.split(":") if rest else ["-1"]
    try:
        return Chosen(number[:50], int(revision) if revision.isdecimal() else -1, tuple(UUID(one) for one in asides))
    except ValueError:
        return None


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
