"""Who comes by another source: the account he linked before, or the one his verified ID number belongs to. Nothing else
links: an e-mail, a name or a telephone number is what anybody can type somewhere."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import mounting
from .errors import NotLinked
from .rules import number_said


class Sources(DefaultSocialAccountAdapter):
    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:  # noqa: ARG002
        """Of what the source told only the number is looked at, and nothing of it is kept."""
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or {}
        sociallogin.number = number_said(claims, sociallogin.provider.app.settings.get("identifier", ""), clock.today())
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """From here on he is half in: his second factor is still asked for."""
        user = sociallogin.user if sociallogin.is_existing else _owner(sociallogin)
        if user is None or not user.is_active:
            raise NotLinked
        mounting.record().now_by(mounting.half(user))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
            mounting.record().note(linked=sociallogin.account.provider)


def _owner(sociallogin: Any) -> security.User | None:
    """Whose number it is; nobody where that account is linked to somebody else of the same source already."""
    if not sociallogin.number:
        return None
    party = security.party_with("person", sociallogin.number)
    user = security.User.objects.filter(party=party).first() if party else None
    linked = SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists()
    return None if user is None or linked else user
