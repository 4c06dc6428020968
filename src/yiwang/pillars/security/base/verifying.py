"""Verify the trail: every row against its digest, MAC and payload; every link against the one before; every seal.

An edit, a deletion, an insertion and a reordering are each found, and the first broken row is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from .digest import sm3
from .heads import kept_heads, lost
from .ports import vault
from .sealing import GENESIS, head_text, link
from .trail import KEY, digest_of

WALK = """
SELECT l.seq, l.row_id, l.digest, l.link, t.id, t.at, t.verdict, t.actor, t.action, t.kind, t.subject, t.purpose,
       t.payload_digest, t.digest, t.mac, t.salt, t.payload
FROM security_link l LEFT JOIN security_trail t ON t.id = l.row_id WHERE l.seq > %s {upto} ORDER BY l.seq
"""
STRAY = """
SELECT t.id FROM security_trail t WHERE NOT EXISTS (SELECT 1 FROM security_link l WHERE l.row_id = t.id)
  AND t.xid < (SELECT coalesce(max(upto), 0)::text::xid8 FROM security_seal) ORDER BY t.id LIMIT 1
"""


@dataclass(frozen=True)
class Broken:
    """The first thing that does not hold: the row's place in the chain, its id, and what is wrong with it."""

    seq: int
    row: str
    why: str


@dataclass(frozen=True)
class Verdict:
    rows: int
    broken: Broken | None

    @property
    def holds(self) -> bool:
        return self.broken is None


def verify(since: int = 0, upto: int | None = None) -> Verdict:
    """Walk the trail in order: all of it, or from one seal to another (`since`, `upto`: their last numbers). Stops at
    the first break: whatever comes after it proves nothing. `rows` is the number of the last row looked at."""
    seals, count = _seals(since, upto), since
    head, signature = seals.pop(since, (b"", b"")) if since else (GENESIS, b"")
    if since and (why := _why_unsealed(since, head, head, signature)):
        return Verdict(count, Broken(since, "", why))
    written = _written_down(since, upto)
    if isinstance(written, Broken):
        return Verdict(count, written)
    with connection.chunked_cursor() as cursor:
        cursor.execute(WALK.format(upto="AND l.seq <= %s" if upto else ""), [since, upto] if upto else [since])
        while chunk := cursor.fetchmany(5000):
            for seq, row_id, digest, linked, *row in chunk:
                count += 1
                if seq != count:
                    return Verdict(count, Broken(count, "", "链上缺了这一环，有记录被整行删除"))
                head = link(head, bytes(digest))
                why = _why_broken(bytes(digest), row) or ("" if head == bytes(linked) else "这一环与前一环接不上")
                if not why and seq in seals:
                    why = _why_unsealed(seq, head, *seals.pop(seq))
                if not why and written.pop(seq, head) != head:
                    why = "和另外保存的链头对不上，这以前的记录被整个重写过"
                if why:
                    return Verdict(count, Broken(seq, str(row_id), why))
    if seals or written:
        return Verdict(count, Broken(count + 1, "", "封存过的记录少了，链尾被截断"))
    if not (since or upto) and (stray := _stray()):
        return Verdict(count, Broken(0, stray, "这条记录没有进入链，是封存以后插入的"))
    return Verdict(count, None)


ONE = """
SELECT l.digest, l.link, (SELECT link FROM security_link WHERE seq = l.seq - 1), t.id, t.at, t.verdict, t.actor, t.action,
       t.kind, t.subject, t.purpose, t.payload_digest, t.digest, t.mac, t.salt, t.payload
FROM security_link l LEFT JOIN security_trail t ON t.id = l.row_id WHERE l.seq = %s
"""


def verify_row(seq: int) -> str:
    """What is wrong with one row and its link to the one before; empty where both hold."""
    with connection.cursor() as cursor:
        cursor.execute(ONE, [seq])
        found = cursor.fetchone()
    if found is None:
        return "链上缺了这一环，有记录被整行删除"
    digest, linked, before, *row = found
    if why := _why_broken(bytes(digest), row):
        return why
    previous = bytes(before) if before is not None else GENESIS
    return "" if link(previous, bytes(digest)) == bytes(linked) else "这一环与前一环接不上"


def _written_down(since: int, upto: int | None) -> dict[int, bytes] | Broken:
    """The heads kept apart that lie in this part, by their place; what is wrong with the first bad statement."""
    found = [one for one in kept_heads() if one.seq > since and (upto is None or one.seq <= upto)]
    bad = next((one for one in kept_heads() if one.why), None)
    if bad is not None:
        return Broken(bad.seq, "", f"{bad.day} 另外保存的链头文件{bad.why}")
    if not since and (name := lost()):
        return Broken(0, "", f"审计日志说另外保存过链头 {name}，文件却不见了")
    return {one.seq: one.head for one in found}


def in_parts(size: int) -> Iterator[Verdict]:
    """`verify`, a part at a time, for a check that says how far it is: a verdict after each part, the last one whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_seq FROM security_seal ORDER BY last_seq")
        ends = [seq for (seq,) in cursor.fetchall()]
    since = 0
    for end in ends:
        if end - since < size and end != ends[-1]:
            continue
        verdict = verify(since, end)
        yield verdict
        if not verdict.holds:
            return
        since = end
    if stray := _stray():
        yield Verdict(since, Broken(0, stray, "这条记录没有进入链，是封存以后插入的"))


def _why_broken(linked: bytes, row: list) -> str:
    identifier, at, verdict, actor, action, kind, subject, purpose, payload_digest, digest, mac, salt, payload = row
    if identifier is None:
        return "链上有这一环，记录却被删除了"
    payload_digest, digest = bytes(payload_digest), bytes(digest)
    if digest != linked or digest != digest_of(
        (identifier, at, verdict, actor, action, kind, subject, purpose, payload_digest)
    ):
        return "记录的内容被改过"
    if bytes(mac) != vault().mac(KEY, digest):
        return "记录的密钥校验码不符"
    if payload is not None and sm3(bytes(salt), payload.encode()) != payload_digest:
        return "记录的详情被改过"
    return ""


def _seals(since: int, upto: int | None) -> dict[int, tuple[bytes, bytes]]:
    statement = "SELECT last_seq, head, signature FROM security_seal WHERE last_seq >= %s"
    with connection.cursor() as cursor:
        if upto:
            cursor.execute(f"{statement} AND last_seq <= %s", [since, upto])
        else:
            cursor.execute(statement, [since])
        return {seq: (bytes(head), bytes(signature)) for seq, head, signature in cursor.fetchall()}


def _why_unsealed(seq: int, head: bytes, sealed: bytes, signature: bytes) -> str:
    if sealed != head or not vault().verify("trail", head_text(seq, head), signature):
        return "封存签名不符"
    return ""


def _stray() -> str:
    with connection.cursor() as cursor:
        cursor.execute(STRAY)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
