"""Changing keys while the house is open.

rotate("personal")     # what is written from now on is under a new version; old values still open
reseal("personal")     # in portions: old rows are sealed anew
retire("personal", "personal-1")   # refused while a row needs it, or a day has not passed
change_marks("personal.person")    # a new blind index; numbers are found all the while
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError, NotFound
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

ROTATE = security.declare("security.rotate_key", "轮换密钥", by="system")
RESEAL = security.declare("security.reseal", "用新密钥重新封存", by="system")
ASK_ROTATION = security.declare("security.ask_rotation", "在控制台轮换密钥", roles="administrator", assurance=3)
RETIRE = security.declare("security.retire_key", "停用旧密钥", by="system")
MARK = security.declare("security.change_marks", "更换号码索引", by="system")
RESEALING = "security.reseal"
CHUNK, REST = 500, timedelta(days=1)
MARKED = {"personal.person": "person", "personal.firm": "firm"}


TITLES = {
    "personal": "证件号、手机号和表单里的 L4 答案", "trail": "审计日志的签名", "documents": "文书的签名",
    "totp": "动态口令、备用码", "notices.code": "短信验证码", "terminals": "自助终端", "session.kept": "再次确认时暂存的表单",
    "personal.person": "个人号码的索引", "personal.firm": "企业号码的索引",
}  # fmt: skip


class StillRunning(DomainError):
    """密钥 {key} 上一次轮换还没有做完，等旧的都重新封存了再换下一版。"""

    code = "security.rotation_running"
    status = 409


class StillNeeded(DomainError):
    """密钥 {key} 还不能停用：{why}。"""

    code = "security.key_still_needed"
    status = 409


@dataclass(frozen=True)
class Holding:
    """One version of a key, and how many sealed values only it opens."""

    name: str
    version: crypto.Version
    newest: bool
    values: int


def holdings(name: str = "") -> list[Holding]:
    """Every version of every key, with how many rows need it."""
    found = []
    for key in [name] if name else crypto.provider().names():
        versions = crypto.provider().versions(key)
        for one in versions:
            found.append(Holding(key, one, one is versions[-1], _needed(key, one.id)))
    return found


def rotate(name: str) -> str:
    """Make a new version; returns its id. A job seals anew what older ones hold."""
    crypto.provider().versions(name)
    with security.acting(security.SYSTEM, ROTATE, security.Ref("key", name)) as record:
        made = crypto.provider().rotate(name)
        record.note(version=made)
        jobs.defer(record, RESEALING, name=name)
        return str(record.done(made))


def reseal(name: str) -> int:
    """Seal what older versions hold under the newest, in portions; returns how many values. Work that broke off is done
    again from where it stands, for each portion looks for what is still old."""
    done, run = 0, uuid7().hex
    with security.viewing(security.SYSTEM):
        columns = [one for one in security.sealed_columns.values() if one.key == name]
    for one in columns:
        portion = 0
        while keys := _older(one, crypto.provider().newest(name)):
            portion += 1
            subject = security.Ref("key", f"{name}/{one.model}.{one.column}/{run}/{portion}")
            done += security.acting_on_many(security.SYSTEM, RESEAL, subject, keys, _sealer(one), chunk=CHUNK)
    return done


def retire(name: str, key_id: str) -> None:
    """Forget an old version's secrets. Raises `StillNeeded` while a value needs it or its successor is younger than a day:
    somebody who read a row before may still write it back."""
    versions = crypto.provider().versions(name)
    place = next((number for number, one in enumerate(versions) if one.id == key_id), len(versions))
    if place >= len(versions) - 1:
        raise StillNeeded(key=key_id, why="它是最新的，或者没有这一版")
    if name not in {one.key for one in security.sealed_columns.values()}:
        raise StillNeeded(key=key_id, why="它封存的值没有登记在哪些列，数不出还有多少")
    if clock.now() - datetime.fromisoformat(versions[place + 1].made) < REST:
        raise StillNeeded(key=key_id, why="换上新版还不到一天，可能还有没写完的")
    with security.acting(security.SYSTEM, RETIRE, security.Ref("key", key_id)) as record:
        if many := _needed(name, key_id):
            raise StillNeeded(key=key_id, why=f"还有 {many} 个值要靠它打开，请先重新封存")
        crypto.provider().retire(name, key_id)
        record.done(key_id)


def _needed(name: str, key_id: str) -> int:
    """How many sealed values begin with this version's mark."""
    head = b"\x01" + bytes([len(key_id)]) + key_id.encode()
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        many = 0
        for one in security.sealed_columns.values():
            for place in _places(one) if one.key == name else ():
                statement = f"SELECT count(*) FROM {_table(one)} WHERE {BEGINS.format(place)}"  # noqa: S608
                cursor.execute(statement, [len(head), head])
                many += cursor.fetchone()[0]
    return many


