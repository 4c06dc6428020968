"""The chain's head, kept apart: a signed statement a day, in a second folder (`YIWANG_HEADS`, best on another machine).

Who has the keys and the owner's rights can rebuild the whole trail so that it verifies. He cannot change what was
written down elsewhere: the rebuilt chain has another link at a kept number. Each statement names the one before.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from yiwang.kernel import clock
from yiwang.kernel.canonical import canonical
from yiwang.kernel.home import home

from .acting import acting
from .actions import declare
from .actor import SYSTEM
from .digest import sm3
from .ports import vault
from .trail import Ref
from .verifying import Broken

KEEP_HEAD = declare("security.keep_head", "保存审计链的链头", by="system")
KEY = "heads"
KEPT = "SELECT subject FROM security_trail WHERE action = %s AND verdict = 'did'"


@dataclass(frozen=True)
class Heads:
    """How many kept heads the chain was held against, and the first that does not fit."""

    kept: int
    broken: Broken | None = None


def heads_folder() -> Path:
    """Where statements are kept: what `YIWANG_HEADS` names, else a folder of the home (then they lie with the data)."""
    return Path(os.environ.get("YIWANG_HEADS") or home() / "heads")


def heads_apart() -> bool:
    return bool(os.environ.get("YIWANG_HEADS"))


def keep_head() -> Path | None:
    """Write today's statement; None where there is nothing sealed yet or today's is there already."""
    day, place = clock.today().isoformat(), heads_folder()
    path = place / f"trail-{day}.json"
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq, head FROM security_seal ORDER BY last_seq DESC LIMIT 1")
        sealed = cursor.fetchone()
    if sealed is None or path.exists():
        return None
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = _files()
    said = {
        "day": day,
        "seq": sealed[0],
        "head": bytes(sealed[1]).hex(),
        "before": _digest(before[-1]) if before else "",
    }
    signature = vault().sign(KEY, canonical(said).encode())
    with acting(SYSTEM, KEEP_HEAD, Ref("trail-head", day), key=f"head:{day}", body=day) as record:
        if not record.replayed:
            record.note(day=day, seq=said["seq"])
            record.done(day)
    _write(path, json.dumps({**said, "signature": signature.hex()}, indent=1))
    return path


def compare_heads() -> Heads:
    """Hold the chain against every kept head, oldest first. Stops at the first that does not fit."""
    before, days = "", set()
    for number, path in enumerate(_files()):
        seq, why = _why_not(path, before)
        if why:
            return Heads(number, Broken(seq, "", f"{why}（{path.name}）"))
        before = _digest(path)
        days.add(path.stem.removeprefix("trail-"))
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [KEEP_HEAD])
        lost = sorted({day for (day,) in cursor.fetchall()} - days)
    return Heads(len(days), Broken(0, "", f"审计日志说 {lost[0]} 保存过链头，文件却不见了") if lost else None)


def _why_not(path: Path, before: str) -> tuple[int, str]:
    """The number a statement is about, and why chain and statement do not fit."""
    try:
        said = json.loads(path.read_text())
        signature, seq = bytes.fromhex(said.pop("signature")), int(said["seq"])
    except (ValueError, KeyError, TypeError):
        return 0, "保存的链头读不出来"
    if not vault().verify(KEY, canonical(said).encode(), signature):
        return seq, "保存的链头签名不符，文件被改过"
    if said["before"] != before:
        return seq, "前一天保存的链头不见了，或者被换过"
    with connection.cursor() as cursor:
        cursor.execute("SELECT link FROM security_link WHERE seq = %s", [seq])
        row = cursor.fetchone()
    if row is None:
        return seq, "链比保存的链头短，后面的记录少了"
    return seq, "" if bytes(row[0]).hex() == said["head"] else "链和当天保存的链头不同，整条链被重新做过"


def _files() -> list[Path]:
    return sorted(heads_folder().glob("trail-????-??-??.json"))


def _digest(path: Path) -> str:
    return sm3(path.read_bytes()).hex()


def _write(path: Path, text: str) -> None:
    """Whole or not at all, never over another, and not to be changed by mistake."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
