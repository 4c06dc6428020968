"""Who comes: people of the sample who act for a firm, and the officials of one bureau; each with a session of his own."""

from __future__ import annotations

from datetime import date

from django.test import Client

SINCE = date(2024, 1, 1)


def _session(user: object, hat: str = "") -> str:
    from yiwang.pillars.security.base.testing import just_proved

    client = Client()
    client.force_login(user, backend="yiwang.pillars.security.base.backends.ByName")  # type: ignore[arg-type]
    just_proved(client)
    if hat:
        session = client.session
        session["hat"] = hat
        session.save()
    return str(client.cookies["sessionid"].value)


def clerks_of_firms(many: int) -> list[str]:
    """Sessions of people who act for a firm, each for another: who files again and again would wait for himself."""
    from yiwang.assembly.sample.opening import OPEN
    from yiwang.pillars.security.base import api as security

    with security.acting(security.SYSTEM, OPEN):
        people = security.Party.objects.filter(kind="person", user=None).order_by("id")[:many]
        firms = security.Party.objects.filter(kind="firm").order_by("-id")[:many]
        made = []
        for number, (person, firm) in enumerate(zip(people, firms, strict=True)):
            user = security.User.objects.create(
                username=f"living{number}", display_name="样例", party=person, password="!"
            )  # noqa: S106
            mandate = security.Mandate.objects.create(
                user=user, principal=firm, principal_name=firm.name, kind="clerk", ground="样例数据", since=SINCE
            )
            made.append((user, f"for:{mandate.pk}"))
    return [_session(user, hat) for user, hat in made]


def officials() -> dict[str, str]:
    """The sample's clerk, examiner and approver of one county."""
    from yiwang.pillars.security.base import api as security

    found = {}
    for name in ("clerk", "examiner", "approver"):
        user = security.user_named(name)
        if user is None:
            raise LookupError(name)
        found[name] = _session(user)
    return found
