"""The link by which a service is rated: signed by the house, for this one service, readable by nobody else's hand.

The rating itself is kept under a keyed pseudonym of the service: from the link to the rating there is a way, back none.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import segno
from django.conf import settings
from django.core import signing
from django.urls import reverse

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .errors import LinkExpired, LinkUnclear

SALT = "ratings"


@dataclass(frozen=True)
class Service:
    """One service that can be rated: a case of one number, or one visit at a window. `moment` tells services of the
    same case apart, where there are several."""

    kind: str
    ref: str
    agency: int
    matter: str
    division: int
    served_on: date
    title: str = ""
    moment: str = ""
    synthetic: bool = False


def token(
    kind: str, ref: str, agency: int, matter: str, division: int, *, served_on: date | None = None, title: str = "",
    moment: str = "", synthetic: bool = False,
) -> str:  # fmt: skip
    """The signed token of a service that took place. Who calls this says that it did."""
    if kind not in rules.KINDS:
        raise ValueError(f"{kind!r} is no kind of service")
    day = (served_on or clock.today()).isoformat()
    said = [kind, ref, agency, matter, division, day, title[:60], moment, int(synthetic)]
    return signing.dumps(said, salt=SALT, compress=True)


def of(service: Service) -> str:
    """The token of a service."""
    return token(service.kind, service.ref, service.agency, service.matter, service.division, served_on=service.served_on,
                 title=service.title, moment=service.moment, synthetic=service.synthetic)  # fmt: skip


def read(text: str) -> Service:
    """The service a token was made for, however old it is. Raises `LinkUnclear`."""
    try:
        kind, ref, agency, matter, division, day, title, moment, synthetic = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as unclear:
        raise LinkUnclear from unclear
    return Service(kind, ref, agency, matter, division, date.fromisoformat(day), title, moment, bool(synthetic))


def current(service: Service) -> None:
    """Raise `LinkExpired` where it is too late to begin."""
    if (clock.today() - service.served_on).days > rules.LINK_DAYS:
        raise LinkExpired(days=rules.LINK_DAYS)


def code_of(service: Service) -> str:
    """The keyed pseudonym the rating of this service is kept under."""
    return security.vault().blind_index("ratings", f"{service.kind}|{service.ref}|{service.moment}").hex()


def link(text: str, channel: str = "") -> str:
    """The whole address, for a receipt, a letter or a text."""
    return f"{settings.BASE_URL}{reverse('rate', args=[text])}{f'?via={channel}' if channel else ''}"


def qr(text: str) -> bytes:
    """The same as a QR code, in SVG."""
    picture = io.BytesIO()
    segno.make(link(text, "qr"), error="m", micro=False).save(picture, kind="svg", border=4, xmldecl=False, scale=4)
    return picture.getvalue()
