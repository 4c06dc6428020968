"""A system that is registered, and people who log in to it. The relying party's side is written from the RFCs alone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db import transaction
from django.test import Client

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import Appointment, User
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.provider import api as provider

BACK, PARTED, LAST = "https://app.example.cn/back", "https://app.example.cn/bye", date(2099, 1, 1)
PURPOSES = {"openid": "认出是同一个人", "profile": "称呼您", "offline_access": "夜里继续同步"}


def people() -> testing.Cast:
    with transaction.atomic():
        return testing.cast()


def administrator(liu: security.Actor, username: str = "registrar") -> security.Actor:
    """Somebody of 柳's agency who may register, and has just proved who he is."""
    with transaction.atomic():
        testing.enter(security.SYSTEM)
        agency = standards.Agency.objects.get(pk=liu.agency)
        user = User.objects.create(username=username, display_name="登记员", password="!")
        post = standards.Post.objects.create(agency=agency, title=f"系统管理 {username}", roles=["administrator"])
        Appointment.objects.create(user=user, post=post, since=date(2020, 1, 1))
        return replace(security.actor_as(user), assurance=3)


@dataclass
class App:
    """A relying party: what it was given at registration, and a browser of its user."""

    number: str
    secret: str
    browser: Client
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def address(self, **changes: Any) -> str:
        asked = {
            "client_id": self.number, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile offline_access",
            "state": "s-1", "nonce": "n-1", "code_challenge": self.challenge, "code_challenge_method": "S256",
        } | changes  # fmt: skip
        return f"/provider/authorize/?{urlencode({name: one for name, one in asked.items() if one is not None}, doseq=True)}"

    def yes(self, answer: str = "yes", **changes: Any) -> dict[str, str]:
        """Presses the button; what came back in the address."""
        hat = {"hat": changes.pop("hat")} if "hat" in changes else {}
        return told(self.browser.post(self.address(**changes), {"answer": answer, **hat}))

    def token(self, **sent: Any) -> Any:
        basic = base64.b64encode(f"{self.number}:{self.secret}".encode()).decode()
        headers = {"HTTP_AUTHORIZATION": f"Basic {basic}"} if self.secret else {}
        body = sent if self.secret else {"client_id": self.number, **sent}
        return Client().post("/provider/token/", body, **headers)

    def exchange(self, code: str, **changes: Any) -> Any:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": self.verifier}
        return self.token(**{name: one for name, one in (sent | changes).items() if one is not None})

    def tokens(self, **changes: Any) -> dict[str, Any]:
        answer = self.exchange(self.yes(**changes)["code"])
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def refresh(self, token: str, **more: str) -> Any:
        return self.token(grant_type="refresh_token", refresh_token=token, **more)

    def userinfo(self, access: str) -> Any:
        return Client().get("/provider/userinfo/", HTTP_AUTHORIZATION=f"Bearer {access}")

    def introspect(self, token: str) -> Any:
        return self._sent("/provider/introspect/", token)

    def revoke(self, token: str) -> Any:
        return self._sent("/provider/revoke/", token)

    def _sent(self, where: str, token: str) -> Any:
        basic = base64.b64encode(f"{self.number}:{self.secret}".encode()).decode()
        return Client().post(where, {"token": token}, HTTP_AUTHORIZATION=f"Basic {basic}")


def told(answer: Any) -> dict[str, str]:
    """What the redirect to the system says. Fails where it goes anywhere else."""
    assert answer.status_code == 302, answer.content.decode()[:2000]
    there = urlsplit(answer["Location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == BACK, answer["Location"]
    return {name: one[0] for name, one in parse_qs(there.query).items()}


def browser_of(actor: security.Actor, hat: str = "") -> Client:
    with security.viewing(security.SYSTEM):
        user = User.objects.get(pk=actor.user)
    client = Client()
    client.force_login(user)
    testing.just_proved(client)
    if hat:
        session = client.session
        session["hat"] = hat
        session.save()
    return client


def registered(by: security.Actor, **changes: Any) -> tuple[str, str]:
    wish = provider.Wish("不动产查询", "confidential", "张工 0871-0000000", LAST, [BACK], PURPOSES, [PARTED])
    return provider.register(by, replace(wish, **changes))


def app(by: security.Actor, user: security.Actor, **changes: Any) -> App:
    return App(*registered(by, **changes), browser_of(user))
