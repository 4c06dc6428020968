"""The front door: search, what waits for me, browsing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms
from yiwang.toolbox.identity import api as identity


@security.public
def home(request: HttpRequest) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    waiting, drafts = [], []
    if actor.is_citizen:
        waiting = [case for case in casework.cases_of(actor) if case.case.status == "supplementing"]
        drafts = [
            (draft, library.matters[draft.subject])
            for draft in forms.drafts(actor)
            if draft.subject in library.matters and identity.covers(actor.scope, draft.subject)
        ]
    popular = [(library.address(name), one) for name, one in list(library.matters.items())[:8]]
    facts = {"waiting": waiting, "drafts": drafts, "themes": library.themes(), "popular": popular}
    return render(request, "service/home.html", facts)


@security.public
def browse(request: HttpRequest) -> HttpResponse:
    """Search results, or everything by theme. The address holds the query, so it can be shared."""
    text, theme = request.GET.get("q", "").strip()[:60], request.GET.get("theme", "")
    if text:
        found = [(library.address(one.name), one.matter) for one in library.search(text)]
    else:
        found = [
            (library.address(name), one) for name, one in library.matters.items() if not theme or one.theme == theme
        ]
    facts = {"q": text, "theme": theme, "found": found, "themes": list(library.themes())}
    return render(request, "service/browse.html", facts)


@security.public
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one matter, in the citizen's words first and the law's at the side."""
    name = library.name_at(slug)
    one = library.matter(name)
    today = clock.today()
    limits = {"law": standards.parameter(one.limit).on(today), "promise": standards.parameter(one.promise).on(today)}
    specials = tuple(special.title for special in casework.flows[one.flow].specials)
    groups = library.groups(one, law=limits["law"], promise=limits["promise"], specials=specials)
    facts = {"slug": slug, "matter": one, "limits": limits, "groups": groups}
    return render(request, "service/guide.html", facts)
