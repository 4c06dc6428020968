"""Seals and seal signatures as GB/T 38540-2020 writes them (version 4 and above), and the form of GM/T 0031-2014 before it.

`Pictrue` and other odd names of the standard are not kept; their order and types are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import core

from yiwang.infrastructure.crypto import api as crypto
from yiwang.toolbox.seals.errors import BadSeal


class Octets(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class CertDigest(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


class CertDigests(core.SequenceOf):  # type: ignore[misc]
    _child_spec = CertDigest


class Header(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vendor", core.IA5String)]


class Property(core.Sequence):  # type: ignore[misc]
    """`list_type` 1: `list` holds certificates, 2: digests of them."""

    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("list_type", core.Integer),
        ("list", core.Any),
        ("created", core.GeneralizedTime),
        ("since", core.GeneralizedTime),
        ("until", core.GeneralizedTime),
    ]


class Picture(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.IA5String), ("data", core.OctetString), ("width", core.Integer), ("height", core.Integer)]


class SealInfo(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("header", Header),
        ("id", core.IA5String),
        ("property", Property),
        ("picture", Picture),
        ("more", core.Any, {"optional": True}),
    ]


class SealOf(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("info", SealInfo),
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.BitString),
    ]


class ToSign(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer),
        ("seal", SealOf),
        ("time", core.GeneralizedTime),
        ("digest", core.BitString),
        ("about", core.IA5String),
        ("more", core.SequenceOf, {"explicit": 0, "optional": True, "spec": core.Any}),
    ]


class SealSignature(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("signed", ToSign),
        ("cert", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.BitString),
        ("stamp", core.BitString, {"explicit": 0, "optional": True}),
    ]


@dataclass(frozen=True)
class Seal:
    """`listed` are the certificates that may use it, or (`by_digest`) their SM3 digests. `signed` is what the maker signed."""

    der: bytes = field(repr=False)
    id: str
    version: int
    name: str
    type: int
    created: datetime
    since: datetime
    until: datetime
    by_digest: bool
    listed: tuple[bytes, ...] = field(repr=False)
    picture_type: str
    picture: bytes = field(repr=False)
    width: int
    height: int
    maker: crypto.Certificate
    algorithm: str
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Stamped:
    """One seal set under one digest. `stamp`: a timestamp is there (it is not looked into)."""

    seal: Seal
    at: datetime
    digest: bytes
    about: str
    signer: crypto.Certificate
    algorithm: str
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    stamp: bool = False


WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def bits(value: core.BitString) -> bytes:
    content = bytes(value.contents)
    if content[:1] != b"\0":
        raise ValueError("unused bits")
    return content[1:]


def read_seal(der: bytes) -> Seal:
    """`BadSeal`, `BadCertificate`."""
    try:
        return _seal(SealOf.load(der, strict=True))
    except WRONG as wrong:
        raise BadSeal(problem="不是国家标准 GB/T 38540 的写法") from wrong


def read_stamped(der: bytes) -> Stamped:
    """What a SignedValue.dat of a seal holds. `BadSeal`, `BadCertificate`."""
    try:
        parsed = SealSignature.load(der, strict=True)
        body = parsed["signed"]
        return Stamped(
            _seal(body["seal"]), body["time"].native, bits(body["digest"]), body["about"].native,
            crypto.read_certificate(parsed["cert"].native), parsed["algorithm"].dotted, body.dump(),
            bits(parsed["signature"]), parsed["stamp"].native is not None,
        )  # fmt: skip
    except WRONG as wrong:
        raise BadSeal(problem="签章不是国家标准 GB/T 38540 的写法") from wrong


def _seal(parsed: SealOf) -> Seal:
    info, about = parsed["info"], parsed["info"]["property"]
    if info["header"]["id"].native != "ES":
        raise ValueError("no seal")
    by_digest = about["list_type"].native == 2
    listed = CertDigests if by_digest else Octets
    found = listed.load(about["list"].dump(), strict=True)
    picture = info["picture"]
    return Seal(
        der=parsed.dump(), id=info["id"].native, version=info["header"]["version"].native, name=about["name"].native,
        type=about["type"].native, created=_aware(about["created"].native), since=_aware(about["since"].native),
        until=_aware(about["until"].native), by_digest=by_digest,
        listed=tuple(one["value"].native if by_digest else one.native for one in found),
        picture_type=picture["type"].native, picture=picture["data"].native, width=picture["width"].native,
        height=picture["height"].native, maker=crypto.read_certificate(parsed["cert"].native),
        algorithm=parsed["algorithm"].dotted, signed=info.dump(), signature=bits(parsed["signature"]),
    )  # fmt: skip


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Older:
    """What is legible in the form of GM/T 0031-2014: read, and not verified."""

    name: str
    id: str


def read_older(der: bytes) -> Older | None:
    """The seal in a signature of the older form (its signer stands inside what is signed); None where it is not one."""
    try:
        outer = core.Sequence.load(der, strict=True)
        body = outer[0]
        if len(outer.native) != 2 or len(body.native) != 7:
            return None
        info = body[1][0]
        return Older(str(info[2][1].native), str(info[1].native)) if info[0][0].native == "ES" else None
    except WRONG:
        return None
