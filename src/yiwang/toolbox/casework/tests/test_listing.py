"""Worklists as they are narrowed and ordered, against plain Python that knows nothing of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import paging
from yiwang.toolbox.casework.models import Case, Task
from yiwang.toolbox.casework.tests.test_moves import FLOW, FORM, applied
from yiwang.toolbox.forms import api as forms

TODAY = date(2026, 3, 2)
STEPS = ("intake", "inspect", "decide")
PARTIES = ("王*吃", "李*居", "王*", "翠湖餐饮")


@pytest.fixture
def cast(db):
    with (
        casework.flows.plus(**{"test/flow": FLOW}),
        forms.forms.plus(**{"test/form": FORM}),
        clock.frozen("2026-03-02"),
    ):
        yield testing.cast()


@dataclass(frozen=True)
class Drawn:
    """A case as the oracle knows it. `due` counts days from today; None: no limit."""

    at: int
    number: str
    matter: str
    step: str
    status: str
    party: str
    hours: int
    due: int | None
    holder: str
    elsewhere: bool

    @property
    def id(self) -> UUID:
        return UUID(int=self.at + 1)

    @property
    def received(self) -> datetime:
        return datetime(2026, 2, 1, 16, tzinfo=UTC) + timedelta(hours=self.hours)

    @property
    def urgent(self) -> date | None:
        return None if self.due is None or self.status == "closed" else TODAY + timedelta(days=self.due)

    @property
    def light(self) -> str:
        """2 March 2026 is a Monday; the working days that follow are 3 to 6 March, then 9 to 13."""
        if self.urgent is None or self.status in ("supplementing", "paused", "decided", "closed"):
            return "grey"
        if self.urgent < date(2026, 3, 2):
            return "red"
        return "yellow" if self.urgent <= date(2026, 3, 4) else "green"


def cases(count: int) -> st.SearchStrategy[list[Drawn]]:
    one = st.tuples(
        st.sampled_from(["a/one", "b/two"]), st.sampled_from(STEPS),
        st.sampled_from(["submitted", "supplementing", "accepted", "paused", "decided", "closed"]),
        st.sampled_from(PARTIES), st.integers(0, 60), st.one_of(st.none(), st.integers(-9, 12)),
        st.sampled_from(["", "me", "other"]), st.booleans(),
    )  # fmt: skip
    return st.lists(one, max_size=count).map(
        lambda rows: [Drawn(at, f"{530102 + at % 3}-2602-{at:06d}", *row) for at, row in enumerate(rows)]  # fmt: skip
    )


asked = st.fixed_dictionaries({}, optional={
    "q": st.sampled_from(["530102", "王", "王*", "翠湖餐饮", "没有", "530103-2602-000001"]),
    "matter": st.lists(st.sampled_from(["a/one", "b/two", "c/none"]), min_size=1, max_size=2, unique=True),
    "step": st.lists(st.sampled_from(STEPS), min_size=1, max_size=2, unique=True),
    "status": st.lists(st.sampled_from(["submitted", "supplementing", "accepted", "paused", "decided"]), min_size=1,
                       max_size=2, unique=True),
    "light": st.lists(st.sampled_from(["red", "yellow", "green", "grey"]), min_size=1, max_size=2, unique=True),
    "from": st.dates(date(2026, 2, 1), date(2026, 2, 6)), "to": st.dates(date(2026, 2, 2), date(2026, 2, 6)),
    "due": st.dates(date(2026, 2, 20), date(2026, 3, 16)),
    "who": st.lists(st.sampled_from(["me", "nobody", "others", "he"]), min_size=1, max_size=2, unique=True),
    "agency": st.sampled_from(["here", "there", "top"]),
    "sort": st.sampled_from(["urgent", "received", "oldest", "due", "number", "closed"]),
})  # fmt: skip
CHINA = timedelta(hours=8)


def wanted(one: Drawn, what: dict) -> bool:
    day = (one.received + CHINA).date()
    held = {"me": "me", "nobody": "", "others": "other", "he": "other"}
    since, until = what.get("from"), what.get("to")
    if since and until and since > until:
        since, until = until, since
    return all([
        "q" not in what or one.number.startswith(what["q"]) or one.party.startswith(what["q"]),
        one.matter in what.get("matter", [one.matter]), one.step in what.get("step", [one.step]),
        one.status in what.get("status", [one.status]), one.light in what.get("light", [one.light]),
        since is None or day >= since, until is None or day <= until,
        "due" not in what or one.urgent is not None and one.urgent <= what["due"],
        "who" not in what or one.holder in {held[who] for who in what["who"]},
        what.get("agency") != "here" or not one.elsewhere, what.get("agency") != "there" or one.elsewhere,
    ])  # fmt: skip


FAR = date(9999, 1, 1)
KEYS = {
    "urgent": lambda one: (one.urgent or FAR, one.received, one.id),
    "due": lambda one: (one.urgent or FAR, one.received, one.id),
    "oldest": lambda one: (one.received, one.id),
    "number": lambda one: one.number,
}


def expected(drawn: list[Drawn], what: dict, view: str) -> list[str]:
    rows = [one for one in drawn if (one.status == "closed") == (view == "closed") and wanted(one, what)]
    order = what.get("sort") or ("closed" if view == "closed" else "urgent")
    if order == "received" or order == "closed" and view == "closed":
        return [one.number for one in sorted(rows, key=lambda one: (one.received, one.id), reverse=True)]
    return [one.number for one in sorted(rows, key=KEYS["urgent" if order == "closed" else order])]


def keep(cast: testing.Cast, model: Case, drawn: list[Drawn]) -> None:
    made, tasks = [], []
    columns = {field.attname: getattr(model, field.attname) for field in Case._meta.concrete_fields}
    for one in drawn:
        agency, division = (cast.yang.agency, testing.DALI) if one.elsewhere else (cast.liu.agency, testing.WUHUA)
        made.append(Case(**{
            **columns, "id": one.id, "number": one.number, "matter": one.matter, "step": one.step, "status": one.status,
            "party_shown": one.party, "submitted_at": one.received, "urgent_on": one.urgent, "due_on": one.urgent,
            "accepted_on": TODAY, "closed_at": one.received if one.status == "closed" else None, "agency_id": agency,
            "division": division, "draft": None,
        }))  # fmt: skip
        holder = {"": None, "me": cast.luo.user, "other": cast.he.user}[one.holder]
        tasks.append(Task(case=made[-1], step=one.step, title=one.step, role="clerk", agency_id=agency, division=division,
                          assignee_id=holder, opened_at=one.received))  # fmt: skip
    Case.objects.bulk_create(made)
    Task.objects.bulk_create(tasks)


def walked(viewer, said, view, size, back=False) -> list[str]:
    """All pages one after another, by the marks each one gives; or from the last back to the first."""
    what = casework.read_asked(said)
    found, place, pages = [], {}, []
    while True:
        page = casework.listing(viewer, what, view=view, size=size, **place)
        pages.append([line.number for line in page.lines])
        if not page.after:
            break
        place = {"after": page.after}
    if back:
        again = [pages[-1]]
        while page.before:
            page = casework.listing(viewer, what, view=view, size=size, before=page.before)
            again.insert(0, [line.number for line in page.lines])
        pages = again
    for page in pages:
        found += page
    return found


def _said(cast: testing.Cast, what: dict) -> dict[str, list[str]]:
    places = {"here": cast.liu.agency, "there": cast.yang.agency, "top": cast.luo.agency}
    said = {key: value if isinstance(value, list) else [str(value)] for key, value in what.items()}
    return said | ({"agency": [str(places[what["agency"]])]} if "agency" in what else {})


class Undone(Exception):
    """What an example wrote goes again."""


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(drawn=cases(14), what=asked, view=st.sampled_from(["reach", "closed"]), size=st.integers(1, 6))
def test_every_list_is_what_plain_python_finds(cast, model, drawn, what, view, size):
    try:
        with transaction.atomic():
            testing.enter(security.SYSTEM)
            keep(cast, model, drawn)
            with security.viewing(cast.luo):
                found = walked(cast.luo, _said(cast, what), view, size)
                backwards = walked(cast.luo, _said(cast, what), view, size, back=True)
                total = casework.listing(cast.luo, casework.read_asked(_said(cast, what)), view=view).total
            raise Undone
    except Undone:
        pass
    right = expected(drawn, what, view)
    assert (found, backwards, total) == (right, right, len(right))


@pytest.fixture
def model(cast) -> Case:
    """A case to take the other columns from; not one of the list."""
    number = applied(cast)
    testing.enter(security.SYSTEM)
    case = Case.objects.get(number=number)
    Case.objects.filter(pk=case.pk).update(
        status="closed", closed_at=case.submitted_at, division=1, agency=cast.duan.agency
    )
    return case


def test_two_officials_share_an_address_and_each_sees_his_own(cast):
    here = applied(cast)
    there = applied(cast, key="k2", division=testing.DALI)
    for address in ({}, {"q": ["5"]}, {"agency": [str(cast.luo.agency)]}, {"agency": [str(cast.yang.agency)]},
                    {"who": ["nobody", "me", "others"]}, {"light": ["grey", "red", "green", "yellow"]}):  # fmt: skip
        what = casework.read_asked(address)
        for viewer, own in ((cast.liu, here), (cast.yang, there)):
            with security.viewing(viewer):
                found = casework.listing(viewer, what, view="reach")
            assert {line.number for line in found.lines} <= {own}, address


def test_what_cannot_be_used_is_named_and_the_rest_holds():
    what = casework.read_asked({
        "light": ["purple", "red"], "from": ["gestern"], "to": ["2026-03-02"], "agency": ["x"], "sort": ["sideways"],
        "q": ["\0王 "], "elsewhere": ["?"],
    })  # fmt: skip
    assert what.said() == {"light": ["red"], "to": ["2026-03-02"], "q": ["王"]}
    assert len(what.problems) == 4 and any("2026-03-02 的样子" in one for one in what.problems)


def test_days_the_wrong_way_round_are_turned():
    what = casework.read_asked({"from": ["2026-03-05"], "to": ["2026-03-01"]})
    assert what.said() == {"from": ["2026-03-01"], "to": ["2026-03-05"]} and what.problems


@given(st.text(max_size=80))
def test_no_mark_of_a_page_breaks_it(text):
    from yiwang.toolbox.casework.narrowing import ORDERS

    for order in ORDERS.values():
        found = paging.place(text, order)
        assert found is None or len(found) == len(order.columns)


def test_a_filter_that_forgot_one_value_is_found(cast, model, monkeypatch):
    """Planted fault: a light that means another."""
    from yiwang.toolbox.casework import narrowing

    one = Drawn(0, "530102-2602-000000", "a/one", "intake", "accepted", "王*", 1, -3, "", False)
    keep(cast, model, [one])
    with security.viewing(cast.luo):
        assert walked(cast.luo, {"light": ["red"]}, "reach", 5) == [one.number]
        monkeypatch.setattr(narrowing.Looking, "until", lambda self, most: self.today - timedelta(days=9))
        assert walked(cast.luo, {"light": ["red"]}, "reach", 5) == []
