"""Where the house keeps more than allauth does: a code that turned something on is used up by that."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpResponse
from django.views.generic.edit import FormView

from . import mounting


class NewTotpView(ActivateTOTPView):
    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        facts = super().get_context_data(**facts)
        facts["totp_svg_data_uri"] = segno.make(facts["totp_url"]).svg_data_uri(scale=4, border=2)
        return facts

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        kept = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        kept.data["last"] = form.step
        mounting.keep(mounting.record(), kept, "data")
        return response


class NewPasskeyView(AddWebAuthnView):
    """Always one that can log in alone: it lives on the device and asks for the finger, the face or the device's code."""

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        facts = super().get_context_data(**facts)
        facts["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return facts


class PasskeyLoginView(LoginWebAuthnView):
    """A key that does not fit shows the login again, with the sentence, instead of going there as if it had."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return FormView.form_invalid(self, form)

    def get_success_url(self) -> str | None:
        return None


class ConfirmPasskeyView(ReauthenticateWebAuthnView):
    """A key that does not fit is told on the page itself."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return FormView.form_invalid(self, form)
