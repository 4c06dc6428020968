"""What is done about a rating: a bad one is verified, answered, visited; one that is no rating is looked at by others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import counting, rules
from .errors import ChoiceMissing, NobodyToVisit, NotNow, OwnAgency, WordsMissing
from .events import RatingHandled
from .models import Rating, Step

LOOK = security.declare("ratings.look", "查看评价", by="staff", roles="clerk approver supervisor")
REPLY = security.declare("ratings.reply", "核实并回复差评", by="staff", roles="approver supervisor")
VISIT = security.declare("ratings.visit", "记录差评回访", by="staff", roles="approver supervisor")
APPEAL = security.declare("ratings.appeal", "对差评提出申诉", by="staff", roles="approver supervisor")
REVIEW = security.declare("ratings.review", "复核申诉的评价", by="staff", roles="supervisor")


def reply(by: security.Actor, rating: UUID, finding: str, text: str, *, key: str) -> None:
    """核实、整改、反馈: what was found and what was done, in words the rater reads. May be said again, better."""
    with _handling(by, REPLY, rating, key, [finding, text]) as (record, row):
        if row is None:
            return
        _bad_and_standing(row, "回复")
        if finding not in rules.FINDINGS:
            raise ChoiceMissing(what="核实的结果")
        _step(record, row, "replied", text, what="核实的情况和怎么改的", choice=finding)
        row.replied_at = row.replied_at or clock.now()


def visit(by: security.Actor, rating: UUID, how: str, answer: str, text: str, *, key: str) -> None:
    """回访: only who gave his name can be called on. Not reached is recorded and does not count as visited."""
    with _handling(by, VISIT, rating, key, [how, answer, text]) as (record, row):
        if row is None:
            return
        _bad_and_standing(row, "回访")
        if not row.named:
            raise NobodyToVisit
        if how not in rules.VISITS or answer not in rules.ANSWERS:
            raise ChoiceMissing(what="怎么回访的、对方怎么说")
        _step(record, row, "visited", text, what="对方说了什么", choice=answer, how=how, public=False)
        if answer != "unreached":
            row.visited_at = row.visited_at or clock.now()


def appeal(by: security.Actor, rating: UUID, ground: str, text: str, *, key: str) -> None:
    """申诉: the rated agency itself asks, once, that a bad rating be looked at by another. It goes on counting."""
    with _handling(by, APPEAL, rating, key, [ground, text]) as (record, row):
        if row is None:
            return
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
    with _handling(by, REVIEW, rating, key, [ground, text]) as (record, row):
        if row is None:
            return
        if row.state == "review" and not rules.may_review(row.state, by.agency, row.agency_id):
            raise OwnAgency(agency=row.agency.name, what="复核")
        if row.state != "review":
            raise NotNow(now=rules.STATES[row.state], wanted="复核")
        if ground and ground not in rules.GROUNDS:
            raise ChoiceMissing(what="不计入的理由")
        _step(record, row, "excluded" if ground else "kept", text, what="复核的理由", choice=ground)
        row.state, row.ground = ("excluded", ground) if ground else ("counted", "")


@contextmanager
def _handling(
    by: security.Actor, action: str, rating: UUID, key: str, body: object
) -> Iterator[tuple[security.Record, Rating | None]]:
    """The rating, locked, in reach of `by`; saved with its counts when the block ends. None: this key was here before."""
    with security.acting(by, action, security.Ref("rating", str(rating)), key=key, body=[str(rating), body]) as record:
        if record.replayed:
            yield record, None
            return
        rows = Rating.objects.select_related("agency").select_for_update(of=("self",))
        row = security.visible(rows, by).filter(pk=rating).first()
        if row is None:
            raise NotFound
        before = counting.shares(row)
        yield record, row
        row.save(update_fields=["state", "ground", "replied_at", "visited_at"])
        counting.recount_one(record, row, before)
        record.done(True)


def _bad_and_standing(row: Rating, wanted: str) -> None:
    if row.grade not in rules.BAD or row.state not in counting.COUNTS:
        raise NotNow(now=rules.STATES[row.state] if row.grade in rules.BAD else rules.GRADES[row.grade], wanted=wanted)


def _step(
    record: security.Record, row: Rating, verb: str, text: str, *, what: str, choice: str = "", how: str = "",
    public: bool = True,
) -> None:  # fmt: skip
    if not text.strip():
        raise WordsMissing(what=what)
    by = record.by
    who = " · ".join(part for part in (by.agency_name, by.post_title) if part)
    Step.objects.create(
        rating=row, verb=verb, at=clock.now(), who=who, agency_id=by.agency, user=by.user, choice=choice, how=how,
        text=rules.masked(text) if public else text.strip()[:2000], public=public,
    )  # fmt: skip
    record.note(verb=verb, choice=choice)
    record.emit(RatingHandled(str(row.pk), verb, row.agency_id))
