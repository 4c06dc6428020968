"""Reading what an older system wrote of its running cases: a list, and a map that says which column is what.

columns: {number: 受理编号, matter: 事项, step: 环节, division: 区划, name: 申请人, identifier: 证件号码, mobile: 手机,
          received: 收件日期, accepted: 受理日期}
values: {matter: {食品经营许可: food_operation/licence}, step: {审查中: examine}}
defaults: {division: "530102"}
answers: {operator: 字号, premises: 地址}
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock, ids
from yiwang.kernel.errors import DomainError, Invalid
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

NEEDED = ("number", "matter", "step", "division", "name", "identifier", "received")
NUMBER = re.compile(r"[\w.-]{3,50}")
DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")


class WrongMap(Invalid):
    """对照表里{says}。"""

    code = "moving_in.wrong_map"


class WrongRow(Invalid):
    """{says}"""

    code = "moving_in.wrong_row"


class Map(BaseModel):
    """Which column of the list is what, what its words mean here, and what goes for all rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = "旧系统"
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = {}
    defaults: dict[str, str] = {}
    answers: dict[str, str] = {}
    synthetic: bool = False


@dataclass
class Result:
    """What came of it: numbers taken over, numbers that were there, and what is wrong in which row."""

    taken: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)


def read_map(path: Path) -> Map:
    made = Map.model_validate(yaml.safe_load(path.read_text("utf-8")))
    if missing := [one for one in NEEDED if one not in made.columns and one not in made.defaults]:
        raise WrongMap(says=f"没有写{'、'.join(missing)}是哪一列")
    return made


def rows(data: bytes, name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV (UTF-8 or GB 18030) or of lines of JSON, as text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    if name.endswith((".jsonl", ".ndjson")):
        for line in text.splitlines():
            if line.strip():
                yield {str(key): "" if value is None else str(value) for key, value in json.loads(line).items()}
        return
    for row in csv.DictReader(io.StringIO(text)):
        yield {str(key): (value or "").strip() for key, value in row.items() if key}


def bring(data: bytes, name: str, how: Map, *, good_rows: bool = False, dry: bool = False) -> Result:
    """Look at every row first; only when all are right (or `good_rows` is asked for) are they taken over, each whole or
    not at all. The same list again takes over nothing twice."""
    found, result = [], Result()
    for place, row in enumerate(rows(data, name), 2 if name.endswith(".csv") else 1):
        said = {key: _said(how, row, key) for key in {*NEEDED, "mobile", "accepted", "title"}}
        try:
            with security.viewing(security.SYSTEM):
                former, party = _former(how, row, said)
            found.append((place, row, former, party))
        except DomainError as wrong:
            result.wrong.append((place, said["number"], str(wrong)))
    seen: dict[str, int] = {}
    for place, _row, former, _party in found:
        if former.number in seen:
            result.wrong.append((place, former.number, f"编号和第 {seen[former.number]} 行一样"))
        seen.setdefault(former.number, place)
    if dry or (result.wrong and not good_rows):
        return result
    bad = {place for place, _, _ in result.wrong}
    for place, row, former, party in found:
        if place not in bad:
            _take(place, row, former, party, result)
    return result


def _take(place: int, row: Mapping[str, str], former: casework.Former, party: dict[str, str], result: Result) -> None:
    try:
        new = casework.take_over(security.SYSTEM, former.number, row, lambda record: _with_party(record, former, party))
    except security.KeyReused:
        result.wrong.append((place, former.number, "这个编号已经迁入过，内容和这次不同，没有改动"))
    except DomainError as wrong:
        result.wrong.append((place, former.number, str(wrong)))
    else:
        (result.taken if new else result.there).append(former.number)


def _said(how: Map, row: Mapping[str, str], key: str) -> str:
    text = row.get(how.columns.get(key, ""), "").strip() or how.defaults.get(key, "")
    return how.values.get(key, {}).get(text, text)


def _former(how: Map, row: Mapping[str, str], said: Mapping[str, str]) -> tuple[casework.Former, dict[str, str]]:
    """The row as a case, everything that can be wrong looked at. Raises a `DomainError` in words."""
    if missing := [how.columns.get(key, key) for key in NEEDED if not said[key]]:
        raise WrongRow(says=f"没有填{'、'.join(missing)}")
    if not NUMBER.fullmatch(said["number"]):
        raise WrongRow(says="编号要 3 到 50 个字，只用字母、数字、汉字、点和横线")
    if said["matter"] not in library.matters:
        raise WrongRow(says=f"没有“{said['matter']}”这个事项")
    matter, kind = library.matters[said["matter"]], _kind(said["identifier"])
    former = casework.Former(
        number=said["number"], matter=said["matter"], title=matter.title, flow=matter.flow, form=matter.form, version="",
        line=matter.line, division=standards.division(said["division"]).code, step=said["step"],
        received_on=_day(said["received"]), accepted_on=_day(said["accepted"]) if said["accepted"] else None,
        answers=_answers(how, row, matter.form), party=None, party_shown="", synthetic=how.synthetic,
        facts={"from": how.title, "former_number": said["number"]},
    )  # fmt: skip
    casework.fits(former)
    return former, {"kind": kind, "name": said["name"], "identifier": said["identifier"], "mobile": said["mobile"]}


def _kind(identifier: str) -> str:
    """A USCC names a firm; else it has to be a person's number. Raises what the numbers say."""
    try:
        ids.parse_uscc(identifier)
    except ids.WrongUscc:
        ids.parse_citizen_id(identifier)
        return "person"
    return "firm"


def _day(text: str) -> date:
    found = DAY.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise WrongRow(says=f"“{text}”不是日期，例如 2026-03-02")


def _answers(how: Map, row: Mapping[str, str], name: str) -> dict[str, Any]:
    """What the older system knew of the application: what is wrong is said, what is missing stays empty."""
    form = forms.forms[name]
    raw = {key: row.get(column, "").strip() for key, column in how.answers.items()}
    given = {key: value for key, value in raw.items() if value}
    parsed = forms.parse(form, forms.serialize(form, given), clock.today())
    for key in given:
        if key in parsed.errors:
            raise WrongRow(says=f"{how.answers[key]}：{parsed.errors[key]}")
        if key not in parsed.answers:
            raise WrongRow(says=f"{how.answers[key]}：表单里没有“{key}”这一项，或者值不合格式")
    return {key: parsed.answers[key] for key in given}


def _with_party(record: security.Record, former: casework.Former, party: Mapping[str, str]) -> casework.Former:
    """Inside the change: the party as it is known here, or registered now; the form's version in use."""
    from dataclasses import replace

    known = security.party_with(party["kind"], party["identifier"])
    if known is None:
        known = security.new_party(party["kind"], party["name"], party["identifier"], party["mobile"],
                                   division_id=former.division, synthetic=former.synthetic)  # fmt: skip
        known.save(force_insert=True)
        record.note(registered=str(known.pk))
    return replace(former, party=known.pk, party_shown=security.shown_name(known), applicant=security.masked_facts(known),
                   version=forms.use(record, former.form).pk)  # fmt: skip
