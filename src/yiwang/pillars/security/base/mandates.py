"""Acting for another: who may, since when, for which matters, and how it ends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused

from .actor import Actor
from .models import Mandate, Party, User
from .people import shown_name


def give_mandate(
    record: Any, *, owner: UUID, principal: Party, kind: str, ground: str, since: date | None = None,
    until: date | None = None, scope: tuple[str, ...] = (),
) -> Mandate | None:  # fmt: skip
    """Let the user who is `owner` act for `principal` from now on, inside the open change.

    None where that person has no account yet; he can claim it when he has one. A mandate held already stays as it is.
    """
    user = User.objects.filter(party=owner, is_active=True).first()
    if user is None:
        return None
    mandate, _ = Mandate.objects.get_or_create(
        user=user, principal=principal, ended_at=None,
        defaults={"principal_name": shown_name(principal), "kind": kind, "ground": ground, "given_by_id": record.by.user,
                  "since": since or clock.today(), "until": until, "scope": list(scope)},
    )  # fmt: skip
    record.note(mandate=mandate.pk, kind=kind, principal=str(principal.pk))
    return mandate


def end_mandate(record: Any, mandate: Mandate, why: str) -> None:
    """It ends now; what was done under it stays done."""
    mandate.ended_at, mandate.ended_why = clock.now(), why
    mandate.save(update_fields=["ended_at", "ended_why"])
    record.note(mandate=mandate.pk, ended=why)


def acting_for(by: Actor) -> str:
    """Whom `by` acts for, as it is shown; empty where he acts for himself."""
    if by.mandate is None:
        return ""
    return Mandate.objects.filter(pk=by.mandate).values_list("principal_name", flat=True).first() or ""


def within_mandate(by: Actor, matter: str, title: str) -> None:
    """Raise `Refused` where `by` acts for another and this matter is not what he was authorised for."""
    if by.mandate is not None and by.scope and matter not in by.scope:
        raise Refused(why=f"给您的授权不包括“{title}”。请授权人在“谁能替我办”里加上这一项")
