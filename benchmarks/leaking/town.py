"""Three counties, two lines of offices in each, everybody who may come, and rows of every protected table: real cases
through the front door, the rest filled in just enough to be kept. Every text in them is like no other, so that it is
known again wherever it turns up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from benchmarks.leaking.oracle import Who

COUNTIES = (530102, 532901, 530302)
LINES = ("market", "water")
SINCE = date(2024, 1, 1)
PROVINCE = 530000_000000
CODES = {"seed": "", "used_mask": 0}


@dataclass(frozen=True)
class Principal:
    """`hat` is how he logs in; `who` what the oracle is told of him."""

    who: Who
    user: int | None
    hat: str


@dataclass(frozen=True)
class Anchor:
    """Where a row lies and whose it is."""

    division: int
    agency: int
    party: Any
    user: int
    line: str
    hat: str


def build() -> list[Principal]:
    """Put the town there. Call it outside any transaction."""
    from django.db import transaction

    from yiwang.pillars.security.base import api as security
    from yiwang.pillars.security.base.scope import enter

    with transaction.atomic():
        enter(security.SYSTEM)
        agencies = _agencies()
        staff = _staff(agencies)
        citizens, anchors = _citizens(agencies)
    cases = _cases(anchors)
    with transaction.atomic():
        enter(security.SYSTEM)
        _rows(anchors, cases)
    return [Principal(Who("nobody", "nobody"), None, ""), *citizens, *staff]


def _agencies() -> dict[tuple[str, int], int]:
    from yiwang.pillars.standards.base import api as standards

    made = {}
    for line in LINES:
        top = _agency(line, PROVINCE, None, 2)
        made[line, PROVINCE] = top.pk
        for county in COUNTIES:
            made[line, county] = _agency(line, county * 10**6, top.pk, 4).pk
    assert standards.Agency.objects.count() >= len(made)
    return made


def _agency(line: str, place: int, parent: int | None, level: int) -> Any:
    from yiwang.pillars.standards.base import api as standards

    name = f"{place // 10**6}{line}"
    return standards.Agency.objects.create(
        uscc=uuid4().hex[:18], name=name, short_name=name, line=line, division_id=place, parent_id=parent, level=level
    )


def _staff(agencies: dict[tuple[str, int], int]) -> list[Principal]:
    """Every role in one county, the clerk and the approver everywhere, each role of the province once."""
    from yiwang.pillars.security.base import api as security
    from yiwang.pillars.standards.base import api as standards

    found = []
    for (line, place), agency in agencies.items():
        every = line == "market" and place in (COUNTIES[0], PROVINCE)
        for role in standards.role_titles_known() if every else ("clerk", "approver"):
            name = f"{role}.{line}.{place}"
            user = security.User.objects.create(username=name, display_name=name, password="!")
            post = standards.Post.objects.create(agency_id=agency, title=name, roles=[role])
            security.Appointment.objects.create(user=user, post=post, since=SINCE)
            division = place if place == PROVINCE else place * 10**6
            who = Who(name, "staff", user.pk, None, agency, division, frozenset({role}))
            found.append(Principal(who, user.pk, f"post:{post.pk}"))
    return found


def _citizens(agencies: dict[tuple[str, int], int]) -> tuple[list[Principal], list[Anchor]]:
    """Two people and a firm with its clerk in each county; an anchor for each of them at each line's office."""
    from yiwang.pillars.security.base import api as security

    found, anchors = [], []
    for county in COUNTIES:
        for nth, kind in enumerate(("person", "person", "firm")):
            name = f"{kind}{nth}.{county}"
            own = security.new_party("person", name, uuid4().hex[:18], division_id=county * 10**6)
            own.save()
            user = security.User.objects.create(username=name, display_name=name, party=own, password="!")
            hat, party = "self", own
            if kind == "firm":
                party = security.new_party("firm", name, uuid4().hex[:18], division_id=county * 10**6)
                party.save()
                mandate = security.Mandate.objects.create(
                    user=user, principal=party, principal_name=name, kind="clerk", ground="试", since=SINCE
                )
                hat = f"for:{mandate.pk}"
            found.append(Principal(Who(name, kind, user.pk, party.pk), user.pk, hat))
            anchors += [Anchor(county * 10**6, agencies[line, county], party.pk, user.pk, line, hat) for line in LINES]
    return found, anchors


