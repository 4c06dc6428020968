"""An agency prepares the next edition of its list: begins, edits, submits, or lets it go.

begin(by, "11530102…", key=key)                        # a draft from what is in force
edit(by, code, revision=0, body={…}, key=key)          # keeps it, faults and all
submit(by, code, revision=1, key=key)                  # only without faults that block
"""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from . import rules
from .errors import NotNow, Overtaken, StillFaulty
from .fields import Body, whole
from .models import Draft, Step
from .targets import Target, own_list, require_writer, target

DRAFT = security.declare("matters.draft", "编写实施清单", by="staff", roles="matters_editor")
SUBMIT = security.declare("matters.submit", "提交审核", by="staff", roles="matters_editor")
DROP = security.declare("matters.drop", "删除草稿", by="staff", roles="matters_editor")
STATES = {"draft": "草稿", "submitted": "等审核", "returned": "退回修改"}
FOLLOWS = ("task_name", "catalog_code", "task_type", "by_law")


def shown(by: security.Actor) -> str:
    """How a list's history names whoever acted."""
    return "，".join(one for one in (by.name, by.agency_name) if one) or "系统"


def step(record: security.Record, what: Target, act: str, number: int, why: str = "") -> None:
    Step.objects.create(
        basic=what.basic, item=what.item, division=what.division, number=number, what=act, why=why,
        user_id=record.by.user, shown=shown(record.by), at=clock.now(),
    )  # fmt: skip


def next_number(what: Target) -> int:
    return (what.editions.values_list("number", flat=True).first() or 0) + 1


def begin(by: security.Actor, code: str, *, own: bool = False, key: str | None = None) -> str:
    """Open a draft and return the code of its list. `own`: for the actor's own agency, whose list is made if need be;
    a draft that is there already is simply gone on with. Raises `NoSuchEntry`, `NotYours`."""
    with security.acting(by, DRAFT, security.Ref("matter", code), key=key, body=own) as record:
        if record.replayed:
            return str(record.outcome)
        what = target(code)
        if own:
            what = own_list(by, what.basic)
        require_writer(by, what)
        if what.item is not None and what.item.pk is None:
            what.item.save()
        if what.draft(by) is None:
            _begin(record, what)
        record.note(list=what.code)
        return str(record.done(what.code))


def _begin(record: security.Record, what: Target) -> None:
    by, today = record.by, clock.today()
    basic = what.basic_on(today)
    body = what.body_on(today) or (what.editions.first() and whole(what.editions[0].body)) or whole(basic or {})
    if what.item is not None:
        body = {**body, "dept_name": what.item.dept_name, "dept_code": what.item.dept_code}
        body = {**body, **{key: basic[key] for key in FOLLOWS}} if basic else body
    Draft.objects.create(
        basic=what.basic, item=what.item, division=what.division, body=body, made_by_id=by.user or 0, made_shown=shown(by),
        changed_at=clock.now(),
    )  # fmt: skip
    step(record, what, "begin", next_number(what))


def edit(by: security.Actor, code: str, *, revision: int, body: Body, key: str | None = None) -> int:
    """Keep what was filled in; returns the new revision. Raises `NoDraft`, `NotYours`, `NotNow`, `Overtaken`."""
    facts = {"revision": revision, "body": body}
    with security.acting(by, DRAFT, security.Ref("matter", code), key=key, body=facts) as record:
        if record.replayed:
            return int(record.outcome)
        draft = _mine(by, code, revision, "修改")
        changed = whole(body) != whole(draft.body)
        draft.body, draft.revision, draft.changed_at = whole(body), draft.revision + 1, clock.now()
        draft.made_by_id, draft.made_shown = by.user or 0, shown(by)
        draft.save()
        record.note(changed=changed, revision=draft.revision)
        return int(record.done(draft.revision))


def submit(by: security.Actor, code: str, *, revision: int, key: str | None = None) -> None:
    """Hand the draft to whoever checks above. Raises `StillFaulty` and what `edit` raises."""
    with security.acting(by, SUBMIT, security.Ref("matter", code), key=key, body=revision) as record:
        if record.replayed:
            return
        draft = _mine(by, code, revision, "提交")
        what = target(code)
        refuse_faulty(what, draft.body, "提交")
        draft.state, draft.submitted_at, draft.revision = "submitted", clock.now(), draft.revision + 1
        draft.made_by_id, draft.made_shown = by.user or 0, shown(by)
        draft.save()
        step(record, what, "submit", next_number(what))
        record.done(draft.revision)


def drop(by: security.Actor, code: str, *, key: str | None = None) -> None:
    """Let a draft go; what is in force stays. Raises `NoDraft`, `NotYours`, `NotNow`."""
    with security.acting(by, DROP, security.Ref("matter", code), key=key) as record:
        if record.replayed:
            return
        draft = _mine(by, code, None, "删除")
        what = target(code)
        step(record, what, "drop", next_number(what))
        draft.delete()
        record.done(None)


def refuse_faulty(what: Target, body: Body, act: str) -> None:
    found = rules.blocking(rules.faults(body, what.basic_on(clock.today())))
    if found:
        raise StillFaulty(many=len(found), first=found[0].says, act=act)


def _mine(by: security.Actor, code: str, revision: int | None, act: str) -> Draft:
    what = target(code)
    require_writer(by, what)
    draft = what.the_draft(by, lock=True)
    if draft.state == "submitted":
        raise NotNow(state=STATES[draft.state], act=act)
    if revision is not None and revision != draft.revision:
        raise Overtaken(who=draft.made_shown, when=f"{draft.changed_at.astimezone(clock.CHINA):%H:%M}")
    return draft
