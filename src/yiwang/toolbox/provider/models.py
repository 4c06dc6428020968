"""Systems that let people log in here, what people agreed to, and what was issued. Of secrets, codes and tokens only a
MAC is kept."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models

from yiwang.pillars.security.base.api import classify, protect, retain, retain_nothing, sealed


def new_number() -> str:
    return secrets.token_hex(12)


class System(models.Model):
    """A system of an agency. `purposes`: scope → what for. `addresses`: where people go back to with a code, `partings`:
    after logging out."""

    number = models.CharField(max_length=40, unique=True, default=new_number)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    contact = models.CharField(max_length=120)
    addresses = models.JSONField(default=list)
    partings = models.JSONField(default=list)
    sector = models.CharField(max_length=253, blank=True)
    purposes = models.JSONField(default=dict)
    until = models.DateField()
    suspended_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()


class Secret(models.Model):
    """Two may hold at a time, while a system goes from one to the next."""

    system = models.ForeignKey(System, models.PROTECT, related_name="secrets")
    mac = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Family(models.Model):
    """One consent and all that was issued on it. Ended, all of it is dead at once; past `ends_at` nothing more is
    issued on it. No user: a machine's own."""

    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    scopes = models.JSONField(default=list)
    hat = models.CharField(max_length=40, blank=True)
    acr = models.PositiveSmallIntegerField(default=1)
    nonce = models.CharField(max_length=255, blank=True)
    proved_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Ticket(models.Model):
    """A code, an access token or a refresh token. `scopes`: what this one opens, never more than its family's."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="tickets")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=[(one, one) for one in ("code", "access", "refresh")])
    mac = models.BinaryField(max_length=32, unique=True)
    address = models.CharField(max_length=500, blank=True)
    challenge = models.CharField(max_length=43, blank=True)
    scopes = models.JSONField(default=list)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SigningKey(models.Model):
    """RS256, published until the last token it signed is dead. It belongs to nobody, so it has no boundary: of what lies
    here half is public, and the other half opens by the keystore alone."""

    kid = models.CharField(max_length=40, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)


protect(System, division="division", agency="agency_id")
protect(Secret, through="system")
protect(Family, user="user_id")
protect(Ticket, user="user_id")
sealed(SigningKey, "sealed", key="provider", bound="kid")
classify(System, "L2", L2="name addresses partings", L3="contact")
classify(Secret, "L2", L3="mac")
classify(Family, "L3")
classify(Ticket, "L3", L3="address")
classify(SigningKey, "L2", L4="sealed")
retain(Ticket, "account", "给别的系统的登录凭据", party="user__party_id")
retain(Family, "account", "用这里的账号登录别的系统的同意", party="user__party_id")
retain_nothing(System, "登记的是系统，联系人是单位的人")
retain_nothing(Secret, "系统的密钥，不是谁的个人信息")
retain_nothing(SigningKey, "本系统的签名密钥，不是谁的个人信息")
