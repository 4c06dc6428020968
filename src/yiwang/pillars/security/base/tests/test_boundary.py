"""Every protected table, seen by everybody: the filter, the database's own policy and the declaration say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, models, transaction

from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import Party, User
from yiwang.pillars.security.base.boundary import boundaries
from yiwang.pillars.security.base.scope import SETTINGS, enter
from yiwang.pillars.standards.base import api as standards

from .rows import make

TABLES = sorted(boundaries)


@dataclass
class Scene:
    """`rows` by table: each row's own values, and the values of the row it hangs on."""

    actors: dict[str, security.Actor]
    rows: dict[str, list[dict[str, Any]]]
    codes: list[str]


def build() -> Scene:
    """Rows of both counties and of three parties in each protected table, and everybody who may look."""
    people = testing.cast()
    firm = security.new_party("firm", "某店", "92530102MA00000001")
    firm.save()
    clerk = User.objects.create(username="shopkeeper")
    actors = {name: getattr(people, name) for name in ("wang", "li", "liu", "yang", "luo")} | {
        "shop": security.Actor("firm", user=clerk.pk, party=firm.pk),
        "idle": security.Actor("staff", user=people.he.user, post=1, divisions=people.he.divisions),
        "nobody": security.NOBODY,
        "system": security.SYSTEM,
    }
    other = make(standards.Agency, division_id=testing.WUHUA, level=4, line="other").pk
    places = [(testing.HERE, people.liu.agency), (testing.DALI, people.yang.agency), (testing.WUHUA, other)]
    owners = [(people.wang.party, people.wang.user), (people.li.party, people.li.user), (firm.pk, clerk.pk)]
    anchors = [
        {"division": division, "agency": agency, "party": party, "user": user}
        for division, agency in places
        for party, user in owners
    ]
    rows: dict[str, list[dict[str, Any]]] = {label: [] for label in TABLES}
    for label in TABLES:
        for anchor in anchors:
            _row(label, anchor, rows)
    codes = [row[boundary.code] for label, boundary in boundaries.items() if boundary.code for row in rows[label]]
    return Scene(actors, rows, codes)


