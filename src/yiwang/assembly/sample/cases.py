"""Cases under way, so that desks, counts and lights are alive on the first morning: brought in as from an older system.

Applicants are people and firms of the sample; what they say is invented and the same for all of a kind. Some are new,
some in the middle, a few late, as anywhere. They can be decided like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

COUNTIES = (530102, 530102, 530102, 530102, 530111, 532901, 530302)  # most where the sample's accounts work
BACK = (0, 1, 1, 2, 3, 4, 6, 8, 11, 13, 19, 24, 27, 31)  # calendar days ago; the last ones are late


@dataclass(frozen=True)
class Kind:
    """A matter's cases: who applies, which steps they stand at (the first once more often), what they answered."""

    matter: str
    party: str
    steps: tuple[str, ...]
    many: int
    answers: Mapping[str, Any]


KINDS = (
    Kind("food_operation/licence", "firm", ("intake", "intake", "examine", "examine", "inspect", "approve"), 26, {
        "revoked": False, "premises": "样例路 12 号一层", "area": "46", "business_form": "餐饮服务经营者",
        "items_catering": ["热食类食品制售"], "online": False, "staff": "3", "handlers": "2", "healthy": "2",
    }),
    Kind("public_hygiene/licence", "firm", ("intake", "examine", "inspect", "approve"), 9, {
        "kind": "理发店", "premises": "样例路 8 号", "area": "40", "aircon": False, "serving": "3", "healthy": "3",
    }),
    Kind("elder_card/card", "person", ("check",), 8, {"local": True}),
    Kind("elder_allowance/allowance", "person", ("intake", "verify", "decide"), 8, {"whose": "本人", "elsewhere": False}),
    Kind("water_intake/licence", "firm", ("intake", "review", "expert"), 5, {
        "place": "样例河右岸", "source": "江河", "source_name": "样例河", "new_works": False, "daily": "120", "amount": "30000",
    }),
    Kind("construction_permit/permit", "firm", ("intake", "examine", "approve"), 6, {
        "project": "样例厂房", "site": "样例路 30 号", "category": "房屋建筑工程", "investment": "1200", "area": "3000",
    }),
)  # fmt: skip


def load(by: security.Actor = security.SYSTEM) -> int:
    """Bring in what is missing; returns how many cases."""
    made = 0
    for kind in KINDS:
        if kind.matter not in library.matters:
            continue
        with security.viewing(security.SYSTEM):
            rows = list(_rows(kind, Random(f"cases {kind.matter}")))  # noqa: S311  invented, the same every time
        for former, party in rows:
            made += _take(by, former, party)
    return made


def _take(by: security.Actor, former: casework.Former, party: security.Party) -> bool:
    def prepare(record: security.Record) -> casework.Former:
        return replace(
            former, party=party.pk, party_shown=security.shown_name(party), applicant=security.masked_facts(party),
            version=forms.use(record, former.form).pk,
        )  # fmt: skip

    return casework.take_over(by, former.number, {"sample": former.number}, prepare)


def _rows(kind: Kind, chance: Random) -> Iterator[tuple[casework.Former, security.Party]]:
    matter, calendar = library.matters[kind.matter], standards.calendar()
    for serial in range(kind.many):
        county = chance.choice(COUNTIES) * 10**6
        party = _somebody(kind.party, county, serial, chance)
        step = kind.steps[serial % len(kind.steps)]
        back = chance.choice(BACK[:5] if step == kind.steps[0] else BACK)
        received = _working_day(calendar, clock.today() - timedelta(days=back))
        number = f"{county // 10**6}-{received:%y%m}-S{_line(matter.line)}{serial:03d}"
        accepted = None if step == casework.flows[matter.flow].start.key else received
        if party is None or _there(number):
            continue
        former = casework.Former(
            number=number, matter=kind.matter, title=matter.title, flow=matter.flow, form=matter.form, version="",
            line=matter.line, division=county, step=step, received_on=received, accepted_on=accepted,
            answers=_answers(matter.form, kind, party, county), party=None, party_shown="", synthetic=True,
            facts={"from": "样例数据"},
        )  # fmt: skip
        yield former, party


def _there(number: str) -> bool:
    return casework.Case.objects.filter(number__endswith=number[-5:], synthetic=True, channel="import").exists()


def _line(line: str) -> str:
    return {"market": "1", "health": "2", "civil": "3", "water": "4", "housing": "5"}.get(line, "9")


def _somebody(kind: str, county: int, serial: int, chance: Random) -> security.Party | None:
    """Somebody of the county; an old person where it is a matter of the old."""
    rows = security.Party.objects.filter(kind=kind, division__gte=county, division__lt=county + 10**6, synthetic=True)
    if kind == "person":
        rows = rows.filter(birth__lt=clock.today() - timedelta(days=366 * 80))
    many = min(rows.count(), 60)
    return rows.order_by("pk")[(serial + chance.randrange(many)) % many] if many else None


def _working_day(calendar: Any, day: date) -> date:
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def _answers(form: str, kind: Kind, party: security.Party, county: int) -> dict[str, Any]:
    """What the sample's applicants say, as the form keeps it; what the form does not ask is left out."""
    made = forms.forms[form]
    given = {
        **kind.answers,
        "county": f"{county:012}",
        "operator": party.name,
        "head": party.facts.get("representative", ""),
    }
    given["registered_address"] = given["home"] = party.address
    given["uscc"] = party.identifier_masked  # a firm's is public and shown whole
    asked = {one.key for section in made.sections for one in section.fields if section.repeat is None}
    given = {key: value for key, value in given.items() if key in asked and value != ""}
    parsed = forms.parse(made, forms.serialize(made, given), clock.today())
    return {key: parsed.answers[key] for key in given if key in parsed.answers and key not in parsed.errors}
