"""Whether a bad rating counts: the rated agency may ask, who is above decides. Putting it right is a case (`rectifying`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import counting, rules
from .errors import ChoiceMissing, NotNow, OwnAgency, WordsMissing
from .events import RatingHandled
from .models import Rating, Step

LOOK = security.declare("ratings.look", "查看评价", by="staff", roles="clerk approver supervisor")
APPEAL = security.declare("ratings.appeal", "对差评提出申诉", by="staff", roles="approver supervisor")
REVIEW = security.declare("ratings.review", "复核申诉的评价", by="staff", roles="supervisor")


def appeal(by: security.Actor, rating: UUID, ground: str, text: str, *, key: str) -> None:
    """申诉: the rated agency itself asks, once, that a bad rating be looked at by another. It goes on counting."""
    ref, body = security.Ref("rating", str(rating)), [str(rating), ground, text]
    with security.acting(by, APPEAL, ref, key=key, body=body) as record:
        if record.replayed:
            return
        with _handled(record, rating) as row:
            if by.agency != row.agency_id:
                raise Refused(why=f"申诉由被评价的{row.agency.name}自己提出，您现在的单位是{by.agency_name}")
            already = row.steps.filter(verb="appealed").exists()
            if not rules.may_appeal(row.state, row.grade, already):
                raise NotNow(now="已经申诉过" if already else rules.STATES[row.state], wanted="申诉")
            if ground not in rules.GROUNDS:
                raise ChoiceMissing(what="申诉的理由")
            _step(record, row, "appealed", text, what="申诉的事实和证据", choice=ground, public=False)
            row.state = "review"


def review(by: security.Actor, rating: UUID, ground: str, text: str, *, key: str) -> None:
    """复核: a higher agency's supervisor decides; `ground` empty keeps the rating. The rater is told why either way."""
    ref, body = security.Ref("rating", str(rating)), [str(rating), ground, text]
    with security.acting(by, REVIEW, ref, key=key, body=body) as record:
        if record.replayed:
            return
        with _handled(record, rating) as row:
            if row.state == "review" and not rules.may_review(row.state, by.agency, row.agency_id):
                raise OwnAgency(agency=row.agency.name, what="复核")
            if row.state != "review":
                raise NotNow(now=rules.STATES[row.state], wanted="复核")
            if ground and ground not in rules.GROUNDS:
                raise ChoiceMissing(what="不计入的理由")
            _step(record, row, "excluded" if ground else "kept", text, what="复核的理由", choice=ground)
            row.state, row.ground = ("excluded", ground) if ground else ("counted", "")


@contextmanager
def _handled(record: security.Record, rating: UUID) -> Iterator[Rating]:
    """The rating, locked, in reach; saved with its counts when the block ends well."""
    rows = Rating.objects.select_related("agency").select_for_update(of=("self",))
    row = security.visible(rows, record.by).filter(pk=rating).first()
    if row is None:
        raise NotFound
    before = counting.shares(row)
    yield row
    row.save(update_fields=["state", "ground"])
    counting.recount_one(record, row, before)
    record.done(True)


def _step(
    record: security.Record, row: Rating, verb: str, text: str, *, what: str, choice: str = "", public: bool = True,
) -> None:  # fmt: skip
    if not text.strip():
        raise WordsMissing(what=what)
    by = record.by
    who = " · ".join(part for part in (by.agency_name, by.post_title) if part)
    Step.objects.create(
        rating=row, verb=verb, at=clock.now(), who=who, agency_id=by.agency, user=by.user, choice=choice,
        text=rules.masked(text) if public else text.strip()[:2000], public=public,
    )  # fmt: skip
    record.note(verb=verb, choice=choice)
    record.emit(RatingHandled(str(row.pk), verb, row.agency_id))
