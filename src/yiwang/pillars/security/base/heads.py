"""Heads of the chain kept apart: a signed statement a day, in a folder that is not the database's.

Whoever holds the tables *and* the keys could rebuild the whole trail so that it verifies again. He cannot make it end in
the heads that were written down elsewhere on the days before. Put the folder (`YIWANG_HEADS`) on another machine's disk
or print the statements; `verify` holds the chain against every one that is there.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from yiwang.kernel import clock, home

from .ports import vault
from .sealing import head_text


@dataclass(frozen=True)
class Kept:
    """A statement: on `day` the chain had `seq` rows and ended in `head`. `why`: what is wrong with the file itself."""

    day: str
    seq: int
    head: bytes
    why: str = ""


def folder() -> Path:
    return Path(os.environ.get("YIWANG_HEADS") or home.home() / "heads")


def keep_head() -> Path | None:
    """Write down the newest sealed head; None where nothing is sealed yet. A day's statement is written once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq, head FROM security_seal ORDER BY last_seq DESC LIMIT 1")
        last = cursor.fetchone()
    if last is None:
        return None
    seq, head = last[0], bytes(last[1])
    place = folder() / f"{clock.today().isoformat()}.json"
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = {"day": clock.today().isoformat(), "seq": seq, "head": head.hex(),
            "signature": vault().sign("trail", head_text(seq, head)).hex()}  # fmt: skip
    fresh = place.with_suffix(".part")
    fresh.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    fresh.chmod(0o400)
    fresh.rename(place)
    return place


def lost() -> str:
    """The first statement the trail says was written and that is not there any more; looked for only where they are kept
    apart on purpose, because a home restored from a backup comes without its own."""
    if not os.environ.get("YIWANG_HEADS"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        names = sorted({name for (name,) in cursor.fetchall() if name})
    return next((name for name in names if not (folder() / name).exists()), "")


WRITTEN = """SELECT payload::jsonb->>'written' FROM security_trail
WHERE kind = 'trail' AND subject = 'chain' AND verdict = 'did' AND payload LIKE '%written%'"""


def kept_heads() -> list[Kept]:
    """Every statement that is there, oldest first."""
    return [_read(place) for place in sorted(folder().glob("*.json"))] if folder().is_dir() else []


def _read(place: Path) -> Kept:
    try:
        said = json.loads(place.read_text("utf-8"))
        one = Kept(str(said["day"]), int(said["seq"]), bytes.fromhex(said["head"]))
        signed = vault().verify("trail", head_text(one.seq, one.head), bytes.fromhex(said["signature"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Kept(place.stem, 0, b"", "读不出来")
    return one if signed else Kept(one.day, one.seq, one.head, "签名不符")
