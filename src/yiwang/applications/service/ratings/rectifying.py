"""整改: a bad rating becomes a case at the rated agency; what the case comes to is written beside the rating and counted.

The way itself is declared (`rectification/rectify`): verified, put right and answered, visited. Here is only what is
announced between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from . import counting, rules
from .events import RatedBadly, RatingHandled
from .models import Rating, Step
from .own import FIRST, HIGHER, OPENED, RECTIFYING

OPEN = security.declare("ratings.open_rectification", "差评转为整改件", by="system")
FOLLOW = security.declare("ratings.follow_rectification", "跟随整改件", by="system")
WORDS = 2000


@operations.listens(RatedBadly, "ratings.open_rectification")
def open_rectification(bad: RatedBadly, key: str) -> None:
    """One case for one bad rating, however often it is announced. What was taken back meanwhile opens none."""
    with security.acting(security.SYSTEM, OPEN, security.Ref("rating", bad.rating), key=key) as record:
        if record.replayed:
            return
        row = _locked(pk=UUID(bad.rating))
        if row and not row.handled_in and row.state in counting.COUNTS:
            row.handled_in = _open(record, row, FIRST, row.agency, row.ref if row.kind == "case" else "")
            row.save(update_fields=["handled_in"])
        record.about("rating", bad.rating)
        record.done(row.handled_in if row else "")


@operations.listens(casework.CaseMoved, "ratings.follow_rectification")
def follow_rectification(moved: casework.CaseMoved, key: str) -> None:
    """An answer, the outcome of the visit, what the agency above said: from the case to the rating and its counts."""
    if moved.matter not in RECTIFYING or moved.verb not in ("told", "finished"):
        return
    with security.acting(security.SYSTEM, FOLLOW, security.Ref("case", moved.number), key=key) as record:
        if record.replayed:
            return
        view = casework.case_view(security.SYSTEM, moved.number)
        higher = moved.matter == HIGHER
        row = _locked(handled_in=view.case.origin.number if higher and view.case.origin else moved.number)
        if row is None:
            return
        before = counting.shares(row)
        if higher and moved.verb == "told":
            _note(record, row, view, "higher", moved.reason, public=True)
        elif moved.verb == "told":
            _answered(record, row, view, moved.reason)
        elif not higher:
            _visited(record, row, view, moved.reason)
        row.save(update_fields=["replied_at", "visited_at", "said"])
        counting.recount_one(record, row, before)
        record.about("case", moved.number)
        record.done(row.said)


def _locked(**which: Any) -> Rating | None:
    return Rating.objects.select_related("agency").select_for_update(of=("self",)).filter(**which).first()


def _answered(record: security.Record, row: Rating, view: casework.CaseView, reason: str) -> None:
    row.replied_at = row.replied_at or _line(view, "told").at
    _note(record, row, view, "replied", reason, public=True)


def _visited(record: security.Record, row: Rating, view: casework.CaseView, reason: str) -> None:
    """Who says no is heard once by the agency above, where there is one."""
    row.said = casework.decided_in(view)[-1].verdict
    if rules.visited(row.said):
        row.visited_at = row.visited_at or view.case.closed_at
    again = row.steps.filter(verb="raised").exists()
    _note(record, row, view, "visited", reason or rules.SAID[row.said], choice=row.said, public=False)
    above = standards.agency(row.agency_id).parent
    if rules.goes_up(row.said, again) and above is not None:
        _open(record, row, HIGHER, above, view.case.number)
        _note(record, row, view, "raised", f"评价人对处理不满意，转{above.name}看", public=True)


def _line(view: casework.CaseView, verb: str) -> Any:
    return next(one for one in view.entries if one.verb == verb)


def _note(
    record: security.Record, row: Rating, view: casework.CaseView, verb: str, text: str, *, choice: str = "", public: bool
) -> None:  # fmt: skip
    """Beside the rating, where the rater finds it by his link; `at` and `who` are those of the case's history."""
    line = _line(view, "told" if verb in ("replied", "higher") else "finished")
    Step.objects.create(
        rating=row, verb=verb, at=line.at, who="评价人" if verb == "raised" else line.who, choice=choice,
        agency_id=view.case.agency_id, user=line.user_id,
        text=rules.masked(text) if public else text.strip()[:WORDS], public=public,
    )  # fmt: skip
    record.note(rating=str(row.pk), verb=verb)
    record.emit(RatingHandled(str(row.pk), verb, row.agency_id))


def _open(record: security.Record, row: Rating, flow: str, agency: standards.Agency, origin: str) -> str:
    """Whom it concerns hears of it with the answer, not before: until then it is the agency's own work."""
    party = security.Party.objects.filter(pk=row.party_id).first() if row.party_id else None
    shown = security.shown_name(party) if party else "评价人" if row.named else "匿名评价人"
    case = casework.open_case(record, casework.Application(
        matter=flow, title=f"{casework.flows[flow].title}：{row.title}"[:200], flow=flow, line=agency.line,
        division=agency.division_id, agency=agency.pk, form=OPENED, version=forms.use(record, OPENED).pk,
        answers=_answers(row), party=None, concerns=party.pk if party else None, party_shown=shown,
        applicant=security.masked_facts(party) if party else {}, channel="desk", synthetic=row.synthetic, origin=origin,
        says="差评转为整改件",
    ))  # fmt: skip
    return case.number


def _answers(row: Rating) -> Mapping[str, Any]:
    reach = "网上" if row.party_id else "电话" if row.named else "匿名"
    return {"title": row.title, "grade": rules.GRADES[row.grade], "words": row.words, "reach": reach}
