"""The rehearsal platform 国家平台（演练）: takes batches as a strict receiver would, remembers their numbers, and can be made to
fail on purpose. It has its own tables and its own key, and knows of us only what is sent to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock, ids
from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base.api import Health
from yiwang.pillars.security.base import api as security

from . import rules
from .errors import AnotherContent, NoAnswer, Unreachable
from .fieldset import tables
from .models import RehearsalBatch, RehearsalRow, RehearsalStation
from .ports import Receipt, Refusal, Sent, Shipment

TAKE = security.declare("reporting.rehearsal_take", "演练平台收下一批数据", by="system")
FOUND = security.declare("reporting.rehearsal_found", "设立演练平台", by="system")
NAME, KEY = "rehearsal", "reporting_rehearsal"
KEPT = ["table", "kind", "about", "body", "there", "arrivals"]
AGENCY_CODES = ("dept_code", "org_code")


class Rehearsal:
    """In this process, with the manners of a platform far away."""

    def send(self, shipment: Shipment) -> Receipt:
        station = _station()
        _reachable(station)
        with security.acting(security.SYSTEM, TAKE, security.Ref("rehearsal_batch", shipment.number)) as record:
            receipt = remembered(shipment) or self._take(record, shipment)
            lost = RehearsalStation.objects.select_for_update().get(pk=NAME)
            losing, lost.lose_answers = lost.lose_answers > 0, max(0, lost.lose_answers - 1)
            lost.save(update_fields=["lose_answers"])
        if losing:
            raise NoAnswer
        return receipt

    def receipt(self, number: str) -> Receipt | None:
        _reachable(_station())
        found = RehearsalBatch.objects.filter(pk=number).first()
        return _read(found.receipt) if found else None

    def public_key(self) -> bytes:
        return bytes(_station().public)

    def check(self) -> Health:
        if settings.LIVE:
            return Health.degraded("没有接入国家平台，数据只送到演练平台。请在设置里选定")
        return Health.good("演练：数据只送到本机的演练平台")

    def _take(self, record: security.Record, shipment: Shipment) -> Receipt:
        if shipment.digest != rules.digest([asdict(one) for one in shipment.rows]):
            refused = [Refusal(one.guid, "P00", "", "批次摘要和内容对不上，整批不收") for one in shipment.rows]
        else:
            counter = _counter(shipment)
            refused = [refusal for one in shipment.rows if (refusal := counter.take(one))]
            RehearsalRow.objects.bulk_create(
                counter.taken.values(),
                update_conflicts=True,
                unique_fields=["guid"],
                update_fields=KEPT,
                batch_size=500,
            )
        receipt = Receipt(
            shipment.number, shipment.digest, clock.now(), len(shipment.rows) - len(refused), tuple(refused)
        )
        RehearsalBatch.objects.update_or_create(
            number=shipment.number,
            defaults={"digest": shipment.digest, "receipt": _written(receipt), "came_at": receipt.at},
        )
        record.note(batch=shipment.number, accepted=receipt.accepted, refused=len(refused))
        return receipt


def remembered(shipment: Shipment) -> Receipt | None:
    """The receipt this number got before. Without it a batch sent twice would be taken in twice."""
    found = RehearsalBatch.objects.filter(pk=shipment.number).first()
    if found is None:
        return None
    if found.digest != shipment.digest:
        raise AnotherContent(number=shipment.number)
    return _read(found.receipt)


@dataclass
class Counter:
    """One batch on the counter: what stood here before it, and what has been taken in so far."""

    kind: str
    private: bytes
    before: dict[str, RehearsalRow]
    here: set[tuple[str, str]]
    taken: dict[str, RehearsalRow] = field(default_factory=dict)

    def take(self, one: Sent) -> Refusal | None:
        """Take a row in, or say why not."""
        if why := self._why_not(one):
            return Refusal(one.guid, *why)
        before = self.taken.get(one.guid) or self.before.get(one.guid)
        if one.cd_operation == "U" and not (before and before.there):
            return Refusal(one.guid, "P03", "row_guid", "要更新的记录这边没有，请先新增")
        about, body = _about(one), one.body
        if one.cd_operation == "D":
            about, body = (before.about, before.body) if before else ("", {})
        self.taken[one.guid] = RehearsalRow(
            guid=one.guid, table=one.table, kind=self.kind, about=about, body=body, there=one.cd_operation != "D",
            arrivals=before.arrivals + 1 if before else 1,
        )  # fmt: skip
        (self.here.discard if one.cd_operation == "D" else self.here.add)((one.table, about))
        return None

    def _why_not(self, one: Sent) -> tuple[str, str, str] | None:
        """Code, column, words: the first thing wrong with a row."""
        table = tables().get(one.table)
        if table is None:
            return "P01", "", f"没有“{one.table}”这张表"
        if one.cd_operation == "D":
            return None
        for fault in rules.faults(table, one.body):
            return fault.code, fault.column, fault.says
        for column in AGENCY_CODES:
            if column in one.body and not _good(ids.parse_uscc, one.body[column]):
                return "P04", column, f"{table.columns[column].title}：统一社会信用代码的校验位不对"
        return self._belongs(one, table) or self._secret(one, table) or _order(one)

    def _belongs(self, one: Sent, table: rules.Table) -> tuple[str, str, str] | None:
        """What a row is about must be here before it."""
        if one.table == "pro_apply" and ("up_task_general_basic", one.body["task_code"]) not in self.here:
            return "P05", "task_code", f"实施清单 {one.body['task_code']} 没有报过"
        if table.of and (table.of, _about(one)) not in self.here:
            column = "project_no" if "project_no" in one.body else "task_code"
            return "P05", column, f"{tables()[table.of].title} {_about(one)} 没有报过"
        return None

    def _secret(self, one: Sent, table: rules.Table) -> tuple[str, str, str] | None:
        """Sealed values are opened with the platform's own key, looked at, and kept nowhere."""
        wanted = [name for name, column in table.columns.items() if column.sealed]
        if not wanted or one.body.get("applyer_type") != "1":
            return None
        try:
            opened: Mapping[str, str] = json.loads(crypto.sm2_decrypt(self.private, bytes.fromhex(one.sealed)))
        except (DomainError, ValueError):
            return "P06", wanted[0], "加密的内容打不开"
        if not _good(ids.parse_citizen_id, opened.get("applyer_page_code", "")):
            return "P07", "applyer_page_code", "申请者证件号码：公民身份号码的校验位不对"
        return None


