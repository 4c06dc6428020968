"""X.509 certificates and revocation lists signed with SM2 over SM3, read and written with asn1crypto.

What is signed is always taken as the bytes that came, never as written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import crl, x509
from asn1crypto.core import Asn1Value, BitString

from yiwang.infrastructure.crypto import chosen
from yiwang.infrastructure.crypto.encodings import spki
from yiwang.infrastructure.crypto.errors import BadCertificate, BadKey
from yiwang.infrastructure.crypto.sm2 import ID, Key

SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM2_CURVE = "1.2.156.10197.1.301"


@dataclass(frozen=True)
class Certificate:
    """`point` is empty where the key is not an SM2 key; such a certificate can be shown and verifies nothing.
    `uses` are X.509's names (`digital_signature`, `key_cert_sign` …), None where the certificate does not limit them."""

    der: bytes = field(repr=False)
    subject: str
    issuer: str
    serial: int
    since: datetime
    until: datetime
    point: bytes = field(repr=False)
    is_ca: bool
    uses: frozenset[str] | None
    subject_der: bytes = field(repr=False)
    issuer_der: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)

    def may(self, use: str) -> bool:
        return self.uses is None or use in self.uses

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment <= self.until

    @property
    def name(self) -> str:
        """The common name, else the whole subject."""
        parts = dict(part.split("=", 1) for part in self.subject.split("，") if "=" in part)
        return parts.get("CN", self.subject)


@dataclass(frozen=True)
class Revocations:
    """A revocation list: `revoked` is serial → when."""

    issuer_der: bytes = field(repr=False)
    since: datetime
    until: datetime | None
    revoked: Mapping[int, datetime]
    signed: bytes = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)


def named(name: x509.Name) -> str:
    short = {"common_name": "CN", "organization_name": "O", "organizational_unit_name": "OU", "country_name": "C"}
    return "，".join(
        f"{short.get(one['type'].native, one['type'].native)}={one['value'].native}"
        for part in name.chosen
        for one in part
    )


def bits(value: BitString) -> bytes:
    """The bytes of a BIT STRING that has no unused bits."""
    content = bytes(value.contents)
    if content[:1] != b"\0":
        raise ValueError("unused bits")
    return content[1:]


def read_certificate(der: bytes) -> Certificate:
    """`BadCertificate` for anything that is not exactly one X.509 certificate in DER."""
    try:
        return _read(x509.Certificate.load(der, strict=True))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError) as wrong:
        raise BadCertificate(problem="读不出来") from wrong


def _read(parsed: x509.Certificate) -> Certificate:
    body = parsed["tbs_certificate"]
    key = body["subject_public_key_info"]
    is_sm2 = key["algorithm"]["algorithm"].native == "ec" and key["algorithm"]["parameters"].native == SM2_CURVE
    algorithm = parsed["signature_algorithm"]["algorithm"].dotted
    if algorithm != body["signature"]["algorithm"].dotted:
        raise ValueError("the two algorithm fields differ")
    limits = parsed.basic_constraints_value
    uses = parsed.key_usage_value
    return Certificate(
        der=parsed.dump(), subject=named(parsed.subject), issuer=named(parsed.issuer), serial=parsed.serial_number,
        since=body["validity"]["not_before"].native, until=body["validity"]["not_after"].native,
        point=bits(key["public_key"]) if is_sm2 else b"",
        is_ca=bool(limits and limits["ca"].native), uses=frozenset(uses.native) if uses is not None else None,
        subject_der=parsed.subject.dump(), issuer_der=parsed.issuer.dump(), signed=body.dump(), algorithm=algorithm,
        signature=bits(parsed["signature_value"]),
    )  # fmt: skip


def read_revocations(der: bytes) -> Revocations:
    """`BadCertificate` for anything that is not exactly one X.509 revocation list in DER."""
    try:
        parsed = crl.CertificateList.load(der, strict=True)
        body = parsed["tbs_cert_list"]
        ended = {one["user_certificate"].native: one["revocation_date"].native for one in body["revoked_certificates"]}
        return Revocations(
            body["issuer"].dump(), body["this_update"].native, body["next_update"].native, ended, body.dump(),
            parsed["signature_algorithm"]["algorithm"].dotted, bits(parsed["signature"]),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError) as wrong:
        raise BadCertificate(problem="吊销列表读不出来") from wrong


def signed_by(one: Certificate | Revocations, issuer: Certificate) -> bool:
    """Names match and the issuer's SM2 key signed these very bytes. Says nothing of dates or of trust."""
    if one.issuer_der != issuer.subject_der or one.algorithm != SM2_WITH_SM3 or not issuer.point:
        return False
    try:
        key = Key.public_in(chosen.library(), issuer.point)
    except BadKey:
        return False
    return key.verifies(one.signed, one.signature, ID)


def chain_of(one: Certificate, others: Iterable[Certificate], roots: Iterable[Certificate]) -> list[Certificate]:
    """From `one` up to a trusted root, both included; empty where no way leads there. An issuer must be a CA that may
    sign certificates. Dates are the caller's to judge: at which moment depends on what is verified."""
    trusted, known = list(roots), list(others)
    return _climb([one], known, trusted, depth=6)


def _climb(way: list[Certificate], known: list[Certificate], roots: list[Certificate], depth: int) -> list[Certificate]:
    if any(root.der == way[-1].der for root in roots):
        return way
    if not depth:
        return []
    for above in (*roots, *known):
        fits = above.is_ca and above.may("key_cert_sign") and above.der not in {below.der for below in way}
        if fits and signed_by(way[-1], above) and (found := _climb([*way, above], known, roots, depth - 1)):
            return found
    return []


def public_key_info(point: bytes) -> Asn1Value:
    return x509.PublicKeyInfo.load(spki(point))
