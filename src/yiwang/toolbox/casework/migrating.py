"""换版: chosen running cases go on under the version of their flow that is in force. Tried first, each case a change of its
own, and back again as long as nothing has moved since. Limits stay as they were on the day of acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yiwang.kernel.errors import Conflict, NotFound
from yiwang.pillars.security.base import api as security

from . import clockwork, flows, history, narrowing, versions
from .deciding import in_reach
from .definition import Flow, Step
from .models import Case, Definition, Entry, Task
from .reach import within_reach

MIGRATE = security.declare("casework.migrate", "把办件换到新版流程", by="staff", roles="supervisor")
MOST, COUNTED = 200, 1000


class CannotMigrate(Conflict):
    """不能换版：{says}。"""

    code = "casework.cannot_migrate"


class CannotReturn(Conflict):
    """不能换回：{says}。"""

    code = "casework.cannot_return"


@dataclass(frozen=True)
class RunningVersion:
    """A version under which cases still run; `cases` of them in reach, counted to 1,000. `steps` its keys and titles."""

    id: int
    name: str
    title: str
    published_at: datetime
    cases: int
    steps: dict[str, str]
    onto: dict[str, str]


@dataclass(frozen=True)
class Trial:
    """What would become of one case: `why` it stays, or where it goes."""

    number: str
    title: str
    step: str
    onto: str
    why: str
    revision: int


def old_versions(viewer: security.Actor) -> list[RunningVersion]:
    """Versions no longer in force that cases in reach still run under, newest first."""
    running = within_reach(Case.objects.exclude(status="closed"), viewer)
    found = []
    for row in Definition.objects.filter(name__in=list(flows.flows)).order_by("-published_at", "-pk"):
        if row.digest == flows.digest_of(flows.flows[row.name]):
            continue
        many = running.filter(definition=row).values("pk")[: COUNTED + 1].count()
        if many:
            old, new = Flow.model_validate(row.body), flows.flows[row.name]
            found.append(
                RunningVersion(row.pk, row.name, old.title, row.published_at, many, _titles(old), _titles(new))
            )
    return found


def _titles(flow: Flow) -> dict[str, str]:
    return {one.key: one.title for one in flow.steps}


def try_migration(viewer: security.Actor, version: int, steps: Mapping[str, str], what: narrowing.Asked) -> list[Trial]:
    """What would become of the first 200 cases of a version. Changes nothing. Raises `NotFound`."""
    row = Definition.objects.filter(pk=version, name__in=list(flows.flows)).first()
    if row is None:
        raise NotFound
    old, new = Flow.model_validate(row.body), flows.flows[row.name]
    rows: QuerySet[Case] = within_reach(Case.objects.exclude(status="closed").filter(definition=row), viewer)
    rows = narrowing.narrowed(rows, what, viewer).order_by("submitted_at", "pk")[:MOST]
    return [_trial(case, old, new, steps) for case in rows.prefetch_related("tasks", "stops")]


def _trial(case: Case, old: Flow, new: Flow, steps: Mapping[str, str]) -> Trial:
    here, there = old.step(case.step), versions.target(new, steps, case.step)
    return Trial(case.number, case.title, here.title if here else case.step, there.title if there else "",
                 versions.hindrance(old, new, steps, _stands(case)), case.revision)  # fmt: skip


def _stands(case: Case) -> versions.Stands:
    tasks = list(case.tasks.all())
    main = next((one for one in tasks if one.kind == "main" and one.state == "open"), None)
    stop = next((one for one in case.stops.all() if one.ended_on is None), None)
    return versions.Stands(
        step=case.step, status=case.status, accepted=case.accepted_on is not None,  # type: ignore[arg-type]
        goes_back=case.origin_id is not None,
        done=frozenset(one.step for one in tasks if one.kind == "main" and one.state == "done"),
        asked=any(one.kind != "main" and one.state in ("open", "planned") for one in tasks),
        signed=main is not None and bool(main.verdict or "held" in main.draft),
        written=main is not None and bool(main.draft), stopped=stop.kind if stop else "",
    )  # fmt: skip


def migrate(
    by: security.Actor, number: str, steps: Mapping[str, str], *, revision: int, reason: str, key: str | None
) -> str:
    """One case onto the version in force; returns the title of the step it stands at there. Raises `NotFound`,
    `CannotMigrate` with the reason; nothing is changed then."""
    body = {"number": number, "steps": dict(steps)}
    with security.acting(by, MIGRATE, security.Ref("case", number), key=key, body=body) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        old, row = flows.flow_of(case), case.definition
        if row.name not in flows.flows or row.digest == flows.digest_of(flows.flows[row.name]):
            raise CannotMigrate(says="它已经在用现行的版本")
        if revision != case.revision:
            raise CannotMigrate(says="试过以后有人办过它，请再试一次")
        new = flows.flows[row.name]
        if why := versions.hindrance(old, new, steps, _stands(case)):
            raise CannotMigrate(says=why)
        there = versions.target(new, steps, case.step)
        assert there is not None  # noqa: S101  the rule asked
        before = {"definition": row.pk, "step": case.step, "task": _stand_at(case, there.key, there.title, there.by)}
        case.definition_id, case.step = flows.current(row.name), there.key
        history.write(record, case, "migrated", "换用新版流程", reason=reason, public=False, announce=False,
                      before=before, onto=case.definition_id, revision=case.revision + 1)  # fmt: skip
        clockwork.keep(case)
        return str(record.done(there.title))


def _stand_at(case: Case, step: str, title: str, role: str) -> dict[str, Any] | None:
    """The open decision under its new name; who has it by name keeps it if he has the role. Returns it as it was."""
    main = case.tasks.select_for_update().filter(kind="main", state="open").first()
    if main is None:
        return None
    before = {"step": main.step, "title": main.title, "role": main.role, "assignee": main.assignee_id}
    if role != main.role:
        main.assignee = None
    main.step, main.title, main.role = step, title, role
    main.save(update_fields=["step", "title", "role", "assignee"])
    return before


def migrate_back(by: security.Actor, number: str, *, reason: str, key: str | None) -> str:
    """As it was before it changed versions, if nothing has moved since; returns the step's title. Raises `NotFound`,
    `CannotReturn`."""
    with security.acting(by, MIGRATE, security.Ref("case", number), key=key, body={"back": number}) as record:
        if record.replayed:
            return str(record.outcome)
        case = in_reach(by, number)
        facts = _last(case)
        if facts is None or facts["revision"] != case.revision or facts["onto"] != case.definition_id:
            raise CannotReturn(says="它没有换过版，或者换版以后又办过了")
        before = facts["before"]
        main = case.tasks.select_for_update().filter(kind="main", state="open").first()
        now, then = flows.flow_of(case).step(case.step), _step_of(before)
        if main is not None and main.draft and now and then and now.form != then.form:
            raise CannotReturn(says="换版以后有人写了记录还没有提交")
        case.definition_id, case.step = before["definition"], before["step"]
        if main is not None:
            _restore(main, before["task"])
        history.write(record, case, "returned", "换回原版流程", reason=reason, public=False, announce=False)
        clockwork.keep(case)
        return str(record.done(then.title if then else case.step))


def _step_of(before: Mapping[str, Any]) -> Step | None:
    return flows.flow_of(Case(definition_id=before["definition"])).step(before["step"])


def _restore(main: Task, was: Mapping[str, Any]) -> None:
    main.step, main.title, main.role, main.assignee_id = was["step"], was["title"], was["role"], was["assignee"]
    main.save(update_fields=["step", "title", "role", "assignee"])


def _last(case: Case) -> dict[str, Any] | None:
    """What the history's last line says of a change of versions; None where the last line is about something else."""
    last = Entry.objects.filter(case=case).order_by("-at", "-pk").first()
    return dict(last.facts) if last and last.verb == "migrated" else None
