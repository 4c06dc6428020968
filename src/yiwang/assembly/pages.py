"""The few pages that belong to no unit: logging in, changing hats, health, metrics."""

from __future__ import annotations

from datetime import UTC, timedelta

import segno
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language
from prometheus_client import CONTENT_TYPE_LATEST

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import backends
from yiwang.pillars.security.base.models import User

LOGIN = security.declare("security.log_in", "登录", by="nobody person firm staff")
TOTP = security.declare("security.turn_on_totp", "开启动态口令", by="person firm staff")
WAIT = timedelta(minutes=5)


@security.public
def login(request: HttpRequest) -> HttpResponse:
    """Name and password; an account with TOTP is asked for its code on a page of its own."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        return render(request, "site/login.html", {"next": onward, "accounts": _samples()})
    user = authenticate(request, username=request.POST.get("username", ""), password=request.POST.get("password", ""))
    if not isinstance(user, User):
        security.record_refusal(security.NOBODY, LOGIN, security.Ref("login", ""), "用户名或密码不对")
        facts = {"next": onward, "problem": _("用户名或密码不对。密码区分大小写"), "accounts": _samples()}
        return render(request, "site/login.html", facts, status=422)
    if user.totp_sealed:
        request.session["half"] = [user.pk, onward, (clock.now() + WAIT).timestamp()]
        return redirect("login-code")
    return _enter(request, user, onward)


@security.public
def code(request: HttpRequest) -> HttpResponse:
    """The second factor. Five minutes after the password it has to be given again."""
    pk, onward, until = request.session.get("half", (0, "", 0))
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or clock.now().timestamp() > until:
        return redirect("login")
    if request.method != "POST":
        return render(request, "site/code.html")
    step = backends.totp_step(bytes(user.totp_sealed or b""), user, request.POST.get("code", ""))
    if step is None:
        return render(request, "site/code.html", {"problem": _("动态口令不对，或已经用过。等它换一个再填")}, status=422)
    return _enter(request, user, onward, step)


def _enter(request: HttpRequest, user: User, onward: str, step: int = 0) -> HttpResponse:
    """Open the session as an act. A code's `step` counts once, however many send it at the same moment."""
    actor = security.actor_as(user)
    with security.acting(actor, LOGIN, security.Ref("user", str(user.pk))):
        if step and not User.objects.filter(pk=user.pk, totp_last__lt=step).update(totp_last=step):
            raise Refused(why=_("这个动态口令刚刚用过。请等它换一个，再登录一次"))
        request.session.pop("half", None)
        open_session(request, user)
    if url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        return redirect(onward)
    return redirect("/desk/" if actor.is_staff else "/")


def _samples() -> list[dict[str, str]]:
    if settings.LIVE:
        return []
    from yiwang.assembly.sample.accounts import ACCOUNTS

    return ACCOUNTS


@require_POST
@security.public
def logout(request: HttpRequest) -> HttpResponse:
    close_session(request)
    return redirect("/")


@security.open_to("person firm staff")
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and as what I act."""
    facts = {"hats": security.hats(request.user), "hat": request.session.get("hat", ""), "user": request.user}  # type: ignore[arg-type]
    return render(request, "site/account.html", facts)


@require_POST
@security.open_to("person firm staff")
def hat(request: HttpRequest) -> HttpResponse:
    """Act as myself, a firm, or another of my posts from now on."""
    wanted = request.POST.get("hat", "")
    if wanted in {one.key for one in security.hats(request.user)}:  # type: ignore[arg-type]
        request.session["hat"] = wanted
    actor = security.actor_as(request.user, wanted)  # type: ignore[arg-type]
    return redirect("/desk/" if actor.is_staff else "/")


@security.open_to("person firm staff")
def totp(request: HttpRequest) -> HttpResponse:
    """Turn on the second factor: show a secret, keep it once a code made with it was typed."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the page is open to people who logged in
    if request.method == "POST" and "totp" in request.session:
        sealed = bytes.fromhex(request.session["totp"][0])
        if (step := backends.totp_step(sealed, user, request.POST.get("code", ""))) is not None:
            with security.acting(request.actor, TOTP, security.Ref("user", str(user.pk))):  # type: ignore[attr-defined]
                User.objects.filter(pk=user.pk).update(totp_sealed=sealed, totp_last=step)
            del request.session["totp"]
            return redirect("account")
        facts = {**_totp_facts(request.session["totp"][1]), "problem": _("动态口令不对，请看手机上现在的 6 位数")}
        return render(request, "site/totp.html", facts, status=422)
    sealed, address = backends.new_totp(user)  # type: ignore[arg-type]
    request.session["totp"] = [sealed.hex(), address]
    return render(request, "site/totp.html", _totp_facts(address))


def _totp_facts(address: str) -> dict[str, str]:
    return {"address": address, "qr_svg": segno.make(address).svg_data_uri(scale=4, border=2)}


@require_POST
@security.public
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English from now on, for everybody: kept in a cookie, so nobody has to log in for it."""
    return set_language(request)


@security.public
def live(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@security.public
def ready(_request: HttpRequest) -> HttpResponse:
    """For the load balancer: 503 while anything is bad. Open to all, so it says how, not why; the console says why."""
    answers = operations.healthy()
    bad = any(answer.state == "bad" for answer in answers.values())
    return JsonResponse({key: answer.state for key, answer in answers.items()}, status=503 if bad else 200)


@security.public
def metrics(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(operations.exposition(), content_type=CONTENT_TYPE_LATEST)


@security.public
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a weakness. Not there until somebody was named."""
    if not settings.SECURITY_CONTACT:
        raise NotFound
    until = (clock.now() + timedelta(days=180)).astimezone(UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@security.public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's own call
    sentence = _("没有这一页。它可能已经搬走，也可能不在您的管辖范围内。")
    return render(request, "site/error.html", {"sentence": sentence, "missing": True}, status=404)


@security.public
def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours broke. No query is made here: the database may be what broke."""
    sentence = _("这一步没有完成，是我们的问题。您已经保存的内容都还在。")
    facts = {"sentence": sentence, "number": getattr(request, "number", ""), "ours": True}
    return render(request, "site/broken.html", facts, status=500)
