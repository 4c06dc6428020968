"""并案, 关联, 重新办理: a second filing of the same matter goes into the one under way, cases are named beside each other, and
what is closed is taken up again as a case of its own."""

from __future__ import annotations

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security

from . import clockwork, history, rules
from .answering import answers_of
from .deciding import as_seen, in_reach, task_of
from .errors import CannotFollow, CannotMerge, WhyMissing
from .flows import flow_of
from .handing import LEADS
from .models import Attachment, Case, Entry, Relation
from .moving import enter, leave
from .opening import Application, open_case
from .queries import CaseView
from .reach import within_reach

MERGE = security.declare("casework.merge", "并案", by="staff")
UNMERGE = security.declare("casework.unmerge", "撤销并案", by="staff")
RELATE = security.declare("casework.relate", "关联办件", by="staff")
REOPEN = security.declare("casework.reopen", "重新办理", by="staff", roles="approver supervisor")


def merge(by: security.Actor, number: str, *, into: str, reason: str, revision: int, key: str | None) -> str:
    """Put the case `number` into the one under way: its files go there, it closes as merged and names it; the other's clock
    is untouched. Both are of one party, one kind and one agency, and neither is decided.

    Raises `NotFound`, `Refused` (not his task), `Changed`, `WhyMissing`, `CannotMerge`."""
    body = {"number": number, "into": into, "reason": reason}
    with security.acting(by, MERGE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        task_of(by, case)
        as_seen(case, revision)
        target = in_reach(by, into)
        if why := why_apart(case, target):
            raise CannotMerge(says=why)
        if not reason.strip():
            raise WhyMissing
        given = _give_files(case, target)
        before = {"status": case.status, "step": case.step, "files": given, "into": into}
        Relation.objects.create(case=case, other=target, kind="merged", why=reason)
        _close(record, case)
        history.write(record, case, "merged", f"并入 {into} 一起办", reason=reason, into=into, before=before)
        history.write(
            record, target, "merged_here", f"{number} 并入这一件", reason=reason, announce=False, number=number
        )
        clockwork.keep(case)
        clockwork.keep(target)
        return str(record.done(into))


def why_apart(case: Case, target: Case) -> str:
    """Why two cases cannot be merged; "" where they can."""
    if case.pk == target.pk:
        return "不能并入自己"
    if case.party_id is None or case.party_id != target.party_id:
        return "不是同一个申请人的"
    if case.definition.name != target.definition.name or case.matter != target.matter:
        return "不是同一个事项"
    if case.agency_id != target.agency_id:
        return "不在同一个单位办理"
    if case.part_of or target.part_of:
        return "子办件跟着总的那一件，不单独并"
    if case.status not in ("submitted", "accepted"):
        return f"{case.number} {rules.STATUS_TITLES[case.status]}，不能并"
    if not rules.may_withdraw(target.status):  # type: ignore[arg-type]
        return f"{target.number} {rules.STATUS_TITLES[target.status]}，不能再并入"
    return ""


def _give_files(case: Case, target: Case) -> list[str]:
    there = set(target.attachments.filter(replaced=False).values_list("slot", "file"))
    made = [
        Attachment(case=target, slot=one.slot, mark="", name=one.name, file=one.file, media_type=one.media_type, size=one.size,
                   added_at=clock.now(), internal=one.internal)
        for one in case.attachments.filter(replaced=False) if (one.slot, one.file) not in there
    ]  # fmt: skip
    Attachment.objects.bulk_create(made)
    return [str(one.pk) for one in made]


def _close(record: security.Record, case: Case) -> None:
    case.tasks.filter(state__in=["open", "planned"]).update(state="dropped", verdict="merged", done_at=clock.now())
    if step := flow_of(case).step(case.step):
        leave(record, case, step, "并案了")
    case.status, case.outcome, case.closed_at = "closed", "merged", clock.now()
    clockwork.reckon(case)


def unmerge(by: security.Actor, number: str, *, reason: str, revision: int, key: str | None) -> str:
    """Take a case out again, to where it stood; the files it gave go with it. Its clock counts the days it was merged.
    Raises `NotFound`, `Refused`, `Changed`, `WhyMissing`, `CannotFollow` (not merged, or the other is over)."""
    body = {"number": number, "reason": reason}
    with security.acting(by, UNMERGE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        as_seen(case, revision)
        _leads(by, case)
        relation = Relation.objects.filter(case=case, kind="merged").select_related("other").first()
        told = Entry.objects.filter(case=case, verb="merged").order_by("-at", "-pk").first()
        if relation is None or told is None or case.outcome != "merged":
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="撤销并案")
        target = in_reach(by, relation.other.number)
        if not rules.may_withdraw(target.status):  # type: ignore[arg-type]
            raise CannotFollow(now=f"并入的 {target.number} {rules.STATUS_TITLES[target.status]}", wanted="撤销并案")
        if not reason.strip():
            raise WhyMissing
        before = told.facts["before"]
        target.attachments.filter(pk__in=before["files"]).delete()
        relation.delete()
        case.status, case.outcome, case.closed_at, case.step = before["status"], "", None, before["step"]
        flow = flow_of(case)
        step = flow.step(case.step)
        assert step is not None  # noqa: S101  a definition in use never changes
        enter(record, case, flow, step)
        clockwork.reckon(case)
        history.write(record, case, "unmerged", f"从 {target.number} 分出来，接着办", reason=reason)
        history.write(record, target, "unmerged_here", f"{number} 分出去了", reason=reason, announce=False)
        clockwork.keep(case)
        clockwork.keep(target)
        return str(record.done(case.status))


def relate(by: security.Actor, number: str, *, other: str, reason: str, key: str | None) -> None:
    """Name two cases beside each other, in both histories. Raises `NotFound`, `WhyMissing`, `CannotMerge` (itself)."""
    body = {"number": number, "other": other, "reason": reason}
    with security.acting(by, RELATE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return
        case, target = in_reach(by, number), in_reach(by, other)
        if case.pk == target.pk:
            raise CannotMerge(says="不能和自己关联")
        if not reason.strip():
            raise WhyMissing
        if case.agency_id != by.agency:
            raise Refused(why="这件由别的单位办理，只有办理单位能关联")
        _, made = Relation.objects.get_or_create(case=case, other=target, kind="related", defaults={"why": reason})
        if made:
            history.write(record, case, "related", f"和 {other} 有关", reason=reason, public=False, announce=False)
        record.done(other)


def reopen(by: security.Actor, number: str, *, reason: str, key: str | None) -> str:
    """Take a closed case up again as a case of its own, with its answers, under today's flow and limits; returns its number.
    Raises `NotFound`, `Refused`, `WhyMissing`, `CannotFollow` (not closed)."""
    body = {"number": number, "reason": reason}
    with security.acting(by, REOPEN, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        _leads(by, case)
        if case.status != "closed":
            raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="重新办理")
        if not reason.strip():
            raise WhyMissing
        made = open_case(record, Application(
            matter=case.matter, title=case.title, flow=case.definition.name, line=case.agency.line, division=case.division,
            form=case.form, version=case.form_version, answers=answers_of(case), party=case.party_id,
            party_shown=case.party_shown, applicant=case.applicant, channel="desk", synthetic=case.synthetic, origin=number,
            says=f"由 {number} 重新办理",
        ))  # fmt: skip
        _give_files(case, made)
        Relation.objects.create(case=made, other=case, kind="reopened", why=reason)
        history.write(record, case, "reopened", f"重新办理，新编号 {made.number}", reason=reason, number=made.number)
        return str(record.done(made.number))


def _leads(by: security.Actor, case: Case) -> None:
    if not may_lead(by, case):
        raise Refused(why="只有办理单位的审批人、督办人能这样做")


def may_lead(by: security.Actor, case: Case) -> bool:
    """Does `by` lead the work of the agency that has the case?"""
    return by.agency == case.agency_id and bool(by.roles & LEADS)


def mergeable(viewer: security.Actor, view: CaseView) -> list[Case]:
    """What this case may be put into: the same party's other ones of the kind that are under way at the agency."""
    if view.why_not or view.case.party_id is None:
        return []
    rows = within_reach(Case.objects.select_related("definition"), viewer).exclude(pk=view.case.pk)
    rows = rows.filter(party=view.case.party_id, matter=view.case.matter, agency=view.case.agency_id).exclude(
        status="closed"
    )
    return [one for one in rows.order_by("submitted_at")[:20] if not why_apart(view.case, one)]


def related_to(viewer: security.Actor, view: CaseView) -> list[tuple[str, str]]:
    """The cases named beside this one, by what they are to it; only those in reach."""
    reach = within_reach(Case.objects.all(), viewer)
    away = Relation.objects.filter(case=view.case, other__in=reach).values_list("kind", "other__number")
    here = Relation.objects.filter(other=view.case, case__in=reach).values_list("kind", "case__number")
    said = {"merged": "并入", "related": "有关", "reopened": "重新办理自"}
    back = {"merged": "并进来的", "related": "有关", "reopened": "重新办理为"}
    return [*((said[kind], number) for kind, number in away), *((back[kind], number) for kind, number in here)]
