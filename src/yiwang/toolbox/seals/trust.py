"""Whom this installation trusts: certificates and revocation lists an administrator put into `<home>/keys/trust`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel import home
from yiwang.toolbox.seals.rules import Step, day

PEM = re.compile(rb"-----BEGIN (?:CERTIFICATE|X509 CRL)-----(.+?)-----END", re.S)


@dataclass(frozen=True)
class Trust:
    """`roots` are believed; `between` only lead to them; `lists` say what was revoked."""

    roots: tuple[crypto.Certificate, ...] = ()
    between: tuple[crypto.Certificate, ...] = ()
    lists: tuple[crypto.Revocations, ...] = ()

    @classmethod
    def of(cls, ders: Iterable[bytes]) -> Trust:
        """`BadCertificate` for what is neither certificate nor list. Who signed himself is a root."""
        certificates, lists = [], []
        for der in ders:
            try:
                certificates.append(crypto.read_certificate(der))
            except crypto.BadCertificate:
                lists.append(crypto.read_revocations(der))
        roots = tuple(one for one in certificates if one.is_ca and crypto.signed_by(one, one))
        return cls(roots, tuple(one for one in certificates if one not in roots), tuple(lists))

    def step(self, who: str, one: crypto.Certificate, at: datetime) -> Iterator[Step]:
        """The way to a root, and whether it was revoked by `at`."""
        name = "签章人" if who == "signer" else "制章人"
        way = crypto.chain_of(one, self.between, self.roots)
        if not way:
            says = f"{name}“{one.name}”的证书由“{issuer(one)}”签发，本机没有它的根证书，认不出是不是真的机构"
            yield Step(f"{who}_chain", f"{name}证书来源", None, says)
            return
        if late := next((above for above in way if not above.covers(at)), None):
            yield Step(f"{who}_chain", f"{name}证书来源", False, f"证书链上“{late.name}”的证书当时不在有效期内")
            return
        yield Step(f"{who}_chain", f"{name}证书来源", True, f"由“{way[-1].name}”签发，本机信任这个根证书")
        yield self._revoked(who, name, one, way[1] if len(way) > 1 else one, at)

    def _revoked(self, who: str, name: str, one: crypto.Certificate, above: crypto.Certificate, at: datetime) -> Step:
        key, title = f"{who}_revoked", f"{name}证书是否吊销"
        mine = [each for each in self.lists if crypto.signed_by(each, above)]
        ended = min((each.revoked[one.serial] for each in mine if one.serial in each.revoked), default=None)
        if ended is not None and ended <= at:
            return Step(key, title, False, f"这张证书已于 {day(ended)} 吊销，盖章在吊销以后")
        if not mine:
            return Step(key, title, None, "本机没有签发机构的吊销列表，不知道有没有吊销")
        if all(each.since < at for each in mine) and ended is None:
            return Step(key, title, None, "本机的吊销列表出在盖章以前，不知道后来有没有吊销")
        return Step(
            key, title, True, "签发机构的吊销列表里没有它" if ended is None else f"{day(ended)} 才吊销，盖章在先"
        )


def issuer(one: crypto.Certificate) -> str:
    parts = dict(part.split("=", 1) for part in one.issuer.split("，") if "=" in part)
    return parts.get("CN", one.issuer)


def ders(content: bytes) -> list[bytes]:
    """The certificates and lists in a file, PEM or DER. `BadCertificate`."""
    if b"-----BEGIN" not in content:
        return [content]
    try:
        return [base64.b64decode(found, validate=False) for found in PEM.findall(content)]
    except binascii.Error as wrong:
        raise crypto.BadCertificate(problem="PEM 读不出来") from wrong


def installed(more: Iterable[Path] = ()) -> Trust:
    """What lies in the trust folder, and `more` files of who asks."""
    folder = home.home() / "keys" / "trust"
    places = [*(sorted(folder.iterdir()) if folder.is_dir() else ()), *more]
    return Trust.of(der for place in places if place.is_file() for der in ders(place.read_bytes()))
