"""What an authority given in person rests on, and how often somebody failed to match today."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from yiwang.pillars.security.base.api import classify, protect, retain, retain_nothing, sealed


class Authority(models.Model):
    """面签: the principal stood at the window himself. What he showed, what was checked, the paper he signed, and why he
    cannot do it himself. He reads all of it."""

    mandate = models.OneToOneField("security.Mandate", models.PROTECT, related_name="authority")
    principal = models.ForeignKey("security.Party", models.PROTECT, related_name="+")
    shown = models.CharField(max_length=20)
    facts = models.JSONField()
    document_no = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorder = models.CharField(max_length=200)
    at = models.DateTimeField()


class Attempt(models.Model):
    """A name and a number that did not match. Neither is kept: only who tried, when, and the how-manieth it was."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    day = models.DateField()
    nth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [UniqueConstraint("user", "action", "day", "nth", name="a_failed_try_is_counted_once")]


class Recovery(models.Model):
    """A way back for who forgot his password: a code on its way to his phone. Only its MAC is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code_mac = models.BinaryField()
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class LoginCode(models.Model):
    """A one-time code an official gives for an account, so that its owner sets his own password. Only its MAC is kept;
    none as long as a second official has not confirmed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_post = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_post = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    code_mac = models.BinaryField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(asked_by=F("user")), name="nobody_gives_himself_a_code"),
            CheckConstraint(
                condition=Q(second__isnull=True) | (~Q(second=F("user")) & ~Q(second=F("asked_by"))),
                name="the_second_is_another",
            ),
            CheckConstraint(
                condition=Q(code_mac__isnull=True) | Q(given_at__isnull=False, until__isnull=False),
                name="a_code_that_is_given_ends",
            ),
        ]


class Mobile(models.Model):
    """A number somebody verified to log in by: only its blind index. `asked_mark` is of the number a code went to."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mark = models.BinaryField(null=True, unique=True)
    verified_at = models.DateTimeField(null=True)
    asked_mark = models.BinaryField(null=True)
    code_mac = models.BinaryField(null=True)
    asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(mark__isnull=True) | Q(verified_at__isnull=False), name="a_number_that_logs_in_was_verified"
            ),
        ]


# Not `Mobile`: who logs in is nobody yet, as with `User`; what stands there says nothing to who lacks the key.
protect(LoginCode, division="division", user="user_id")
protect(Recovery, user="user_id")
protect(Authority, division="division", agency="agency_id", party="principal_id")
protect(Attempt, user="user_id")

# What allauth keeps of somebody is reached by himself alone, also where a query of its own forgot to ask whose it is.
protect(Authenticator, user="user_id")
protect(UserSession, user="user_id")
protect(EmailAddress, user="user_id")
protect(SocialAccount, user="user_id")
classify(Authority, "L2", L3="facts document_no reason recorder")
classify(Attempt, "L2", L3="user_id")
classify(Recovery, "L2", L3="user_id code_mac")
classify(Mobile, "L2", L3="user_id mark asked_mark code_mac")
classify(LoginCode, "L2", L3="user_id code_mac")
classify("account_emailaddress", "L3")
classify("account_emailconfirmation", "L3")
classify("mfa_authenticator", "L3", L4="data")
sealed(Authenticator, "data", key="totp", bound="user_id", inside="secret seed")
classify("usersessions_usersession", "L3", L4="session_key")
classify("socialaccount_socialaccount", "L3", L4="extra_data")
classify("socialaccount_socialapp", "L2", L4="secret")
classify("socialaccount_socialtoken", "L3", L4="token token_secret")
_own = {"party": "user__party_id"}
retain(Authority, "mandates", "在窗口面签的授权", party="principal_id", term="case_keep", since="at", blank="facts",
       marked="document_no reason", busy=Q(mandate__ended_at__isnull=True))  # fmt: skip
retain(Attempt, "account", "没有对上的尝试", **_own)
retain(Mobile, "account", "登录用的手机号", **_own)
retain(LoginCode, "account", "别人给的登录码", **_own)
retain(Recovery, "account", "找回密码的记录", **_own)
retain("account.EmailConfirmation", "account", "邮箱的确认", party="email_address__user__party_id")
retain(EmailAddress, "account", "邮箱", **_own)
retain(Authenticator, "account", "动态口令、通行密钥", **_own)
retain(UserSession, "account", "登录过的设备", before=lambda rows: [one.end() for one in rows], **_own)
retain("socialaccount.SocialToken", "account", "别处登录的凭证", party="account__user__party_id")
retain(SocialAccount, "account", "别处登录的账号", **_own)
retain_nothing("socialaccount_socialapp", "本系统在别处登记的密钥，不是谁的个人信息")
