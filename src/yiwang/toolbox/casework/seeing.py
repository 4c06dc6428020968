"""What of a case somebody sees in clear: his own all, the case he works on all but the numbers, others' masked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security

from . import rules
from .flows import flow_of
from .models import Attachment, Case

if TYPE_CHECKING:
    from .queries import CaseView

READ = security.call_reading("casework.read", "办件里的申请信息")
READ_FILE = security.call_reading("casework.read_file", "办件里的一个材料")


def eyes_of(viewer: security.Actor, case: Case) -> security.Eyes:
    """With which eyes `viewer` looks at a case in his reach."""
    if viewer.kind == "system":
        return security.Eyes(reach=True, handles=True)
    if viewer.is_citizen:
        return security.Eyes(own=case.party_id is not None and case.party_id == viewer.party)
    tasks = [
        (one.agency_id, one.role) for one in case.tasks.all() if one.kind == "main" or one.assignee_id in (None, viewer.user)
    ]  # fmt: skip
    posts = rules.posts(flow_of(case), case.agency_id, tasks)
    return security.Eyes(reach=True, handles=any((viewer.agency, role) in posts for role in viewer.roles))


def note_reading(viewer: security.Actor, view: CaseView, action: str = READ, query: str = "") -> None:
    """One row in the trail for one answer that shows a case to staff; its party can see it."""
    case = view.case
    if case.party_id is None:
        return
    purpose = f"办理“{case.title}”" if view.eyes.handles else "了解辖区办件，个人信息已遮盖"
    security.note_reading(viewer, action, [case.party_id], purpose, security.Ref("case", case.number), query=query,
                          masked=not view.eyes.handles)  # fmt: skip


def attachment(viewer: security.Actor, view: CaseView, key: UUID) -> Attachment:
    """A file of the case, to be opened now; recorded. Raises `NotFound`; `Refused` for who only reads along."""
    found = next((one for one in view.attachments if one.pk == key), None)
    if found is None:
        raise NotFound
    seen = security.sight("L3", view.eyes)
    if not seen.clear:
        raise Refused(why=seen.why)
    note_reading(viewer, view, READ_FILE, query=str(key))
    return found


def disclose(by: security.Actor, view: CaseView, field: str, purpose: str) -> str:
    """One sealed value of the case's party, for a purpose. Raises `NotFound`; `Refused` without purpose or to who does
    not work on the case."""
    party = view.case.party_id
    if field not in ("identifier", "mobile", "name") or party is None:
        raise NotFound
    if not view.eyes.handles:
        raise Refused(why=security.sight("L4", view.eyes).why)
    return security.disclose(by, party, field, purpose, security.Ref("case", view.number))
