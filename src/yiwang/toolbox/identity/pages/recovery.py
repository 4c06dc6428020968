"""忘了密码, in two steps."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import guarding, recovering
from yiwang.toolbox.identity.errors import TooOften, WrongCode

WHOSE = "recover"


@security.public
def ask(request: HttpRequest) -> HttpResponse:
    """Account and ID number. The answer is the same whoever it is."""
    if request.method != "POST":
        return render(request, "identity/recover.html")
    username, identifier = request.POST.get("username", "").strip(), request.POST.get("identifier", "")
    if not username or not identifier.strip():
        return _again(request, "identity/recover.html", _("用户名和身份证号都要填"), username=username)
    try:
        with guarding.tries(request, "recover", username):
            request.session[WHOSE] = recovering.ask(username, identifier)
    except ValidationError as wait:
        return _again(request, "identity/recover.html", wait.messages[0], status=TooOften.status, username=username)
    return redirect("recover-code")


@security.public
def reset(request: HttpRequest) -> HttpResponse:
    """The code and a new password."""
    if WHOSE not in request.session:
        return redirect("recover")
    if request.method != "POST":
        return render(request, "identity/recover_code.html")
    sent = {name: request.POST.get(name, "") for name in ("code", "password1", "password2")}
    if not all(sent.values()):
        return _again(request, "identity/recover_code.html", _("验证码和两遍新密码都要填"), code=sent["code"])
    if sent["password1"] != sent["password2"]:
        return _again(request, "identity/recover_code.html", _("两遍新密码不一样"), code=sent["code"])
    try:
        recovering.reset(request.session[WHOSE], sent["code"], sent["password1"])
    except ValidationError as weak:
        return _again(request, "identity/recover_code.html", weak.messages[0], code=sent["code"])
    except WrongCode as wrong:
        return _again(request, "identity/recover_code.html", str(wrong))
    del request.session[WHOSE]
    return render(request, "identity/login.html", {"renewed": True, "next": ""})


def _again(request: HttpRequest, template: str, problem: str, *, status: int = 422, **typed: str) -> HttpResponse:
    return render(request, template, {"problem": problem, **typed}, status=status)
