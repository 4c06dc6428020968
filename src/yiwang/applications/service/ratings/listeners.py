"""What ratings hear: a case that ended is a service that can be rated; what was done is told to who gave his name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.notices import api as notices

from . import counting, rating, rectifying, tokens  # noqa: F401  it listens too
from .events import RatingHandled
from .models import Rating, Served
from .tokens import Service

COUNT = security.declare("ratings.count_service", "计入可以评价的服务", by="system")
TELL = security.declare("ratings.tell_rater", "把处理结果告知评价人", by="system")
ENDS = ("finished", "declined", "withdrawn", "revoked")
TOLD = {
    "replied": "ratings/replied",
    "higher": "ratings/higher",
    "excluded": "ratings/excluded",
    "kept": "ratings/kept",
}


@operations.listens(casework.CaseMoved, "ratings.count_the_service")
def count_the_service(moved: casework.CaseMoved, key: str) -> None:
    """Each case that served somebody counts once among what could be rated."""
    if moved.verb not in ENDS or not moved.party:
        return
    with security.acting(security.SYSTEM, COUNT, security.Ref("case", moved.number), key=key) as record:
        if record.replayed:
            return
        service = rating.service_of(casework.case_row(security.SYSTEM, moved.number))
        record.done(bool(service) and count(record, service))


def count(record: security.Record, service: Service | None) -> bool:
    """Count a service that took place, once; False where it was there. Inside an open change by the system."""
    if service is None:
        return False
    _, made = Served.objects.get_or_create(
        kind=service.kind, ref=service.ref, moment=service.moment,
        defaults={"agency_id": service.agency, "division": service.division, "matter": service.matter,
                  "on": service.served_on},
    )  # fmt: skip
    if made:
        counting.add(record, service.agency, service.matter, service.served_on, "served")
    return made


def invite(record: security.Record, service: Service, party: UUID | None) -> bool:
    """Count a service and send who was served the link, once. Inside an open change by the system."""
    if not count(record, service):
        return False
    if party:
        facts = {"title": service.title, "agency": standards.agency(service.agency).name}
        notices.send(record, party, "ratings/invited", facts, link=f"/rate/{tokens.of(service)}/")
    return True


@operations.listens(RatingHandled, "ratings.tell_the_rater")
def tell_the_rater(handled: RatingHandled, key: str) -> None:
    if handled.verb not in TOLD:
        return
    with security.acting(security.SYSTEM, TELL, security.Ref("rating", handled.rating), key=key) as record:
        if record.replayed:
            return
        one = Rating.objects.select_related("agency").get(pk=handled.rating)
        step = one.steps.filter(verb=handled.verb).order_by("-at").first()
        if one.party_id and step:
            facts = {"title": one.title, "agency": one.agency.name, "reason": step.text}
            notices.send(
                record, one.party_id, TOLD[handled.verb], facts, case_number=one.ref, link=f"/rate/{_token(one)}/"
            )
        record.done(bool(one.party_id))


def _token(one: Rating) -> str:
    day: date = one.served_on
    return tokens.of(Service(one.kind, one.ref, one.agency_id, one.matter, one.division, day, one.title, one.moment,
                             one.synthetic))  # fmt: skip
