"""A one-time login code for somebody in a post: given by who may give that post, a second time by another where he has a
password already."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security
from yiwang.toolbox.identity import api as identity

from . import granting


def give_code(by: security.Actor, appointment: int) -> str:
    """The code to hand over, shown this once; empty where a second official has to confirm. Raises `Refused`, `NotFound`,
    `SecondNeeded`, `Oneself`, `NotWhole` for an appointment that is over."""
    with security.acting(by, identity.GIVE, security.Ref("appointment", str(appointment))) as record:
        one = granting.locked(appointment)
        granting._allowed(by, one.post, one.user_id)
        user = security.User.objects.select_for_update().get(pk=one.user_id)
        code = identity.give(record, user, one.post.agency.division_id)
        says = "给了一次性登录码" if code else "请求给一次性登录码，等另一位确认"
        granting.line(record, one, "code", says)
        return code
