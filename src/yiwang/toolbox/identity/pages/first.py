"""第一次登录: a password of one's own, by the one-time code from who opened the account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import given, guarding
from yiwang.toolbox.identity.errors import TooOften, WrongLoginCode

PAGE = "identity/first.html"


@sensitive_post_parameters()
@security.public
def first(request: HttpRequest) -> HttpResponse:
    """Name, code and a new password twice. What is wrong with name or code is not told apart."""
    if request.method != "POST":
        return render(request, PAGE)
    sent = {name: request.POST.get(name, "") for name in ("username", "code", "password1", "password2")}
    username = sent["username"].strip()
    if not all(one.strip() for one in sent.values()):
        return _again(request, _("用户名、登录码和两遍新密码都要填"), username)
    if sent["password1"] != sent["password2"]:
        return _again(request, _("两遍新密码不一样"), username)
    try:
        with guarding.tries(request, "first", username) as tried:
            try:
                given.use(username, sent["code"], sent["password1"])
            except ValidationError as weak:
                tried.succeeded()  # the code was right
                return _again(request, weak.messages[0], username)
            tried.succeeded()
    except ValidationError as wait:
        return _again(request, wait.messages[0], username, TooOften.status)
    except WrongLoginCode as wrong:
        return _again(request, str(wrong), username)
    return render(request, "identity/login.html", {"renewed": True, "next": ""})


def _again(request: HttpRequest, problem: str, username: str, status: int = 422) -> HttpResponse:
    return render(request, PAGE, {"problem": problem, "username": username}, status=status)
