"""allauth's chosen views, each with who may enter, what it does, and how it looks here. Nothing else of allauth is reached."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal import stagekit
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.contrib.auth import logout as close_session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yiwang.pillars.security.base import api as security

from . import keeping, mounting
from .worded import worded

LOG_IN = security.declare("security.log_in", "登录", by="nobody person firm staff")
LOG_OUT = security.declare("identity.log_out", "退出登录", by="nobody person firm staff")
TURN_ON_TOTP = security.declare("security.turn_on_totp", "开启动态口令", by="person firm staff", assurance=3)
TURN_OFF_TOTP = security.declare("identity.turn_off_totp", "关闭动态口令", by="person firm staff", assurance=3)
SEE_CODES = security.declare("identity.see_recovery_codes", "看备用码", by="person firm staff", assurance=3)
NEW_CODES = security.declare("identity.new_recovery_codes", "换一组备用码", by="person firm staff", assurance=3)
ADD_PASSKEY = security.declare("identity.add_passkey", "添加通行密钥", by="person firm staff", assurance=3)
REMOVE_PASSKEY = security.declare("identity.remove_passkey", "删除通行密钥", by="person firm staff", assurance=3)
CHANGE_PASSWORD = security.declare("identity.change_password", "修改密码", by="person firm staff", assurance=3)
CONFIRM = security.declare("identity.confirm", "再次确认是本人", by="person firm staff")
ANYBODY = "person firm staff"

_login = worded(account.LoginView, "identity/login.html", anchor="username")
_code = worded(factors.AuthenticateView, "identity/code.html", anchor="code")
_totp = worded(keeping.NewTotpView, "identity/totp.html", anchor="code")
_totp_off = worded(totp_views.DeactivateTOTPView, "identity/totp_off.html")
_codes = worded(recovery_codes.ViewRecoveryCodesView, "identity/recovery_codes.html")
_new_codes = worded(recovery_codes.GenerateRecoveryCodesView, "identity/new_codes.html")
_new_passkey = worded(keeping.NewPasskeyView, "identity/new_passkey.html", anchor="name")
_remove_passkey = worded(webauthn_views.RemoveWebAuthnView, "identity/remove_passkey.html")
_passkey = worded(keeping.PasskeyLoginView, "identity/login.html", anchor="username")
_password = worded(account.PasswordChangeView, "identity/password.html", anchor="oldpassword")
_first_password = worded(account.PasswordSetView, "identity/password.html", anchor="password1")
_confirm = worded(account.ReauthenticateView, "identity/confirm.html", anchor="password")
_confirm_code = worded(factors.ReauthenticateView, "identity/confirm_code.html", anchor="code")
_confirm_passkey = worded(keeping.ConfirmPasskeyView, "identity/confirm_passkey.html")
_protection = worded(factors.IndexView, "identity/protection.html")


@security.public
def login(request: HttpRequest) -> HttpResponse:
    """Name and password. Who was half in starts again; who is in as somebody else leaves first."""
    if request.method != "POST":
        stagekit.clear_login(request)
        return mounting.read(request, _login)
    if request.user.is_authenticated:
        close_session(request)
    answer = mounting.change(request, _login, lambda: security.acting(security.NOBODY, LOG_IN), login=True)
    return _refusal_kept(answer, security.NOBODY, _("用户名或密码不对"))


@security.public
def code(request: HttpRequest) -> HttpResponse:
    """The second factor, within five minutes of the password."""
    by = mounting.half_in(request)
    if request.method != "POST":
        return mounting.read(request, _code, by)
    answer = mounting.change(request, _code, lambda: security.acting(by, LOG_IN, mounting.about(by)), login=True)
    return _refusal_kept(answer, by, _("验证码不对"))


def _refusal_kept(answer: HttpResponse, by: security.Actor, why: str) -> HttpResponse:
    """A try in vain is recorded: who was tried is named only after his password was right."""
    if answer.status_code >= 400:
        about = mounting.about(by) if by.user else security.Ref("login", "")
        security.record_refusal(by, LOG_IN, about, why)
    return answer


@require_POST
@security.public
def logout(request: HttpRequest) -> HttpResponse:
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return redirect("/")
    return mounting.change(request, account.logout, lambda: security.acting(by, LOG_OUT, mounting.about(by)))


@security.open_to(ANYBODY)
def protection(request: HttpRequest) -> HttpResponse:
    return mounting.read(request, _protection)


@security.needs(TURN_ON_TOTP)
def totp(request: HttpRequest) -> HttpResponse:
    """Show a secret, keep it once a code made with it was typed."""
    return _own(request, _totp, lambda by: security.acting(by, TURN_ON_TOTP, mounting.about(by)))


@security.needs(TURN_OFF_TOTP)
def totp_off(request: HttpRequest) -> HttpResponse:
    return _own(request, _totp_off, lambda by: security.acting(by, TURN_OFF_TOTP, mounting.about(by)))


@security.changes_on_get
@security.needs(SEE_CODES)
def codes(request: HttpRequest) -> HttpResponse:
    """Shown once: looking at them is kept, so it is a change even by GET."""
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    return mounting.change(request, _codes, lambda: security.acting(by, SEE_CODES, mounting.about(by)), shows=True)


@security.needs(NEW_CODES)
def new_codes(request: HttpRequest) -> HttpResponse:
    return _own(request, _new_codes, lambda by: security.acting(by, NEW_CODES, mounting.about(by)))


@security.needs(CHANGE_PASSWORD)
def password(request: HttpRequest) -> HttpResponse:
    """A new one. Every other session of the account ends with it."""
    user = request.user
    view = _password if isinstance(user, security.User) and user.has_usable_password() else _first_password
    return _own(request, view, lambda by: security.acting(by, CHANGE_PASSWORD, mounting.about(by)))


@security.open_to(ANYBODY)
def confirm(request: HttpRequest) -> HttpResponse:
    """Once more who he is: by the password; allauth sends on to a second factor who has one."""
    return _confirmed(request, _confirm)


@security.open_to(ANYBODY)
def confirm_code(request: HttpRequest) -> HttpResponse:
    return _confirmed(request, _confirm_code)


@security.open_to(ANYBODY)
def confirm_passkey(request: HttpRequest) -> HttpResponse:
    return _confirmed(request, _confirm_passkey)


def _confirmed(request: HttpRequest, view: Any) -> HttpResponse:
    """Who has neither a password nor a second factor came by another house, and proves it again there."""
    try:
        return _own(request, view, lambda by: security.acting(by, CONFIRM, mounting.about(by)))
    except PermissionDenied:
        return render(request, "identity/confirm_elsewhere.html")


def _own(request: HttpRequest, view: Any, opening: Any, **places: Any) -> HttpResponse:
    """A page about one's own account: reading by GET, one change by POST."""
    if request.method != "POST":
        return mounting.read(request, view, **places)
    by: security.Actor = request.actor  # type: ignore[attr-defined]
    return mounting.change(request, view, lambda: opening(by), **places)


@security.open_to(ANYBODY)
def passkeys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  allauth goes here after a removal
    return redirect("mfa_index")


@security.needs(ADD_PASSKEY)
def new_passkey(request: HttpRequest) -> HttpResponse:
    return _own(request, _new_passkey, lambda by: security.acting(by, ADD_PASSKEY, mounting.about(by)))


@security.needs(REMOVE_PASSKEY)
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    return _own(request, _remove_passkey, lambda by: security.acting(by, REMOVE_PASSKEY, mounting.about(by)), pk=pk)


@security.public
def passkey(request: HttpRequest) -> HttpResponse:
    """Log in by passkey alone: no name, no password. GET answers the page's script with the challenge."""
    if request.method != "POST":
        return mounting.read(request, _passkey)
    if request.user.is_authenticated:
        close_session(request)
    answer = mounting.change(request, _passkey, lambda: security.acting(security.NOBODY, LOG_IN), login=True)
    return _refusal_kept(answer, security.NOBODY, _("通行密钥没有对上"))
