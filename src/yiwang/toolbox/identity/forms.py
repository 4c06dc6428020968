"""allauth's forms where the house asks otherwise: one name for the login field, codes that count once, tries counted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as passkeys
from django.core.exceptions import ValidationError

from . import guarding, mounting
from .totp import step_of


class ByName(LoginForm):
    """The field is called `username`, as browsers and keepers of passwords know it."""

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("username" if field_name == "login" else field_name)


class _Counted:
    """A code typed for somebody: tries are counted, and the row of what it was made with is held while it is looked at."""

    user: Any
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        with guarding.tries(mounting.request(), "code", self.user.username) as tried:
            for one in Authenticator.objects.select_for_update().filter(user=self.user).order_by("-type"):
                if _counts(one, code):
                    self.authenticator = one
                    tried.succeeded()
                    return code
        raise wrong_code()


def _counts(one: Authenticator, code: str) -> bool:
    """Does `code` count for this authenticator? If so it never will again."""
    if one.type == Authenticator.Type.RECOVERY_CODES:
        return bool(one.wrap().validate_code(code))
    if one.type != Authenticator.Type.TOTP:
        return False
    step = step_of(decrypt(one.data["secret"]), code, int(one.data.get("last", 0)))
    if step is None:
        return False
    one.data["last"] = step
    mounting.record().note(factor=one.type)
    mounting.keep(mounting.record(), one, "data")
    return True


class Code(_Counted, AuthenticateForm):
    pass


class CodeAgain(_Counted, ReauthenticateForm):
    pass


class NewTotp(ActivateTOTPForm):
    """The first code proves that the secret arrived. It is not counted: whoever sees the page has the secret anyway."""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        self.step = step_of(self.secret, code, 0)
        if self.step is None:
            raise ValidationError(get_adapter().error_messages["incorrect_code"], code="incorrect_code")
        return code


@contextmanager
def _readable() -> Iterator[None]:
    """What a browser sends of a key is anybody's text: where it cannot be read, it is a wrong one."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, struct.error) as broken:
        raise wrong_code() from broken


class Passkey(LoginWebAuthnForm):
    """Whose key it is says the key itself. Until it is verified that opens his own authenticators only, all public keys."""

    def clean_credential(self) -> Authenticator:
        answer = self.cleaned_data["credential"]
        with _readable():
            passkeys.parse_authentication_response(answer)
            mounting.record().now_by(mounting.half(passkeys.extract_user_from_response(answer)))
            return super().clean_credential()


class NewPasskey(AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        with _readable():
            return super().clean()


class PasskeyToo(AuthenticateWebAuthnForm):
    """As the second step after the password."""

    def clean_credential(self) -> Authenticator:
        with _readable():
            return super().clean_credential()


class PasskeyAgain(PasskeyToo, ReauthenticateWebAuthnForm):
    """To be surer of somebody who is in already."""


def wrong_code() -> ValidationError:
    return get_adapter().validation_error("incorrect_code")
