"""Running cases go on under a new version: nobody is stranded, nothing half done is lost, and there is a way back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import versions
from yiwang.toolbox.casework.definition import Flow
from yiwang.toolbox.casework.models import Case, Definition, Entry, Task
from yiwang.toolbox.organisations.testing import seated

from .test_moves import FLOW, _monday, applied, cast, give  # noqa: F401  fixtures

NOTHING = casework.read_asked({})


def changed(**steps: dict[str, Any] | None) -> Flow:
    """The flow of the test with steps altered, or without those that are None."""
    body = FLOW.model_dump(mode="json")
    body["steps"] = [
        {**one, **(steps[one["key"]] or {})} if one["key"] in steps else one
        for one in body["steps"]
        if steps.get(one["key"], {}) is not None
    ]
    return Flow.model_validate(body)


NEXT = changed(intake={"title": "新受理"}, deliver={"by": "approver", "title": "发证"})


@pytest.fixture
def zhao(cast):  # noqa: F811
    return seated("zhao", "赵", cast.liu.agency, "supervisor")


def revision(number: str) -> int:
    testing.enter(security.SYSTEM)
    return Case.objects.get(number=number).revision


def onto(by, number, key="m", **steps) -> str:
    return casework.migrate(by, number, steps, revision=revision(number), reason="新版多一步", key=key)


def standing(number: str) -> dict[str, Any]:
    """Everything of a case but its revision and its history."""
    testing.enter(security.SYSTEM)
    case = Case.objects.get(number=number)
    rows = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    rows.pop("revision")
    return {**rows, "tasks": list(Task.objects.filter(case=case).order_by("pk").values())}


def test_a_case_goes_on_under_the_new_version_with_its_own_limit(cast, zhao):  # noqa: F811
    number = applied(cast)
    give(cast.liu, number, "accept")
    before = standing(number)
    with casework.flows.plus(**{"test/flow": NEXT}):
        with security.viewing(zhao):
            (version,) = casework.old_versions(zhao)
            (trial,) = casework.try_migration(zhao, version.id, {}, NOTHING)
        assert (version.cases, trial.number, trial.why) == (1, number, "")
        assert standing(number) == before, "a trial changes nothing"
        assert onto(zhao, number) == "核查" == onto(zhao, number)
        after = standing(number)
        assert {key for key in before if before[key] != after[key]} == {"definition_id"}
        for who in (cast.pu, cast.ma):
            give(who, number, "pass")
        give(cast.duan, number, "grant")
        assert give(cast.duan, number, "finish") == "closed", "its last step is the approver's in the new version"
    testing.enter(security.SYSTEM)
    assert Entry.objects.filter(verb="migrated", case__number=number).count() == 1


def test_who_has_not_migrated_goes_on_as_it_began(cast, zhao):  # noqa: F811
    number = applied(cast)
    with casework.flows.plus(**{"test/flow": changed(inspect=None, intake={
        "verdicts": [{"key": "accept", "title": "受理", "effect": "accept", "to": "decide"}]})}):  # fmt: skip
        give(cast.liu, number, "accept")
        assert standing(number)["step"] == "inspect"


def test_the_open_decision_follows_to_its_new_role_and_back(cast, zhao):  # noqa: F811
    number = applied(cast)
    casework.take(cast.liu, number, revision=revision(number), key="t")
    before = standing(number)
    with casework.flows.plus(**{"test/flow": changed(intake={"by": "examiner", "title": "初审"})}):
        assert onto(zhao, number) == "初审"
        (task,) = standing(number)["tasks"]
        assert (task["role"], task["title"], task["assignee_id"]) == ("examiner", "初审", None)
        assert casework.migrate_back(zhao, number, reason="换错了", key="b") == "受理"
        assert standing(number) == before


def test_after_a_move_there_is_no_way_back(cast, zhao):  # noqa: F811
    number = applied(cast)
    with casework.flows.plus(**{"test/flow": NEXT}):
        onto(zhao, number)
        give(cast.liu, number, "accept")
        with pytest.raises(casework.CannotReturn):
            casework.migrate_back(zhao, number, reason="", key=None)


@pytest.mark.parametrize(("new", "steps", "why"), [
    (changed(intake=None), {}, "没有“受理”这个环节"),
    (changed(intake={"seats": [{"key": "s", "title": "席", "by": "examiner"}], "verdicts": [
        {"key": "accept", "title": "受理", "effect": "accept", "to": "inspect", "consent": True},
        {"key": "no", "title": "不予受理", "effect": "decline", "needs": ["reason"]}]}), {}, "会签席位"),
    (FLOW.model_copy(update={"limit": "licence_hearing_request"}), {}, "期限就变了"),
    (changed(intake={"verdicts": [{"key": "round", "title": "转", "effect": "forward", "to": "intake"}]}), {}, "到不了办结"),
    (NEXT, {"intake": "deliver"}, ""),
])  # fmt: skip
def test_who_cannot_go_is_told_why_and_nothing_changes(cast, zhao, new, steps, why):  # noqa: F811
    number = applied(cast)
    before = standing(number)
    with casework.flows.plus(**{"test/flow": new}):
        with security.viewing(zhao):
            (trial,) = casework.try_migration(zhao, casework.old_versions(zhao)[0].id, steps, NOTHING)
        assert why in trial.why and bool(trial.why) == bool(why)
        if why:
            with pytest.raises(casework.CannotMigrate, match="不能换版"):
                onto(zhao, number, **steps)
            assert standing(number) == before


def test_without_the_rule_a_case_would_be_stranded(cast, zhao, monkeypatch):  # noqa: F811
    """Planted fault."""
    number = applied(cast)
    endless = changed(intake={"verdicts": [{"key": "round", "title": "转", "effect": "forward", "to": "intake"}]})
    monkeypatch.setattr(versions, "hindrance", lambda *_: "")
    with casework.flows.plus(**{"test/flow": endless}):
        onto(zhao, number)
        with security.viewing(cast.liu):
            view = casework.case_view(cast.liu, number)
    assert [one.key for one in view.offered] == ["round"]


def test_what_hangs_on_the_open_decision_keeps_a_case_where_it_is(cast, zhao):  # noqa: F811
    number = applied(cast)
    give(cast.liu, number, "accept")
    give(cast.pu, number, "pass")
    with casework.flows.plus(**{"test/flow": NEXT}):
        with pytest.raises(casework.CannotMigrate, match="有人已经签了"):
            onto(zhao, number)
        give(cast.ma, number, "pass")
        with pytest.raises(casework.CannotMigrate, match="改了名"):
            onto(zhao, number, inspect="intake")
        with pytest.raises(casework.CannotMigrate, match="试过以后"):
            casework.migrate(zhao, number, {}, revision=0, reason="", key=None)
        onto(zhao, number)


def test_only_who_supervises_there_migrates(cast, zhao):  # noqa: F811
    number = applied(cast)
    there = seated("qian", "钱", cast.yang.agency, "supervisor")
    with casework.flows.plus(**{"test/flow": NEXT}):
        with pytest.raises(Refused):
            onto(cast.liu, number)
        with pytest.raises(NotFound):
            onto(there, number)
        with security.viewing(there):
            assert casework.old_versions(there) == []


KEYS = ("a", "b", "c", "d")
verdicts = st.builds(
    lambda key, effect, to: {"key": key, "title": key, "effect": effect, "to": to},
    st.sampled_from(["x", "y", "z"]), st.sampled_from(["forward", "accept", "finish", "grant", "decline", "pause"]),
    st.sampled_from(KEYS),
)  # fmt: skip


@st.composite
def drawn_flows(draw) -> Flow:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    steps = []
    for key in keys:
        found = draw(st.lists(verdicts, min_size=1, max_size=3, unique_by=lambda one: one["key"]))
        steps.append({"key": key, "title": key, "by": "clerk", "verdicts": [
            {**one, "to": one["to"] if one["to"] in keys else key} for one in found]})  # fmt: skip
    return Flow.model_validate({"title": "画", "limit": "licence_decision", "steps": steps,
                                "specials": [{"key": "hearing", "title": "听证", "days": 20}]})  # fmt: skip


def ends(flow: Flow, key: str, status: str) -> bool:
    """Said once more and without the engine: what happens verdict by verdict until one closes the case."""
    seen, front = set(), [(key, status)]
    while front:
        at, now = front.pop()
        if (at, now) in seen:
            continue
        seen.add((at, now))
        for one in next(step for step in flow.steps if step.key == at).verdicts:
            effect = one.effect
            if effect == "decline" and now != "submitted" or effect == "accept" and now != "submitted":
                continue
            if effect == "grant" and now == "decided":
                continue
            if effect in ("finish", "decline"):
                return True
            after = {"accept": "accepted", "grant": "decided", "pause": "accepted"}.get(effect, now)
            front.append((at if effect == "pause" else one.to, after))
    return False


@settings(max_examples=300, deadline=None)
@given(drawn_flows(), drawn_flows(), st.data())
def test_whoever_goes_comes_to_an_end(old, new, data):
    at = data.draw(st.sampled_from([one.key for one in old.steps]))
    status = data.draw(st.sampled_from(["submitted", "supplementing", "accepted", "paused", "decided"]))
    steps = data.draw(st.dictionaries(st.sampled_from(KEYS), st.sampled_from([one.key for one in new.steps])))
    done = data.draw(st.frozensets(st.sampled_from(KEYS), max_size=2))
    why = versions.hindrance(old, new, steps, versions.Stands(at, status, accepted=True, done=done))
    there = versions.target(new, steps, at)
    running = {"supplementing": "submitted", "paused": "accepted"}.get(status, status)
    if not why:
        assert there is not None and ends(new, there.key, running)
        assert all(steps.get(key, key) == key for key in done if old.step(key))
    elif "到不了" in why:
        assert there is not None and not ends(new, there.key, running)


def migrated_and_back(cast, zhao, moves: list[tuple[str, str]], mark: str) -> None:  # noqa: F811
    number = applied(cast, key=mark)
    for who, verdict in moves:
        give(getattr(cast, who), number, verdict)
    before = standing(number)
    with casework.flows.plus(**{"test/flow": NEXT}):
        try:
            onto(zhao, number, key=f"m{mark}")
        except casework.CannotMigrate:
            assert standing(number) == before
            return
        casework.migrate_back(zhao, number, reason="", key=f"b{mark}")
    after = standing(number)
    assert after == before


WAY = [("liu", "accept"), ("pu", "pass"), ("ma", "pass"), ("duan", "grant")]


def test_there_and_back_is_where_it_was_wherever_it_stood(cast, zhao):  # noqa: F811
    for many in range(len(WAY) + 1):
        migrated_and_back(cast, zhao, WAY[:many], str(many))
    testing.enter(security.SYSTEM)
    assert Definition.objects.filter(name="test/flow").count() == 2


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=st.integers(0, 4), mark=st.uuids())
def test_there_and_back_in_many_draws(cast, zhao, many, mark):  # noqa: F811
    assume(many)
    migrated_and_back(cast, zhao, WAY[:many], mark.hex)
