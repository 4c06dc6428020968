"""For tests of packs: the whole way of an application, from its matter alone.

cast = staffed("water")
number = applied(cast.wang, "water_intake/licence", ANSWERS, uploads=UPLOADS)
give(cast.liu, number, "accept")
held(cast.wang, number)["certificate"].number
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiwang.applications.service.matters.api import matter
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms


def staffed(line: str) -> testing.Cast:
    """The cast, its offices being those of `line`."""
    made = testing.cast()
    standards.Agency.objects.update(line=line)
    return made


def offices(*lines: str) -> dict[str, security.Actor]:
    """A clerk in 五华区 for each line: what a theme opens its parts at. Call it before anybody has acted."""
    made = {}
    for place, line in enumerate(lines):
        office = testing._agency(f"1153010201500{place:03d}0X", f"五华区{line}局", testing.WUHUA, None, 4)
        standards.Agency.objects.filter(pk=office.pk).update(line=line)
        made[line] = testing._staff(f"clerk_{line}", f"{line}员", office, "clerk")
    return made


def person(name: str, identifier: str) -> security.Actor:
    """Somebody else of 五华区 who applies for himself. Call it before anybody has acted."""
    return testing._person(f"person{identifier[-5:]}", name, identifier, "15400000009")


def answered(form: str, answers: Mapping[str, Any], uploads: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What counts of `answers`; AssertionError with the sentences where the form would not take them."""
    asked, day = forms.forms[form], clock.today()
    parsed = forms.parse(asked, answers, day, uploads=uploads or {})
    assert parsed.errors == {}, parsed.errors
    return forms.final(asked, parsed.answers, day)


def applied(
    by: security.Actor, name: str, answers: Mapping[str, Any], *, uploads: Mapping[str, Any] | None = None,
    place: int = testing.WUHUA,
) -> str:  # fmt: skip
    """Hand in an application for the matter `name`; its number."""
    wanted = matter(name)
    final = answered(wanted.form, answers, uploads)
    with security.acting(by, forms.SAVE) as record:
        version = forms.use(record, wanted.form).pk
    assert by.party is not None
    known = {mark: {"file": f"file-{mark}", "media_type": "image/jpeg", **one} for mark, one in (uploads or {}).items()}
    files = [
        casework.Given(slot, one["name"], one["file"], one["media_type"], one["size"], one["mark"])
        for slot, one in forms.files_of(forms.forms[wanted.form], final, known)
    ]
    facts = casework.Application(
        matter=name, title=wanted.title, flow=wanted.flow, line=wanted.line, division=place, form=wanted.form,
        version=version, answers=final, party=by.party, party_shown="王*", files=files,
    )  # fmt: skip
    return casework.submit(by, facts, key=f"{name}{final}")


def give(by: security.Actor, number: str, verdict: str, **more: Any) -> str:
    """Decide as the official `by`, who has just looked at the case."""
    with security.viewing(by):
        revision = casework.case_view(by, number).case.revision
    return casework.decide(by, number, casework.Opinion(verdict, revision, **more), key=f"{number}{verdict}{revision}")


def held(by: security.Actor, number: str) -> dict[str, Any]:
    """The papers of a case as its applicant has them, by kind, in the order of issue."""
    with security.viewing(by):
        return {one.kind.partition("/")[2]: one for one in documents.of_case(by, number)}
