"""The console of versions: which are still in use, what would become of their cases, and the change itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from . import migrating as engine
from . import narrowing


@dataclass(frozen=True)
class Told:
    """What became of one case."""

    number: str
    done: bool
    says: str


@require_safe
@security.needs(engine.MIGRATE)
def versions(request: HttpRequest) -> HttpResponse:
    facts = {"versions": engine.old_versions(_by(request)), "counted": engine.COUNTED, "key": uuid7().hex}
    return render(request, "casework/versions.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@security.needs(engine.MIGRATE)
def migrating(request: HttpRequest, version: int) -> HttpResponse:
    """A trial of the map in the address; sent, the chosen cases move."""
    if request.method == "POST":
        return _moved(request)
    by, said = _by(request), request.GET
    one = next((found for found in engine.old_versions(by) if found.id == version), None)
    if one is None:
        raise NotFound
    steps = _steps(said.dict())
    what = narrowing.read(dict(said.lists()))
    trials = engine.try_migration(by, version, steps, what)
    pairs = [(key, title, steps.get(key) or key) for key, title in one.steps.items()]
    facts = {
        "one": one, "pairs": pairs, "steps": steps, "trials": trials, "goes": sum(not trial.why for trial in trials),
        "q": said.get("q", ""), "problems": what.problems, "most": engine.MOST, "key": uuid7().hex,
    }  # fmt: skip
    return render(request, "casework/migrate.html", facts)


@require_POST
@security.needs(engine.MIGRATE)
def back(request: HttpRequest) -> HttpResponse:
    """The chosen cases as they were before they changed versions."""
    by, reason = _by(request), request.POST.get("reason", "").strip()[:2000]
    texts = " ".join(request.POST.getlist("case")).replace("\0", "").split()

    def act(number: str, key: str) -> str:
        return engine.migrate_back(by, number, reason=reason, key=key)

    return _told(request, list(dict.fromkeys(texts)), act, "back")


def _moved(request: HttpRequest) -> HttpResponse:
    by, post = _by(request), request.POST
    steps, reason = _steps(post.dict()), post.get("reason", "").strip()[:2000]
    chosen = dict(one.replace("\0", "").rpartition(":")[::2] for one in post.getlist("case"))

    def act(number: str, key: str) -> str:
        revision = int(chosen[number]) if chosen[number].isdecimal() else -1
        return engine.migrate(by, number, steps, revision=revision, reason=reason, key=key)

    return _told(request, list(chosen), act, "onto")


def _told(request: HttpRequest, numbers: list[str], act: Callable[[str, str], str], way: str) -> HttpResponse:
    key, told = request.POST.get("key", "")[:64] or uuid7().hex, []
    for number in numbers[: engine.MOST]:
        try:
            told.append(Told(number, True, act(number, f"{key}:{number}")))
        except DomainError as why:
            told.append(Told(number, False, str(why)))
    facts = {"told": told, "done": [one for one in told if one.done], "stayed": [one for one in told if not one.done],
             "way": way, "key": uuid7().hex}  # fmt: skip
    with security.viewing(_by(request)):
        return render(request, "casework/migrated.html", facts)


def _steps(said: dict[str, str]) -> dict[str, str]:
    return {key.removeprefix("to."): value[:60] for key, value in said.items() if key.startswith("to.") and value}


def _by(request: HttpRequest) -> security.Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