BEGINS = "substring({} FROM 1 FOR %s) = %s"


def _places(one: security.Sealed) -> list[str]:
    """Where the sealed bytes of a row are, as SQL: its column, or places inside its JSON."""
    return [f"decode({one.column}->>'{name}', 'hex')" for name in one.inside] or [one.column]


def _table(one: security.Sealed) -> str:
    return apps.get_model(one.model)._meta.db_table


def _older(one: security.Sealed, newest: bytes) -> list[Any]:
    """Keys of rows whose value is not under the newest version."""
    primary = apps.get_model(one.model)._meta.pk.column  # type: ignore[union-attr]
    old = [f"(octet_length({place}) > 0 AND NOT {BEGINS.format(place)})" for place in _places(one)]
    statement = f"SELECT {primary} FROM {_table(one)} WHERE {' OR '.join(old)} ORDER BY {primary} LIMIT %s"  # noqa: S608
    with security.viewing(security.SYSTEM), connection.cursor() as cursor:
        values: list[Any] = [*[len(newest), newest] * len(old), CHUNK]
        cursor.execute(statement, values)
        return [str(key) if isinstance(key, UUID) else key for (key,) in cursor.fetchall()]


def _sealer(one: security.Sealed) -> Callable[[Sequence[Any]], None]:
    def write(keys: Sequence[Any]) -> None:
        rows = apps.get_model(one.model)._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        for row in rows:
            value, bound = getattr(row, one.column), one.bytes_of(row)
            if not value:
                continue
            setattr(row, one.column, _inside(one, value, bound) if one.inside else _anew(one.key, bytes(value), bound))
            row.save(update_fields=[one.column])

    return write


def _inside(one: security.Sealed, value: dict[str, Any], bound: bytes) -> dict[str, Any]:
    """A JSON column with its sealed places sealed anew; whatever else it holds stays."""
    again = {name: _anew(one.key, bytes.fromhex(value[name]), bound).hex() for name in one.inside if value.get(name)}
    return {**value, **again}


def _anew(key: str, sealed: bytes, bound: bytes) -> bytes:
    return crypto.provider().encrypt(key, crypto.provider().decrypt(key, sealed, bound), bound)


@dataclass(frozen=True)
class Progress:
    """A key by name: its versions, and how many of its sealed values are under the newest already."""

    name: str
    title: str
    versions: list[Holding]
    done: int
    total: int

    @property
    def running(self) -> bool:
        return self.done < self.total


def progress() -> list[Progress]:
    """Every key with how far its last rotation is. Counted in the rows themselves, so that nothing can pretend."""
    found: dict[str, list[Holding]] = {}
    for one in holdings():
        found.setdefault(one.name, []).append(one)
    return [
        Progress(name, TITLES.get(name, name), many, many[-1].values if many else 0, sum(one.values for one in many))
        for name, many in found.items()
    ]


