"""Every request is a scoped transaction: reads run inside a read-only one, changes open their own by `acting`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from yiwang.kernel.errors import DomainError, NotFound, Refused

from . import stepping
from .access import Access
from .acting import Record, _record_refusal
from .actions import StepUp, sure_enough
from .actor import NOBODY
from .scope import _current, viewing
from .session import actor_of, lapsed
from .trail import Ref

SAFE = ("GET", "HEAD", "OPTIONS")


def without_nul(sent: QueryDict) -> QueryDict:
    """What was sent, without the one character PostgreSQL cannot keep and nobody can type. All else stays."""
    if not any("\x00" in text for _, many in sent.lists() for text in many):
        return sent
    cleaned = QueryDict(mutable=True)
    for name, many in sent.lists():
        cleaned.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in many])
    return cleaned


class Scoped:
    """Find out who asks, hold the page's access rule, open the boundary, and render what goes wrong in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if request.method in SAFE and not opens_its_own(request.path_info):
            with viewing(request.actor):  # type: ignore[attr-defined]
                response = self.get_response(request)
        else:
            token = _current.set(request.actor)  # type: ignore[attr-defined]
            try:
                response = self.get_response(request)
            finally:
                _current.reset(token)
        if refusal := getattr(request, "refusal", None):
            _record_refusal(*refusal)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        access: Access | None = getattr(view, "access", None)
        if access is None:
            raise RuntimeError(f"{view.__module__}.{getattr(view, '__name__', view)} does not say who may enter")
        actor = request.actor  # type: ignore[attr-defined]
        why = (actor.mandate is None and lapsed(request)) or access.why_not(actor)
        if not why:
            if "\x00" in request.path_info:
                return say(request, NotFound())
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
            return self._sure_enough(request, access)
        if actor == NOBODY:
            return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        refusal = Refused(why=why)
        route = request.resolver_match.route if request.resolver_match else ""
        request.refusal = (Record(actor, access.action or "page", Ref("route", route)), refusal)  # type: ignore[attr-defined]
        return say(request, refusal)

    def _sure_enough(self, request: HttpRequest, access: Access) -> HttpResponse | None:
        """A page about something that needs more than a login asks for it before anything is typed."""
        try:
            if access.action:
                sure_enough(request.actor, access.action)  # type: ignore[attr-defined]
        except (Refused, StepUp) as refusal:
            route = request.resolver_match.route if request.resolver_match else ""
            request.refusal = (Record(request.actor, access.action, Ref("route", route)), refusal)  # type: ignore[attr-defined]
            return stepping.ask(request) if isinstance(refusal, StepUp) else say(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, StepUp):
            return stepping.ask(request)
        if not isinstance(error, DomainError):
            return None
        safe = request.method in SAFE
        if safe and isinstance(error, (Refused, NotFound)):
            route = request.resolver_match.route if request.resolver_match else ""
            request.refusal = (Record(request.actor, "page", Ref("route", route)), error)  # type: ignore[attr-defined]
        return say(request, error)


def opens_its_own(path: str) -> bool:
    """Does the view at `path` change something even by a GET (`changes_on_get`)? Asked before anything is opened; most
    paths are told by how they begin."""
    if not path.startswith(_beginnings(settings.ROOT_URLCONF)):
        return False
    try:
        return getattr(resolve(path).func, "changes_on_get", False)
    except Resolver404:
        return False


@cache
def _beginnings(urlconf: str) -> tuple[str, ...]:
    """How the paths of such views begin: all up to their first place."""
    return tuple({f"/{address.partition('<')[0]}" for address in _declared(get_resolver(urlconf).url_patterns)})


def _declared(patterns: Iterable[Any], prefix: str = "") -> Iterator[str]:
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _declared(one.url_patterns, address)
        elif hasattr(one.callback, "changes_on_get"):
            yield address


def say(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The one place where an error becomes a page."""
    facts = {"error": error, "sentence": str(error), "number": getattr(request, "number", "")}
    if error.status == 404:
        facts["sentence"] = NotFound().message()
    return render(request, "site/error.html", facts, status=error.status)
