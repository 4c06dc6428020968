"""allauth's views under the rules of the house: each runs once inside `acting`, or inside `viewing` where it only reads.

    @security.open_to("person firm staff")
    def password(request):
        opening = lambda: security.acting(request.actor, CHANGE_PASSWORD, about(request))
        return mounting.change(request, PasswordChangeView.as_view(template_name=…), opening)

What allauth answers decides: a redirect means done, anything else (the form shown again) undoes all it wrote and leaves
no row that says "did". A login counts as done only once somebody is in: after a password that still wants a code, nothing
has happened yet. Who is half in sees his own authenticators and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from django.http import HttpRequest, HttpResponse

from yiwang.pillars.security.base import api as security

View = Callable[..., HttpResponse]
Opening = Callable[[], AbstractContextManager[security.Record]]
_open: ContextVar[security.Record | None] = ContextVar("open change of identity", default=None)


class NotDone(Exception):
    """What was answered is no success; raised through `acting` so that nothing of it stays."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def change(request: HttpRequest, view: View, opening: Opening, *, login: bool = False, shows: bool = False,
           **places: Any) -> HttpResponse:  # fmt: skip
    """Run `view` as one change; `shows`: a page that is shown is its success."""
    try:
        with opening() as record:
            token = _open.set(record)
            try:
                response = _rendered(view(request, **places))
            finally:
                _open.reset(token)
            if not (_done(response) or shows) or (login and not request.user.is_authenticated):
                raise NotDone(response)
            return response
    except NotDone as undone:
        if undone.response.status_code == 200:
            undone.response.status_code = 422
        return undone.response


def read(request: HttpRequest, view: View, by: security.Actor | None = None, **places: Any) -> HttpResponse:
    """Run `view` as a reading by `by` (who is half in), or in the reading transaction that is open already."""
    if by is None:
        return _rendered(view(request, **places))
    with security.viewing(by):
        return _rendered(view(request, **places))


def _rendered(response: HttpResponse) -> HttpResponse:
    """Templates of class-based views are filled late; here while the boundary is still the right one."""
    render = getattr(response, "render", None)
    return render() if callable(render) else response


def _done(response: HttpResponse) -> bool:
    return response.status_code in (302, 303)


def record() -> security.Record:
    """The change that is open around allauth. None open: somebody mounted a view without it."""
    found = _open.get()
    if found is None:
        raise RuntimeError("allauth changes something outside `mounting.change`")
    return found


def keep(record: security.Record, row: Any, *fields: str) -> None:
    """Write `fields` of a row as part of the open change."""
    row.save(update_fields=list(fields))
    record.note(kept=[*fields])


def new(record: security.Record, row: Any) -> None:
    """Write a row as part of the open change."""
    row.save()
    record.note(kept=[row._meta.label])


def half(user: Any) -> security.Actor:
    """Somebody who has proved something, and not enough: he may do nothing, and reaches only what is his own."""
    return security.Actor("nobody", user=user.pk, name=security.NOBODY.name)


def half_in(request: HttpRequest) -> security.Actor:
    """Whose login waits for its next step in this session; nobody where none does, or it took too long."""
    login = unstash_login(request, peek=True)
    return half(login.user) if login and login.user else security.NOBODY


def about(actor: security.Actor) -> security.Ref:
    return security.Ref("user", str(actor.user or ""))


def request() -> HttpRequest:
    """The request allauth works on."""
    return context.request
