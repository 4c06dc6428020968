"""A small certificate authority for rehearsals: one SM2 root that issues, revokes and publishes its list.

    root = Authority.made("彩排根证书", since, until)
    der = root.issues("五华区市场监督管理局", key.public, since, until)

Trusted by nobody outside: real seals carry certificates of a licensed authority.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core, crl, x509

from yiwang.infrastructure.crypto import chosen
from yiwang.infrastructure.crypto.certificates import SM2_WITH_SM3, public_key_info, read_certificate
from yiwang.infrastructure.crypto.sm2 import ID, Key

Signer = Callable[[bytes], bytes]
ALGORITHM = {"algorithm": SM2_WITH_SM3}
SIGNS = frozenset({"digital_signature", "non_repudiation"})
RULES = frozenset({"key_cert_sign", "crl_sign"})


@dataclass(frozen=True)
class Authority:
    """`certificate` in DER; `sign` makes a DER signature with its key, which may be held by a provider."""

    certificate: bytes
    sign: Signer

    @classmethod
    def made(cls, name: str, since: datetime, until: datetime) -> Authority:
        """A root with a key of its own, held in memory: for tests and tries."""
        key = Key.made_in(chosen.library())
        return cls.of(name, key.point(), lambda data: key.signs(data, ID), since, until)

    @classmethod
    def of(cls, name: str, point: bytes, sign: Signer, since: datetime, until: datetime) -> Authority:
        """A root over a key somebody else holds."""
        subject = distinguished(name)
        body = tbs(subject, subject, point, since, until, is_ca=True, uses=RULES)
        return cls(certificate_of(body, sign), sign)

    def issues(
        self, name: str, point: bytes, since: datetime, until: datetime, uses: Iterable[str] = SIGNS, unit: str = ""
    ) -> bytes:
        """A certificate for the key at `point`. Who asks must have shown that he holds it."""
        issuer = x509.Certificate.load(self.certificate).subject
        return certificate_of(tbs(issuer, distinguished(name, unit), point, since, until, uses=uses), self.sign)

    def revocations(self, revoked: Mapping[int, datetime], since: datetime, until: datetime) -> bytes:
        """The signed list of serial numbers that are no longer good."""
        listed = [{"user_certificate": serial, "revocation_date": _time(day)} for serial, day in revoked.items()]
        body = crl.TbsCertList(
            {
                "version": "v2", "signature": ALGORITHM, "issuer": x509.Certificate.load(self.certificate).subject,
                "this_update": _time(since), "next_update": _time(until), **({"revoked_certificates": listed} if listed else {}),
            }
        )  # fmt: skip
        signature = core.OctetBitString(self.sign(body.dump()))
        whole = {"tbs_cert_list": body, "signature_algorithm": ALGORITHM, "signature": signature}
        return bytes(crl.CertificateList(whole).dump())


def distinguished(name: str, unit: str = "") -> x509.Name:
    parts = {"country_name": "CN", "organization_name": unit or name, "common_name": name}
    return x509.Name.build(parts)


def tbs(
    issuer: x509.Name, subject: x509.Name, point: bytes, since: datetime, until: datetime, *,
    is_ca: bool = False, uses: Iterable[str],
) -> x509.TbsCertificate:  # fmt: skip
    return x509.TbsCertificate(
        {
            "version": "v3", "serial_number": secrets.randbits(127) | 1 << 126, "signature": ALGORITHM,
            "issuer": issuer, "validity": {"not_before": _time(since), "not_after": _time(until)},
            "subject": subject, "subject_public_key_info": public_key_info(point),
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": is_ca}},
                {"extn_id": "key_usage", "critical": True, "extn_value": set(uses)},
            ],
        }
    )  # fmt: skip


def certificate_of(body: x509.TbsCertificate, sign: Signer) -> bytes:
    signature = core.OctetBitString(sign(body.dump()))
    whole = {"tbs_certificate": body, "signature_algorithm": ALGORITHM, "signature_value": signature}
    der = bytes(x509.Certificate(whole).dump())
    read_certificate(der)  # what we would not read we do not hand out
    return der


def _time(moment: datetime) -> x509.Time:
    """RFC 5280: two-digit years up to 2049."""
    return x509.Time({"utc_time": moment} if moment.year < 2050 else {"general_time": moment})
