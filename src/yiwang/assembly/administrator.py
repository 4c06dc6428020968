"""The first administrator of an installation, and the body that runs it: without a post he could do nothing."""

from __future__ import annotations

from yiwang.kernel import clock, ids
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

MAKE = security.declare("security.make_administrator", "建立第一位管理员", by="system")
PROVINCE, LINE, POST, ROLE = 530000_000000, "platform", "系统管理", "administrator"
NAME, CODE = "平台管理机构", "待填"


def make(username: str, password: str, agency: str = NAME, uscc: str = "") -> bool:
    """False where the account is there already: neither its password nor its posts are touched.

    `uscc`: the credit code of the body that runs the platform, 待填 until it is given. Raises `ids.WrongUscc`."""
    if security.user_named(username):
        return False
    code = ids.parse_uscc(uscc).number if uscc else CODE
    with security.acting(security.SYSTEM, MAKE, security.Ref("user", username)) as record:
        user = security.User(username=username, display_name="管理员")
        user.set_password(password)
        user.save()
        body, _made = standards.Agency.objects.get_or_create(
            uscc=code,
            defaults={"name": agency, "short_name": agency[:60], "line": LINE, "division_id": PROVINCE, "level": 2},
        )
        post, _made = standards.Post.objects.get_or_create(agency=body, title=POST, defaults={"roles": [ROLE]})
        security.Appointment.objects.create(user=user, post=post, since=clock.today())
        record.note(agency=body.pk, post=post.pk)
    return True
