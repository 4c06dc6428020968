"""A sub-case's application: made of what the whole was given, by the terms of its matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.kernel.registry import Registry
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.forms import api as forms

from . import conditions, opening, papers, planning
from .answering import answers_of
from .flows import flow_of
from .models import Case
from .opening import Application, Given

UNNAMED = "要求不公开姓名"


class CannotPart(DomainError):
    """{says}"""

    code = "casework.cannot_part"


@dataclass(frozen=True)
class Terms:
    """How an application for a matter goes: `place` is the question that says where; `judge` what the pack's own rule says
    of the answers ("" where nothing stands against it); `offer` the edition and promise that count at a division on a day,
    or why it is not offered there."""

    title: str
    flow: str
    line: str
    form: str
    place: str
    judge: Callable[[Mapping[str, Any]], str]
    offer: Callable[[int, date], tuple[str, int | None, str]]


terms: Registry[Callable[[str], Terms | None]] = Registry("terms of matters")
"""Who knows matters by their published key; the house registers one, tests may add theirs."""


def application(record: security.Record, case: Case, one: planning.Wanted) -> Application:
    """Raises `CannotPart` (answers that do not fit, a matter that is not offered there)."""
    if one.opens.matter:
        return _of_matter(record, case, one, _terms(one.opens.matter))
    shared = _common(case, one)
    hidden = unnamed(case, one)
    answers = {key: value for key, value in answers_of(case).items() if not (hidden and key in one.opens.withholds)}
    return replace(
        _without_party(shared) if hidden else shared, agency=_above(case, one), matter=case.matter,
        title=f"{one.title}：{case.title}"[:200], flow=one.opens.flow, line=one.opens.line,
        form=case.form, version=case.form_version, answers=answers, files=[] if hidden else _files(case),
    )  # fmt: skip


def unnamed(case: Case, one: planning.Wanted) -> bool:
    """Is the part opened without saying whose it is? What cannot be told (no answer yet) counts as yes."""
    if not one.opens.unnamed:
        return False
    form = forms.form_of(case.form_version)
    return conditions.so(flow_of(case), form, one.opens.unnamed, answers_of(case), papers.earlier_of(case)) is not False


def _without_party(what: Application) -> Application:
    """Nothing that leads to who asked: not his record, his numbers, his address, nor the account that filed it."""
    return replace(what, party=None, party_shown=UNNAMED, applicant={}, delivery={}, filed_by=None)


def _above(case: Case, one: planning.Wanted) -> int | None:
    """The agency so many levels over the one that answers for the line there; None where it is that one itself."""
    if not one.opens.above:
        return None
    agency: standards.Agency | None = opening.agency_for(one.opens.line, case.division)
    for _ in range(one.opens.above):
        agency = agency.parent if agency else None
    if agency is None:
        raise CannotPart(says=f"“{one.title}”要交上一级单位，平台上没有登记它的上一级")
    return agency.pk


def _terms(matter: str) -> Terms:
    for known in terms.values():
        if found := known(matter):
            return found
    raise CannotPart(says="事项库里没有这个事项")


def _common(case: Case, one: planning.Wanted) -> Application:
    """What every part takes from the whole, its matter aside."""
    return Application(
        matter="", title="", flow="", line="", division=case.division, form="", version="", answers={}, party=case.party_id,
        party_shown=case.party_shown, applicant=case.applicant, channel=case.channel, synthetic=case.synthetic,
        delivery=case.delivery, part_of=case.number, filed_by=case.filed_by_id, says=f"由“{case.title}”{case.number}开出",
        shares=case if one.opens.shared else None,
    )  # fmt: skip


def _of_matter(record: security.Record, case: Case, one: planning.Wanted, known: Terms) -> Application:
    form, today = forms.forms[known.form], clock.today()
    uploads = {file.mark: {"name": file.name, "file": file.file, "media_type": file.media_type, "size": file.size,
                           "mark": file.mark} for file in case.attachments.filter(replaced=False, internal=False)}  # fmt: skip
    given = {**planning.given(one, answers_of(case)), **planning.taken(case, one)}
    parsed = forms.parse(form, forms.serialize(form, given), today, uploads=uploads)
    missing = forms.complete(form, parsed.answers, today, uploads)
    if says := next(iter(parsed.errors.values()), "") or next((one[2] for one in missing), ""):
        raise CannotPart(says=f"“{known.title}”要的信息不够：{says}")
    answers = dict(forms.final(form, parsed.answers, today))
    if says := known.judge(answers):
        raise CannotPart(says=says)
    division = int(answers.get(known.place) or case.division)
    edition, promise, closed = known.offer(division, today)
    if closed:
        raise CannotPart(says=closed)
    named = forms.files_of(form, answers, uploads)
    files = [Given(slot, it["name"], it["file"], it["media_type"], it["size"], it["mark"]) for slot, it in named]
    return replace(
        _common(case, one), matter=one.opens.matter, title=known.title, flow=known.flow, line=known.line, division=division,
        form=known.form, version=forms.use(record, known.form).pk, answers=answers, files=files, edition=edition,
        promise_days=promise,
    )  # fmt: skip


def _files(case: Case) -> list[Given]:
    rows = case.attachments.filter(replaced=False, internal=False)
    return [Given(one.slot, one.name, one.file, one.media_type, one.size, one.mark) for one in rows]
