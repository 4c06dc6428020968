"""How the result gets to the applicant 领取方式: kept with the case, said by the applicant, done by a clerk.

Application(…, delivery=chosen("post", recipient="王小吃", address="翠湖东路 1 号"))
post_result(clerk, number, carrier="邮政", tracking="1234567890123", key=key)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import Refused
from yiwang.pillars.security.base import api as security

from . import history, rules
from .deciding import in_reach
from .errors import CannotFollow, DeliveryUnclear
from .models import Case
from .queries import CaseView, case_view

WAYS = {"wallet": "只要电子证照", "window": "到窗口领纸质件", "post": "邮寄到家"}
DELIVER = security.declare("casework.deliver_result", "登记领取和邮寄", by="staff", roles="clerk")
CHOOSE = security.declare("casework.choose_delivery", "改领取方式", by="person firm")
READ_ADDRESS = security.call_reading("casework.read_delivery_address", "寄件地址")  # who delivers may
TRACKING = re.compile(r"[A-Z0-9]{8,30}")


@dataclass(frozen=True)
class Delivery:
    """As a page shows it. `state` is empty, "posted" or "collected"; `at` when that was."""

    way: str
    recipient: str = ""
    address: str = ""
    state: str = ""
    carrier: str = ""
    tracking: str = ""
    collector: str = ""
    at: datetime | None = None

    @property
    def title(self) -> str:
        return WAYS[self.way]


def chosen(way: str, *, recipient: str = "", address: str = "") -> dict[str, Any]:
    """What is kept of a choice. Raises `DeliveryUnclear`. Nothing said means the wallet: it always gets there."""
    if way not in ("", *WAYS):
        raise DeliveryUnclear(says="请选一种领取方式")
    if way != "post":
        return {"way": way or "wallet"}
    recipient, address = recipient.strip()[:60], " ".join(address.split())[:200]
    if not recipient:
        raise DeliveryUnclear(says="请写收件人姓名")
    if len(address) < 6:
        raise DeliveryUnclear(says="请写详细的收件地址，写到门牌号")
    return {"way": "post", "recipient": recipient, "address": address}


def mask_address(address: str) -> str:
    """Enough to know one's own, too little to find the door: the first eight characters."""
    return f"{address[:8]}{'*' * max(0, len(address) - 8)}"


def delivery_of(view: CaseView, *, mask: bool = True) -> Delivery:
    kept = dict(view.case.delivery) or {"way": "wallet"}
    kept["at"] = datetime.fromisoformat(kept["at"]) if kept.get("at") else None
    kept.pop("tail", None)
    shown = Delivery(**kept)
    if not mask or not shown.address:
        return shown
    return replace(shown, address=mask_address(shown.address), recipient=security.mask_name(shown.recipient))


def may_choose(view: CaseView) -> bool:
    """Until it has left the house."""
    return not view.case.delivery.get("state") and view.case.outcome in ("", "granted") and not view.flow.against


def choose_delivery(by: security.Actor, number: str, wanted: Mapping[str, Any], *, key: str | None = None) -> None:
    """The applicant wants it another way. Raises `NotFound`, `CannotFollow` where it has left already."""
    with security.acting(by, CHOOSE, security.Ref("case", number), key=key, body=dict(wanted)) as record:
        if record.replayed:
            return
        case = in_reach(by, number)
        if case.delivery.get("state"):
            raise CannotFollow(now="证照已经送出", wanted="改领取方式")
        case.delivery = dict(wanted)
        _keep(record, case, "delivery_chosen", f"改领取方式：{WAYS[wanted['way']]}")


def post_result(by: security.Actor, number: str, *, carrier: str, tracking: str, key: str | None = None) -> None:
    """It was handed to the post. Raises `NotFound`, `Refused`, `CannotFollow`, `DeliveryUnclear`."""
    carrier, tracking = carrier.strip()[:20], "".join(tracking.split()).upper()
    if not carrier or not TRACKING.fullmatch(tracking):
        raise DeliveryUnclear(says="请写快递公司和运单号。运单号是 8 到 30 位的数字和字母，照回执抄")
    with security.acting(by, DELIVER, security.Ref("case", number), key=key, body=[carrier, tracking]) as record:
        if record.replayed:
            return
        case = _ready(by, number, "post")
        case.delivery = {**case.delivery, "state": "posted", "carrier": carrier, "tracking": tracking, "at": _now()}
        _keep(record, case, "posted", f"已寄出，{carrier} {tracking}", reason=f"{carrier} {tracking}")


def collected(
    by: security.Actor, number: str, *, collector: str, tail: str, signed: bool, key: str | None = None
) -> None:  # fmt: skip
    """It was collected at the window. `collector` is empty for the applicant himself, whose number must end with
    `tail`; of another his name and the end of his number are kept. Raises like `post_result`."""
    collector, tail = collector.strip()[:60], "".join(tail.split()).upper()
    if not re.fullmatch(r"\d{3}[0-9X]", tail):
        raise DeliveryUnclear(says="请看领取人的身份证，写号码的最后四位")
    if not signed:
        raise DeliveryUnclear(says="请领取人在送达回证上签字，再登记")
    with security.acting(by, DELIVER, security.Ref("case", number), key=key, body=[collector, tail]) as record:
        if record.replayed:
            return
        case = _ready(by, number, "window")
        if not collector and case.applicant.get("kind") == "firm":
            raise DeliveryUnclear(says="企业的证照由人来领，请写领取人姓名")
        own = str(case.applicant.get("identifier_masked", ""))[-4:]
        if not collector and own != tail:
            raise DeliveryUnclear(says="最后四位和申请人的身份证号对不上。不是本人来领的，请写领取人姓名")
        who = security.mask_name(collector) if collector else "本人"
        case.delivery = {**case.delivery, "state": "collected", "collector": who, "tail": tail, "at": _now()}
        _keep(record, case, "collected", f"已当面领取，{who}签收，核对了身份证")


def delivery_address(by: security.Actor, number: str, purpose: str) -> tuple[str, str]:
    """Recipient and address in clear, for a named purpose: recorded first, and its subject can see it."""
    security.require(by, DELIVER)
    if not purpose.strip():
        raise Refused(why="请先选择查看的用途。看一次记一次，本人可以查到")
    with security.viewing(by):
        case = case_view(by, number).case
    about = security.Ref("case", number)
    security.record_reading(by, READ_ADDRESS, [case.party_id] if case.party_id else [], purpose, about)
    return case.delivery.get("recipient", ""), case.delivery.get("address", "")


def _ready(by: security.Actor, number: str, way: str) -> Case:
    case = in_reach(by, number)
    if case.agency_id != by.agency:
        raise Refused(why=f"这件的证照由{case.agency.name}发，请由那里的窗口登记")
    if case.outcome != "granted" or case.status not in ("decided", "closed"):
        raise CannotFollow(now=rules.STATUS_TITLES[case.status], wanted="登记领取")
    if case.delivery.get("way") != way or case.delivery.get("state"):
        raise CannotFollow(now=WAYS[case.delivery.get("way", "wallet")], wanted=WAYS[way])
    return case


def _keep(record: security.Record, case: Case, verb: str, says: str, reason: str = "") -> None:
    history.write(record, case, verb, says, reason=reason, announce=verb != "delivery_chosen")
    case.revision += 1
    case.save(update_fields=["delivery", "revision"])
    record.done(verb)


def _now() -> str:
    return clock.now().isoformat()
