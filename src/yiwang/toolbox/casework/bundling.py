"""卷宗: everything of one case in one place: one history in order, all its files, and both as one archive that says of each
file what it was.

    bundle(viewer, number).events
    packed(viewer, number, purpose)             # a ZIP; staff name a purpose, and its party can see who took it
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import IO, BinaryIO

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, Invalid, Refused
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents import api as documents
from yiwang.toolbox.forms import api as forms

from . import unbundling
from .asides import KINDS, whom
from .models import Task
from .queries import CaseView, application_of, case_view

READ_BUNDLE = security.call_reading("casework.read_bundle", "办件的整份卷宗")
UNSAFE = re.compile(r"[^\w.\-]+")
KEPT_IN_MEMORY, WHEN = 8 << 20, (2000, 1, 1, 0, 0, 0)
SAID = {"agree": "同意", "disagree": "不同意", "read": "已阅", "answered": "已回复", "silent": "逾期，视为同意"}


class WhatFor(Invalid):
    """请写明下载卷宗做什么用。会记下来，申请人看得到。"""

    code = "casework.what_for"


@dataclass(frozen=True)
class Event:
    """One line of the history. `kind`: done, asked, answered, file, paper, stopped, went on."""

    at: datetime
    kind: str
    who: str
    what: str
    says: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file of the case: its name in the archive, what it is, how to open it; `gone` says why there is nothing to open."""

    name: str
    what: str
    at: datetime
    opens: Callable[[], BinaryIO]
    gone: str = ""


@dataclass(frozen=True)
class Bundle:
    """`closed`: why the files are not for these eyes; "" where they are."""

    view: CaseView
    events: list[Event]
    sheets: list[Sheet]
    closed: str


def bundle(viewer: security.Actor, number: str) -> Bundle:
    """The case as a whole, as far as `viewer` may know it: its party sees what is public, and its own files. Inside a
    reading. Raises `NotFound`."""
    view = case_view(viewer, number)
    seen = security.sight("L3", view.eyes)
    sheets = list(_sheets(viewer, view)) if seen.clear else []
    events = [*_entries(view), *(_beside(view) if viewer.is_staff else ()), *_stops(view)]
    events += [Event(one.at, "file", "", one.what) for one in sheets]
    return Bundle(view, sorted(events, key=lambda one: one.at), sheets, "" if seen.clear else seen.why)


def _entries(view: CaseView) -> Iterator[Event]:
    for one in view.entries:
        yield Event(one.at, "done", one.who, one.says, one.reason)


def _beside(view: CaseView) -> Iterator[Event]:
    """What officials asked each other. Who was asked, what for, what he said."""
    rows = Task.objects.filter(case=view.case, of__isnull=False).select_related("assignee", "asker", "done_by")
    for one in rows:
        asker = one.asker.display_name if one.asker else "流程"
        title = KINDS[one.kind].title
        yield Event(one.opened_at, "asked", asker, f"{title}：请{whom(one)}", one.asks)
        if one.done_at and one.state == "done":
            doer = one.done_by.display_name if one.done_by else "系统"
            yield Event(one.done_at, "answered", doer, f"{title}：{SAID.get(one.verdict, one.verdict)}", one.said)


def _stops(view: CaseView) -> Iterator[Event]:
    for one in view.case.stops.all():
        yield Event(_start(one.started_on), "stopped", "", f"停表：{one.title}")
        if one.ended_on:
            yield Event(_start(one.ended_on), "went on", "", f"停表结束：{one.title}")


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), clock.CHINA)


def _sheets(viewer: security.Actor, view: CaseView) -> Iterator[Sheet]:
    number, asked = 0, _asked(view)
    for one in sorted(view.attachments, key=lambda each: (each.added_at, each.pk)):
        if not (viewer.is_staff or one.slot in asked):
            continue
        number += 1
        old = "（已被替换）" if one.replaced else ""
        opens = partial(files.open_file, one.file)
        yield Sheet(f"{number:03d}-{_safe(one.name)}", f"材料{old}：{one.name}", one.added_at, opens,
                    "" if one.file else "内容已经依法删除")  # fmt: skip
    for paper in documents.of_case(viewer, view.number):
        number += 1
        opens = partial(documents.open_pdf, viewer, paper.id)
        yield Sheet(f"{number:03d}-{_safe(paper.title)}.pdf", f"文书：{paper.title} {paper.number}", paper.issued_at, opens,
                    "" if paper.file else "内容已经依法删除")  # fmt: skip