def _counter(shipment: Shipment) -> Counter:
    private = crypto.decrypt(KEY, bytes(_station().private_sealed), NAME.encode())
    abouts = {_about(one) for one in shipment.rows} | {one.body.get("task_code", "") for one in shipment.rows}
    here = RehearsalRow.objects.filter(about__in=abouts, there=True).values_list("table", "about")
    before = RehearsalRow.objects.in_bulk([one.guid for one in shipment.rows])
    return Counter(shipment.kind, private, before, set(here))


def _about(one: Sent) -> str:
    return one.body.get("project_no") or one.body.get("task_code", "")


def _order(one: Sent) -> tuple[str, str, str] | None:
    for first, last in (
        ("event_start_time", "event_end_time"),
        ("apply_date", "accept_date"),
        ("special_time", "end_time"),
    ):
        if one.body.get(last) and one.body.get(first, "") > one.body[last]:
            return (
                "P08",
                last,
                f"{tables()[one.table].columns[last].title}早于{tables()[one.table].columns[first].title}",
            )
    return None


def _good(parse: Any, value: str) -> bool:
    try:
        parse(value)
    except (DomainError, ValueError):
        return False
    return True


def _station() -> RehearsalStation:
    """Founded at first use."""
    found = RehearsalStation.objects.filter(pk=NAME).first()
    if found is None:
        with security.acting(security.SYSTEM, FOUND, security.Ref("rehearsal", NAME)) as record:
            found = _founded(record)
    return found


def _founded(_record: security.Record) -> RehearsalStation:
    pair = crypto.sm2_generate()
    sealed = crypto.encrypt(KEY, pair.private, NAME.encode())
    defaults = {"public": pair.public, "private_sealed": sealed}
    return RehearsalStation.objects.get_or_create(name=NAME, defaults=defaults)[0]


def _reachable(station: RehearsalStation) -> None:
    if station.out_until and station.out_until > clock.now():
        raise Unreachable


def _written(receipt: Receipt) -> dict[str, Any]:
    return {**asdict(receipt), "at": receipt.at.isoformat(), "refused": [asdict(one) for one in receipt.refused]}


def _read(kept: Mapping[str, Any]) -> Receipt:
    refused = tuple(Refusal(**one) for one in kept["refused"])
    return Receipt(kept["number"], kept["digest"], datetime.fromisoformat(kept["at"]), kept["accepted"], refused)


def behave(record: security.Record, *, out_minutes: int = 0, lose: int = 0) -> None:
    """Make it unreachable for so long (0: reachable again), or lose its next answers. Inside the open change."""
    until = clock.now() + timedelta(minutes=out_minutes) if out_minutes else None
    _founded(record)
    RehearsalStation.objects.filter(pk=NAME).update(out_until=until, lose_answers=lose)
    record.note(out_minutes=out_minutes, lose_answers=lose)


def manners() -> dict[str, Any]:
    """How it behaves now, for the console."""
    found = RehearsalStation.objects.filter(pk=NAME).first()
    out = found.out_until if found and found.out_until and found.out_until > clock.now() else None
    return {"out_until": out, "lose": found.lose_answers if found else 0}
