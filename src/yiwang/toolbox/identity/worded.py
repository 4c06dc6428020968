"""How one of allauth's pages looks here: our template, one sentence for what is wrong, where to go on to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .errors import TooOften


def worded(view: type[Any], template: str, anchor: str = "") -> Callable[..., HttpResponse]:
    """`view` with `template`, which finds `problem`, `anchor` and `next` among its facts."""

    class Worded(view):  # type: ignore[misc]
        template_name = template

        def get_context_data(self, **facts: Any) -> dict[str, Any]:
            facts = super().get_context_data(**facts)
            facts.pop("site", None)  # `site` is the house's own word on every page
            facts["problem"], facts["anchor"] = problem(facts), anchor
            facts["sources"] = settings.SOURCES
            facts["next"] = facts.get("redirect_field_value") or ""
            if (
                "js_data" in facts
            ):  # what the page's script asks the device, as an attribute: no script stands in the page
                facts["options"] = json.dumps(*facts["js_data"].values())
            return facts

        def render_to_response(self, context: dict[str, Any], **how: Any) -> HttpResponse:
            if any(error.code == TooOften.code for error in wrong(context)):
                how["status"] = TooOften.status
            answer: HttpResponse = super().render_to_response(context, **how)
            return answer

    Worded.__name__ = f"Worded{view.__name__}"
    answer: Callable[..., HttpResponse] = Worded.as_view()
    return answer


def wrong(facts: dict[str, Any]) -> Iterator[ValidationError]:
    """What is wrong with what was sent, in the order of the fields."""
    for name in ("form", "webauthn_form"):
        form = facts.get(name)
        if form is not None and form.is_bound:
            for errors in form.errors.as_data().values():
                yield from errors


def problem(facts: dict[str, Any]) -> str:
    """The first thing that is wrong; an empty field is told in plain words."""
    for error in wrong(facts):
        return _("还没有填完。每一项都要填") if error.code == "required" else str(error.messages[0])
    return ""