def _asked(view: CaseView) -> frozenset[str]:
    """The slots of the application's own form: what else is in the case, officials put there."""
    found = forms.form_of(view.case.form_version)
    return frozenset(question.key for _, question in found.questions() if question.type == "file")


def _safe(name: str) -> str:
    """A name no program takes for a place: letters, digits, dots inside, nothing else."""
    return (UNSAFE.sub("_", name).strip("._") or "file")[-80:]


def packed(viewer: security.Actor, number: str, purpose: str = "") -> IO[bytes]:
    """The archive, open at its beginning. Raises `NotFound`, `WhatFor`, `Refused` (he only reads along)."""
    purpose = purpose.strip()[:200]
    if viewer.is_staff and len(purpose) < 2:
        raise WhatFor
    with security.viewing(viewer):
        found = bundle(viewer, number)
        if found.closed:
            raise Refused(why=found.closed)
        made: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  who sends it closes it
        _pack(made, viewer, found, purpose)
    if viewer.is_staff:
        party = found.view.case.party_id
        security.record_reading(viewer, READ_BUNDLE, [party] if party else [], purpose, security.Ref("case", number),
                                files=len(found.sheets))  # fmt: skip
    made.seek(0)
    return made


def _pack(made: IO[bytes], viewer: security.Actor, found: Bundle, purpose: str) -> None:
    listed = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        history = json.dumps([_line(one) for one in found.events], ensure_ascii=False, indent=1).encode()
        listed.append(_add(archive, "history.json", "办理经过", history))
        listed.append(_add(archive, "000-index.pdf", "卷宗目录", _index(found)))
        for one in found.sheets:
            gone = one.gone
            if not gone:
                try:
                    with one.opens() as source:
                        listed.append(_add(archive, one.name, one.what, source.read()))
                    continue
                except DomainError as why:
                    gone = str(why)
            listed.append({"name": one.name, "what": one.what, "gone": gone})
        said = {
            "format": unbundling.FORMAT, "case": found.view.number, "title": found.view.case.title,
            "made_at": clock.now().isoformat(timespec="seconds"), "for": viewer.mark if viewer.is_staff else "party",
            "purpose": purpose, "files": listed,
        }  # fmt: skip
        manifest = json.dumps(said, ensure_ascii=False, indent=1).encode()
        _add(archive, unbundling.MANIFEST, "", manifest)
        signature = crypto.sign(unbundling.KEY, unbundling.statement(manifest))
        _add(archive, unbundling.SIGNATURE, "", json.dumps(unbundling.written(signature)).encode())


def _add(archive: zipfile.ZipFile, name: str, what: str, content: bytes) -> dict[str, object]:
    archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return {"name": name, "what": what, "size": len(content), "sm3": security.sm3(content).hex()}


def _line(one: Event) -> dict[str, str]:
    return {"at": one.at.astimezone(clock.CHINA).isoformat(timespec="seconds"), "kind": one.kind, "who": one.who,
            "what": one.what, "says": one.says}  # fmt: skip


def _index(found: Bundle) -> bytes:
    """Cover, history, list of files and what was applied for, as far as these eyes see it, on paper. What no font can print
    is left out."""
    case, row = found.view.case, documents.Row
    cover = [row("编号", case.number), row("事项", case.title), row("申请人", case.party_shown),
             row("办理单位", case.agency.name), row("状态", found.view.status), row("结果", found.view.outcome or "--"),
             row("收件", f"{case.received_on}"), row("期限", f"{case.due_on or '--'}")]  # fmt: skip
    lines = [row(f"{one.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}", " ".join(filter(None, [one.who, one.what, one.says])))
             for one in found.events if one.kind != "file"]  # fmt: skip
    listed = [row(one.name, one.what + (f"（{one.gone}）" if one.gone else "")) for one in found.sheets]
    answers = [(part.title, [row(one.label, one.value) for one in part.lines]) for part in application_of(found.view)]
    blocks = [("封面", cover), ("办理经过", lines), ("材料和文书", listed), *answers]
    lacking = set(documents.unprintable([[each.label, each.value] for _, rows in blocks for each in rows]))
    clean = str.maketrans("", "", "".join(lacking))
    return documents.form_sheet("卷宗目录", [
        documents.Block(title, tuple(row(each.label.translate(clean), each.value.translate(clean)) for each in rows))
        for title, rows in blocks if rows
    ], foot=f"{case.number}　{clock.now().astimezone(clock.CHINA):%Y-%m-%d %H:%M}")  # fmt: skip
