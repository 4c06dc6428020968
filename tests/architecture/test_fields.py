"""Every column of every table has a sensitivity, said beside its model; what looks personal is never left to a default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from yiwang.assembly import fields
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.forms import api as forms

ROOT = Path(__file__).parents[2]
PERSONAL = re.compile(r"(^|_)(name|address|mobile|phone|birth|sex|identifier|email|shown|answers|recipient|facts)(_|$)")
SECRET = re.compile(r"(_|^)(sealed|password)$|identifier_mark(_next)?$")
NOT_OF_PEOPLE = {
    "halls_receipt.agency_name", "reporting_rehearsalstation.lose_answers", "identity_authority.shown",
    "casework_series.name", "forms_formversion.name", "elsewhere_connection.address",
    "reporting_rehearsalstation.name", "elsewhere_rehearsalministry.name",
}  # fmt: skip
ASKED = re.compile("姓名|住址|地址|户籍地址|出生")


def guessed(found: dict[str, security.Classified]) -> list[str]:
    """Columns that sound personal and have the level of the rest."""
    return sorted(
        name
        for one in found.values()
        if one.model and one.rest != "L1"
        for column in apps.get_model(one.model)._meta.concrete_fields
        if PERSONAL.search(column.column) and column.column not in one.columns
        and (name := f"{one.table}.{column.column}") not in NOT_OF_PEOPLE
    )  # fmt: skip


def open_numbers(found: dict[str, security.Classified]) -> list[str]:
    """L4 columns whose content could be read, and sealed columns that are not L4."""
    wrong = []
    for one in found.values():
        for column in apps.get_model(one.model)._meta.concrete_fields if one.model else ():
            secret = bool(SECRET.search(column.column))
            binary = isinstance(column, models.BinaryField) or column.column in ("password", "sealed")
            top = one.level(column.column) == "L4"
            if top != secret or (top and not binary):
                wrong.append(f"{one.table}.{column.column}")
    return wrong


def test_every_column_the_database_has_is_declared(db):
    columns = fields.stored()
    assert fields.undeclared(columns) == []
    there = {name: {column for table, column in columns if table == name} for name, _ in columns}
    for name, one in security.classified.items():
        assert set(one.columns) <= there.get(name, set()), f"{name} has no such column"


def test_a_table_nobody_declared_is_found(db):
    assert fields.undeclared([("casework_case", "id"), ("planted_table", "mobile")]) == ["planted_table"]


def test_every_model_of_ours_is_declared():
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith("yiwang.")}
    below = {label for label in ours if label.split(".")[0] in ("standards", "operations")}
    assert ours - below <= {one.model for one in security.classified.values()}
    assert {apps.get_model(label)._meta.db_table for label in below} <= set(security.classified)


def test_what_sounds_personal_is_named_with_its_level():
    assert guessed(dict(security.classified)) == []


def test_a_personal_column_left_to_the_default_is_found():
    spoilt = security.Classified("casework_case", "L2", {"party_shown": "L2", "answers": "L3"}, "casework.Case")
    assert guessed({"casework_case": spoilt}) == []
    spoilt = security.Classified("casework_case", "L2", {"party_shown": "L2"}, "casework.Case")
    assert guessed({"casework_case": spoilt}) == ["casework_case.answers"]


def test_L4_lies_only_sealed_or_digested_and_what_is_sealed_is_L4():  # noqa: N802
    assert open_numbers(dict(security.classified)) == []


def test_a_number_in_clear_is_found():
    spoilt = security.Classified("security_party", "L2", {"name": "L4"}, "security.Party")
    assert "security_party.name" in open_numbers({"security_party": spoilt})


def test_a_column_that_is_not_there_cannot_be_declared():
    with pytest.raises(ValueError, match="no column mobil"):
        security.classify(apps.get_model("casework.Stop"), "L2", L3="mobil")
    with pytest.raises(ValueError, match="named twice"):
        security.classify(apps.get_model("casework.Stop"), "L2", L3="reason", L4="reason")


def test_questions_about_people_are_personal_or_say_why_not():
    for name, form in forms.forms.items():
        for _, question in form.questions():
            if ASKED.search(question.title) and question.type in ("text", "address") and not question.sensitivity:
                assert question.level in ("L3", "L4"), f"{name}: {question.title}"


def test_the_table_of_fields_is_current():
    """Bring it up to date with: yiwang fields --markdown > docs/fields.md"""
    assert (ROOT / "docs" / "fields.md").read_text() == fields.markdown()
