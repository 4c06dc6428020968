"""The rehearsal's ministry 部委系统（演练）: a system elsewhere in this process, so that the way there and back can be walked.
It knows us only by what a real one would: tickets, our signed answers, and its own key."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.pillars.security.base import api as security

from . import going, hearing, placing, rules
from .calling import Answer, lines
from .connecting import keep
from .definition import slug_of, systems
from .errors import NotConnected
from .models import RehearsalFile, RehearsalMinistry

STAND = security.declare("elsewhere.rehearse", "设立和操作演练的部委系统", by="system")
SEALING = "elsewhere_rehearsal"


def there() -> str:
    """The name of the rehearsal system; `NotFound` in a live installation, or where no pack declares one."""
    found = next((name for name, one in systems.items() if one.rehearsal and one.matters), "")
    if not found or settings.LIVE:
        raise NotFound
    return found


def stand_up() -> str:
    """Give every rehearsal system a key and a connection, once. Returns the one with matters."""
    name = there()
    for one in (key for key, system in systems.items() if system.rehearsal):
        if not RehearsalMinistry.objects.filter(pk=one).exists():
            with security.acting(security.SYSTEM, STAND, security.Ref("external", one)) as record:
                pair = crypto.sm2_generate()
                sealed = crypto.encrypt(SEALING, pair.private, one.encode())
                RehearsalMinistry.objects.create(name=one, private_sealed=sealed, public=pair.public.hex())
                keep(record, one, address=reverse("rehearsal-ministry"), key=pair.public.hex(), on=True)
    return name


def signed(name: str, path: str, content: dict[str, Any]) -> rules.Signed:
    """A request as the ministry's own program would make it."""
    body = json.dumps(content, ensure_ascii=False).encode()
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
    text = rules.text_of(path, timestamp, nonce, security.sm3(body).hex())
    return rules.Signed(path, timestamp, nonce, body, crypto.sm2_sign(_private(name), text))


def _private(name: str) -> bytes:
    found = RehearsalMinistry.objects.filter(pk=name).first()
    if found is None:
        raise NotConnected(title=systems[name].title)
    return crypto.decrypt(SEALING, bytes(found.private_sealed), name.encode())


def enter(ticket: str) -> str:
    """Somebody arrives with a ticket: redeem it, note down who he is, open a file. Returns its number."""
    name = there()
    answer = going.redeem(name, signed(name, f"/api/elsewhere/{slug_of(name)}/redeem/", {"ticket": ticket}))
    values = json.loads(crypto.sm2_decrypt(_private(name), bytes.fromhex(answer["sealed"])))
    shown = {"name": security.mask_name(values["name"]) if "name" in values else ""}
    shown |= {"identifier": security.mask_identifier(values["identifier"])} if "identifier" in values else {}
    shown |= {"mobile": security.mask_mobile(values["mobile"])} if "mobile" in values else {}
    number = f"BW{clock.now():%Y%m%d}{secrets.token_hex(5).upper()}"
    with security.acting(security.SYSTEM, STAND, security.Ref("rehearsal_file", number)):
        RehearsalFile.objects.create(
            number=number,
            system=name,
            matter=answer["matter"],
            subject=answer["subject"],
            shown=shown,
            made_at=clock.now(),
        )
    return number


@dataclass(frozen=True)
class Shown:
    """A file of the ministry's, with what can be done to it there."""

    number: str
    title: str
    status: str
    values: dict[str, str]
    statuses: tuple[str, ...]


def file(number: str) -> Shown:
    there()
    found = RehearsalFile.objects.filter(pk=number).first()
    if found is None or found.system not in systems:
        raise NotFound
    matter = systems[found.system].matters[found.matter]
    return Shown(number, matter.title, found.status, found.shown, tuple(matter.statuses))


def push(number: str, status: str, *, forged: bool = False) -> str:
    """The ministry's clerk moves the file and its program tells us. `forged`: somebody else tells it, with another key.
    Returns what we answered."""
    shown = file(number)
    if status not in shown.statuses:
        raise NotFound
    with security.acting(security.SYSTEM, STAND, security.Ref("rehearsal_file", number)):
        row = RehearsalFile.objects.select_for_update().get(pk=number)
        told = {"kind": "status", "number": number, "seq": row.seq + 1, "matter": row.matter, "subject": row.subject,
                "status": status, "says": f"{status}（演练）", "days": 10}  # fmt: skip
        if not forged:
            row.seq, row.status = row.seq + 1, status
            row.save(update_fields=["seq", "status"])
    request = signed(row.system, f"/api/elsewhere/{slug_of(row.system)}/status/", told)
    if forged:
        stranger = crypto.sm2_generate()
        text = rules.text_of(request.path, request.timestamp, request.nonce, security.sm3(request.body).hex())
        request = rules.Signed(
            request.path, request.timestamp, request.nonce, request.body, crypto.sm2_sign(stranger.private, text)
        )
    try:
        answer = hearing.hear(row.system, request)
        placing.place_all()
    except DomainError as why:
        return str(why)
    return "已收下" if answer == "kept" else "收过了"


class RehearsalLine:
    """The way to the ministry without a network: it answers what is new after a cursor, signed."""

    def post(self, address: str, host: str, headers: dict[str, str], body: bytes) -> Answer:  # noqa: ARG002
        name = there()
        after = str(json.loads(body).get("after", ""))
        files = RehearsalFile.objects.filter(number__gt=after, seq__gt=0).order_by("number")[:100]
        news = [
            {"kind": "status", "number": one.number, "seq": one.seq, "matter": one.matter, "subject": one.subject,
             "status": one.status, "says": ""} for one in files
        ]  # fmt: skip
        made = signed(name, "/news", {"news": news, "cursor": news[-1]["number"] if news else after})
        sent = {"x-timestamp": made.timestamp, "x-nonce": made.nonce, "x-signature": made.signature.hex()}
        return Answer(200, made.body, sent)


lines.add("rehearsal", RehearsalLine())