def _row(label: str, anchor: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> models.Model:
    """A row that lies where `anchor` says, in the columns its boundary names."""
    boundary, kind = boundaries[label], apps.get_model(label)
    if label == "security.Party":
        row: models.Model = Party.objects.get(pk=anchor["party"])
    elif boundary.through:
        above = kind._meta.get_field(boundary.through).related_model._meta.label
        foot = _row(above, anchor, rows)
        row = make(kind, **{f"{boundary.through}_id": foot.pk}, **_needed(kind, boundary.through, anchor, rows))
    else:
        named = {getattr(boundary, way): value for way, value in anchor.items() if getattr(boundary, way)}
        if boundary.party and boundary.user:  # either his own or a colleague's: never both
            named.pop(boundary.user if len(rows[label]) % 2 else boundary.party)
        if boundary.code:
            named[boundary.code] = uuid4().hex[: kind._meta.get_field(boundary.code).max_length]
        row = make(kind, **named, **_needed(kind, "", anchor, rows))
    values = {field.attname: getattr(row, field.attname) for field in kind._meta.concrete_fields}
    if row.pk not in {one["pk"] for one in rows[label]}:
        rows[label].append({**values, "pk": row.pk})
    return row


def _needed(kind: type[models.Model], but: str, anchor: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    """Other foreign keys that must be there and lead to protected tables: in the same place."""
    return {
        field.attname: _row(field.related_model._meta.label, anchor, rows).pk
        for field in kind._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not field.null and field.name != but
        and field.related_model._meta.label in boundaries and field.attname not in vars(boundaries[kind._meta.label]).values()
    }  # fmt: skip


def may(label: str, row: dict[str, Any], by: security.Actor, scene: Scene, code: str = "", purpose: str = "") -> bool:
    """The oracle: what the declaration means, one row at a time, in plain Python."""
    boundary = boundaries[label]
    if by.kind == "system":
        return True
    if boundary.through:
        field = apps.get_model(label)._meta.get_field(boundary.through)
        above = field.related_model._meta.label
        foot = next(one for one in scene.rows[above] if one["pk"] == row[field.attname])
        return may(above, foot, by, scene, code, purpose)
    if boundary.party and by.party and row[_attname(label, boundary.party)] == by.party:
        return True
    if boundary.user and by.user and row[boundary.user] == by.user:
        return True
    if boundary.division and by.kind == "staff" and by.divisions:
        low, high = by.divisions
        if low <= row[boundary.division] <= high and (not boundary.agency or row[boundary.agency] in by.agencies):
            return True
    if boundary.code and code and row[boundary.code] == code:
        return True
    return bool(boundary.purpose and purpose and by.kind == "staff")


def _attname(label: str, column: str) -> str:
    return "pk" if column == "id" else column


def expected(label: str, by: security.Actor, scene: Scene, **keys: str) -> set[Any]:
    return {row["pk"] for row in scene.rows[label] if may(label, row, by, scene, **keys)}


def let_through(label: str, by: security.Actor, scene: Scene, **keys: str) -> set[Any]:
    """What the database alone lets through: no filter of ours."""
    known = {row["pk"] for row in scene.rows[label]}
    with security.viewing(by, **keys):
        return set(apps.get_model(label).objects.values_list("pk", flat=True)) & known


@pytest.fixture(scope="module")
def standing(module_database) -> Scene:
    with transaction.atomic():
        return build()


@pytest.fixture
def scene(standing, db) -> Scene:
    return standing


@pytest.fixture
def settled(own_database) -> Scene:
    """The same, with real commits."""
    with transaction.atomic():
        return build()


@pytest.mark.parametrize("label", TABLES)
def test_the_filter_is_what_was_declared(scene, label):
    for by in scene.actors.values():
        with security.viewing(security.SYSTEM):
            known = [row["pk"] for row in scene.rows[label]]
            rows = security.visible(apps.get_model(label).objects.filter(pk__in=known), by)
            assert set(rows.values_list("pk", flat=True)) == expected(label, by, scene), by


@pytest.mark.parametrize("label", TABLES)
def test_the_database_alone_holds_the_boundary(scene, label):
    for by in scene.actors.values():
        assert let_through(label, by, scene) == expected(label, by, scene), by


@pytest.mark.parametrize("label", TABLES)
def test_the_scene_tells_insiders_from_outsiders(scene, label):
    """Each table has rows somebody sees and somebody else does not, or the two tests above would prove nothing."""
    seen = {name: len(expected(label, by, scene)) for name, by in scene.actors.items()}
    assert seen["system"] == len(scene.rows[label]) >= 3
    assert seen["nobody"] == 0
    assert any(0 < count < seen["system"] for count in seen.values()), seen


@pytest.mark.parametrize("fault", ["ALTER TABLE {0} DISABLE ROW LEVEL SECURITY", "DROP POLICY boundary ON {0}"])
def test_without_the_policy_the_database_would_not_hold(settled, as_owner, fault):
    """Planted fault: the check above goes red for every table once its policy is gone."""
    for label in TABLES:
        as_owner.execute(fault.format(boundaries[label].table))
    for label in TABLES:
        wrong = [
            name
            for name, by in settled.actors.items()
            if let_through(label, by, settled) != expected(label, by, settled)
        ]
        assert wrong, f"{label}: nobody noticed"


def test_nothing_set_nothing_seen(settled):
    for label in TABLES:
        assert list(apps.get_model(label).objects.all()) == [], label


def test_writing_across_the_boundary_is_refused_by_the_database(settled):
    """A clerk of 大理 touches no row of 五华区, and cannot push one of hers over there."""
    yang = settled.actors["yang"]
    for label in (label for label, boundary in boundaries.items() if boundary.division):
        every = apps.get_model(label).objects.filter(pk__in=[row["pk"] for row in settled.rows[label]])
        with transaction.atomic():
            enter(yang)
            assert every.update(division=testing.DALI) == len(expected(label, yang, settled)) > 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            enter(yang)
            every.update(division=testing.WUHUA)


def test_a_purpose_opens_parties_for_staff_only(scene):
    label = "security.Party"
    for name, by in scene.actors.items():
        seen = let_through(label, by, scene, purpose="核对身份")
        assert seen == expected(label, by, scene, purpose="核对身份"), name
    assert len(let_through(label, scene.actors["liu"], scene, purpose="核对身份")) == len(scene.rows[label])
    assert let_through(label, scene.actors["nobody"], scene, purpose="核对身份") == set()


def test_a_code_opens_the_one_row_that_has_it(scene):
    for label, boundary in boundaries.items():
        if boundary.code:
            row = scene.rows[label][0]
            assert let_through(label, security.NOBODY, scene, code=row[boundary.code]) == {row["pk"]}
            assert let_through(label, security.NOBODY, scene, code="0" * 16) == set()


def test_a_reading_inside_another_leaves_its_boundary_as_it_was(scene):
    """A look with more rights must not open the rest of the page."""
    wang = scene.actors["wang"]
    with security.viewing(wang):
        with security.viewing(security.SYSTEM):
            assert Party.objects.count() > 1
        assert set(Party.objects.values_list("pk", flat=True)) == {wang.party}


def test_without_restoring_the_outer_boundary_it_would_stay_open(scene, monkeypatch):
    """Planted fault."""
    from yiwang.pillars.security.base import scope

    monkeypatch.setattr(scope, "_restore", lambda _values: None)
    with security.viewing(scene.actors["wang"]):
        with security.viewing(security.SYSTEM):
            pass
        assert Party.objects.count() > 1


def test_every_table_that_names_a_party_is_protected_or_says_why_not():
    open_tables = {
        kind._meta.label
        for kind in apps.get_models()
        for field in kind._meta.concrete_fields
        if field.is_relation and field.related_model is Party and kind._meta.label not in boundaries
    }
    assert open_tables == {
        "security.User",  # read before anybody is known: it is how one becomes known
        "security.Mandate",  # read to find out whom a user may act for
    }


def test_a_boundary_reads_only_what_entering_sets(db):
    read = {part.split("'")[0] for sql in security.policies() for part in sql.split("'yiwang.")[1:]}
    assert read
    assert read <= set(SETTINGS)
