"""What allauth asks the house: how people are let in, in which words it refuses, how their secrets are kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yiwang.pillars.security.base import api as security

from . import by_mobile, guarding, mounting, sessions
from .errors import Inactive
from .places import home_of

KEY = "totp"


class Accounts(DefaultAccountAdapter):
    """No sign-up, no e-mail: who may log in was entered by the house or by another proven source."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对。密码区分大小写"),
        "incorrect_password": _("密码不对。密码区分大小写"),
        "enter_current_password": _("现在的密码不对。密码区分大小写"),
        "incorrect_code": _("验证码不对，或已经用过。动态口令等它换一个再填"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Name and password, counted by who tries from where. Whoever is right is half in from here on."""
        username = by_mobile.account_of(str(credentials.get("username", "")))
        credentials["username"] = username
        with guarding.tries(request, "password", username) as tried:
            user = authenticate(request, **credentials)
            if isinstance(user, security.User):
                tried.succeeded()
        if isinstance(user, security.User) and not request.user.is_authenticated:
            mounting.record().now_by(mounting.half(user))
        return user

    def pre_login(self, request: HttpRequest, user: Any, **facts: Any) -> Any:
        if not user.is_active:
            raise Inactive
        return super().pre_login(request, user, **facts)

    def login(self, request: HttpRequest, user: Any) -> None:
        """All steps are passed: the session opens, and the change is his own from here on."""
        actor = security.actor_as(user)
        mounting.record().now_by(actor if actor.user else mounting.half(user))
        mounting.record().about("user", str(user.pk))
        super().login(request, user)
        request.session.pop(sessions.UNTIL, None)  # the hours count from now

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> Any:
        response = super().post_login(request, user, **facts)
        guarding.remember(request, response, user.username)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        return home_of(security.actor_as(user)) if isinstance(user, security.User) else "/"

    def set_password(self, user: Any, password: str) -> None:
        user.set_password(password)
        mounting.keep(mounting.record(), user, "password")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor confirms with that: his password alone would make nobody surer."""
        found = super().get_reauthentication_methods(user)
        second = [one for one in found if one["id"] != "reauthenticate"]
        return second or found

    def is_reauthentication_required(self, *, app: str, **_facts: Any) -> bool:  # noqa: ARG002
        """The house asks for it itself: by the `assurance` of what is to be done."""
        return False


class Factors(DefaultMFAAdapter):
    """Secrets are sealed for their owner: moved to another's row they do not open."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Accounts.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": _("先开启动态口令或者通行密钥，再要备用码"),
    }

    def encrypt(self, text: str) -> str:
        return security.vault().encrypt(KEY, text.encode(), self._owner()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return security.vault().decrypt(KEY, bytes.fromhex(encrypted_text), self._owner()).decode()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Never answered from outside the reach of his rows: there the database shows none, and none would mean no."""
        if security.current().user != user.pk or not connection.in_atomic_block:
            raise RuntimeError("second factors are asked for where they cannot be seen")
        return super().is_mfa_enabled(user, types)

    def build_totp_svg(self, url: str) -> str:  # noqa: ARG002
        return ""  # drawn by the page itself, with what draws all our codes

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        there = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("通行密钥 {number}").format(number=there + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "一网"}

    def _owner(self) -> bytes:
        return str(security.current().user).encode()
