"""Where units of one height meet: a visit at a window is a service that can be rated."""

from __future__ import annotations

from uuid import UUID

from yiwang.applications.service.halls import api as halls
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.ratings import api as ratings
from yiwang.kernel import clock
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

INVITE = security.declare("portal.invite_to_rate", "请来人评价窗口服务", by="system")


@operations.listens(halls.Served, "portal.invite_to_rate")
def invite_to_rate(served: halls.Served, key: str) -> None:
    """现场一次一评: the visit counts among what could be rated, and who is known is sent the link."""
    if not served.agency:
        return
    with security.acting(security.SYSTEM, INVITE, security.Ref("ticket", served.ticket), key=key) as record:
        if record.replayed:
            return
        agency = standards.agency(served.agency)
        title = library.matters[served.matter].title if served.matter in library.matters else ""
        visit = ratings.Service("visit", served.ticket, agency.pk, served.matter, agency.division_id, clock.today(),
                                title or "窗口办事", synthetic=agency.synthetic)  # fmt: skip
        record.done(ratings.invite(record, visit, UUID(served.party) if served.party else None))