BESIDE = "the case at the next anchor"


def _cases(anchors: list[Anchor]) -> dict[Anchor, Any]:
    """A case for each, handed in as the portal does."""
    from yiwang.applications.packs.market.food_operation.tests.cast import SHOP, UPLOADS
    from yiwang.kernel import clock
    from yiwang.pillars.security.base import api as security
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.forms import api as forms

    key, name = "food_operation/apply", "food_operation/licence"
    form = forms.forms[key]
    answers = forms.final(form, forms.parse(form, SHOP, clock.today(), uploads=UPLOADS).answers, clock.today())
    made = {}
    for one in anchors:
        by = security.actor_as(security.User.objects.get(pk=one.user), one.hat)
        with security.acting(by, forms.SAVE) as record:
            version = str(forms.use(record, key).pk)
        number = casework.submit(
            by,
            casework.Application(
                matter=name, title=f"食品经营许可核发 {uuid4().hex}", flow=name, line=one.line, division=one.division,
                form=key, version=version, answers=answers, party=one.party, party_shown="样*",
            ),
            key=uuid4().hex,
        )  # fmt: skip
        with security.viewing(by):
            made[one] = casework.case_row(by, number).pk
    return made


def _rows(anchors: list[Anchor], cases: dict[Anchor, Any]) -> None:
    """A row of every other protected table at each anchor."""
    from yiwang.pillars.security.base.api import boundaries

    for one, next_to in zip(anchors, [*anchors[1:], anchors[0]], strict=True):
        made: dict[str, Any] = {"casework.Case": cases[one], "security.Party": one.party, BESIDE: cases[next_to]}
        for label in sorted(boundaries):
            _row(label, one, made)


def shaped(label: str, line: str = "") -> dict[str, Any]:
    """Values that pages look up in a table of theirs: any other word there would be no row of this house."""
    from yiwang.kernel import clock

    if label == "mfa.Authenticator":  # a key would have to be a real one
        first = line == LINES[0]
        return {"type": "totp", "data": {"secret": ""}} if first else {"type": "recovery_codes", "data": CODES}
    if label == "reporting.Batch":
        return {"kind": "cases", "state": "settled", "received_at": clock.now(), "serial": uuid4().int % 2**31}
    if label == "casework.Task":
        return {"kind": "main", "state": "dropped"}
    if label == "halls.Appointment":
        return {"stage": "intake"}
    return {"kind": "case", "channel": "pc", "state": "counted"} if label == "ratings.Rating" else {}


def _row(label: str, one: Anchor, made: dict[str, Any]) -> Any:
    from django.apps import apps
    from django.db import models

    from yiwang.pillars.security.base.api import boundaries
    from yiwang.pillars.security.base.boundary import Boundary
    from yiwang.pillars.security.base.tests.rows import make

    if label in made:
        return made[label]
    kind = apps.get_model(label)
    declared = boundaries.get(label) or Boundary(label)
    named: dict[str, Any] = shaped(label, one.line) | {
        getattr(declared, way): getattr(one, way)
        for way in ("division", "agency", "party", "user")
        if getattr(declared, way)
    }
    if declared.party and declared.user:  # either his own or a colleague's: never both
        named.pop(declared.user if one.line == "market" else declared.party)
    if label == "casework.Relation":  # a case is beside another, here one that others see
        named["other_id"] = made[BESIDE]
    for foot in kind._meta.concrete_fields:
        leads = isinstance(foot, models.ForeignKey) and (
            foot.related_model._meta.label in boundaries or shaped(foot.related_model._meta.label)
        )
        if leads and foot.attname not in named and (not foot.null or foot.name == declared.through):
            named[foot.attname] = _row(foot.related_model._meta.label, one, made)  # type: ignore[union-attr]
    if declared.code:
        named[declared.code] = uuid4().hex[: kind._meta.get_field(declared.code).max_length]  # type: ignore[union-attr]
    made[label] = make(kind, **named).pk
    return made[label]
