"""Every table with personal columns says how long they are kept and what erasure does to them, or why nothing."""

from __future__ import annotations

import pytest
from django.apps import apps

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards


def test_every_table_with_personal_columns_says_what_becomes_of_them():
    assert security.unspoken() == []


def test_a_table_that_says_nothing_is_found():
    planted = security.Classified("planted_table", "L2", {"mobile": "L4"})
    with security.classified.plus(planted_table=planted):
        assert security.unspoken() == ["planted_table"]


def left() -> list[str]:
    """L3 and L4 columns of tables that lose nothing of them, although their rows are emptied."""
    treated: dict[str, set[str]] = {}
    gone: set[str] = set()
    for one in security.retained.values():
        columns = {*one.blank, *one.marked, *(name for name, _ in one.fresh)}
        treated.setdefault(one.table, set()).update(columns)
        gone |= {one.table} if one.removes else set()
    return sorted(
        f"{name}.{column}"
        for name, one in security.classified.items()
        if name in treated and name not in gone and one.model
        for column in (each.column for each in apps.get_model(one.model)._meta.concrete_fields)
        if one.level(column) in ("L3", "L4") and column not in treated[name]
    )


def test_no_personal_column_outlives_the_erasure_of_its_row():
    """But codes that open nothing any more, an official's name, and how well a ground is known."""
    codes = ["documents_document.verify_code", "ratings_rating.code"]
    assert left() == sorted([*codes, "identity_authority.recorder", "notices_delivery.how"])


def test_a_column_that_would_stay_is_found():
    lazy = security.Retained("casework.Case", "cases", "x", party="party_id", blank=("answers",))
    with security.retained.plus(**{"casework.Case": lazy}):
        assert "casework_case.delivery" in left()


def test_every_declaration_names_what_there_is():
    for one in security.retained.values():
        model = apps.get_model(one.model)
        for column in (*one.blank, *one.marked, *one.files, *(name for name, _ in one.fresh)):
            model._meta.get_field(column)
        if one.term:
            assert standards.parameter(one.term)
        assert bool(one.party) != bool(one.rows)


def test_an_unknown_group_is_refused():
    with pytest.raises(ValueError, match="no such group"):
        security.retain("casework.Case", "nothing", "x", party="party_id")