def ask_rotation(by: security.Actor, name: str, *, key: str | None = None) -> str:
    """Rotate a key from the console; a job seals anew what older versions hold. Raises `NotFound`, `StillRunning`."""
    if name not in crypto.provider().names():
        raise NotFound
    unfinished = any(not one.newest and one.values for one in holdings(name))
    with security.acting(by, ASK_ROTATION, security.Ref("key", name), key=key) as record:
        if record.replayed:
            return str(record.outcome)
        if unfinished:
            raise StillRunning(key=name)
        made = crypto.provider().rotate(name)
        record.note(version=made)
        jobs.defer(record, RESEALING, name=name)
        return str(record.done(made))


def go_on(by: security.Actor, name: str, *, key: str | None = None) -> None:
    """Have the sealing anew done on from where it stands, when its job was lost."""
    if name not in crypto.provider().names():
        raise NotFound
    with security.acting(by, ASK_ROTATION, security.Ref("key", name), key=key) as record:
        if not record.replayed:
            jobs.defer(record, RESEALING, name=name)
            record.note(resumed=True)


def change_marks(name: str) -> int:
    """Give every party of a kind a mark by a new blind index; returns how many. Numbers are found all the while, nobody is
    registered twice. Broken off, it is simply called again: it goes on where it stands."""
    if name not in MARKED:
        raise crypto.NoSuchKey(key=name)
    kind = MARKED[name]
    found = crypto.provider().marks(name, "")
    if found.current == found.incoming:
        _settle(name, kind)  # what an earlier change that broke off left
    with security.acting(security.SYSTEM, MARK, security.Ref("key", name)) as record:
        security.marks_alone()
        crypto.provider().new_index(name)
        record.note(index="new")
    done = _fill(name, kind)
    with security.acting(security.SYSTEM, MARK, security.Ref("key", name)) as record:
        security.marks_alone()
        record.note(index="switched", parties=done)
        crypto.provider().switch_index(name)
    _settle(name, kind)
    return done


def _fill(name: str, kind: str) -> int:
    """Put the incoming mark beside the current one, everywhere."""
    return _in_portions(name, "fill", "identifier_mark_next = identifier_mark", kind, _put_next)


def _settle(name: str, kind: str) -> int:
    """Let the current mark be what came in, everywhere, and in what firms keep of their heads."""
    return _in_portions(name, "settle", "identifier_mark_next <> identifier_mark", kind, _put_current)


def _in_portions(name: str, step: str, still: str, kind: str, write: Callable[[Sequence[Any]], None]) -> int:
    done, run, portion = 0, uuid7().hex, 0
    statement = f"SELECT id FROM security_party WHERE kind = %s AND {still} ORDER BY id LIMIT %s"  # noqa: S608
    while True:
        with security.viewing(security.SYSTEM), connection.cursor() as cursor:
            cursor.execute(statement, [kind, CHUNK])
            keys = [str(key) for (key,) in cursor.fetchall()]
        if not keys:
            return done
        portion += 1
        subject = security.Ref("key", f"{name}/{step}/{run}/{portion}")
        done += security.acting_on_many(security.SYSTEM, MARK, subject, keys, write, chunk=CHUNK)


def _put_next(keys: Sequence[Any]) -> None:
    for party in security.Party.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        security.mark_anew(party)
        party.save(update_fields=["identifier_mark_next"])


def _put_current(keys: Sequence[Any]) -> None:
    olds, news = [], []
    for party in security.Party.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        olds.append(bytes(party.identifier_mark).hex())
        news.append(bytes(party.identifier_mark_next).hex())
        party.identifier_mark = bytes(party.identifier_mark_next)
        party.save(update_fields=["identifier_mark"])
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [olds, news])


HEADS = """UPDATE security_party SET facts = jsonb_set(facts, '{representative_mark}', to_jsonb(changed.new))
FROM unnest(%s::text[], %s::text[]) AS changed(old, new)
WHERE kind = 'firm' AND facts->>'representative_mark' = changed.old"""
