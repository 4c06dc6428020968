"""Log in by name and password. What comes after it is `toolbox/identity`'s."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .models import User


class ByName(BaseBackend):
    """A name that does not exist takes as long as a wrong password, so that names cannot be fished for."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  Django's own signature
        username: str = "",
        password: str = "",
        **_: Any,
    ) -> User | None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
