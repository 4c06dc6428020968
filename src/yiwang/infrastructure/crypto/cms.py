"""Signed data in the national message syntax (GB/T 35275, formerly GM/T 0010): SM2 over SM3, object identifiers below
1.2.156.10197.6.1.4.2. One signer; the content inside or beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from asn1crypto import algos, cms, core, x509

from yiwang.infrastructure.crypto import chosen
from yiwang.infrastructure.crypto.authority import Signer
from yiwang.infrastructure.crypto.certificates import SM2_WITH_SM3, Certificate, read_certificate
from yiwang.infrastructure.crypto.errors import BadCertificate, BadKey
from yiwang.infrastructure.crypto.sm2 import ID, Key

DATA, SIGNED_DATA = "1.2.156.10197.6.1.4.2.1", "1.2.156.10197.6.1.4.2.2"
SM3, SM2_SIGN = "1.2.156.10197.1.401", "1.2.156.10197.1.301.1"


class Data(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("content_type", core.ObjectIdentifier),
        ("content", core.OctetString, {"explicit": 0, "optional": True}),
    ]


class SignerInfo(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer),
        ("sid", cms.IssuerAndSerialNumber),
        ("digest_algorithm", algos.DigestAlgorithm),
        ("signed_attrs", core.SetOf, {"implicit": 0, "optional": True, "spec": core.Any}),
        ("signature_algorithm", algos.SignedDigestAlgorithm),
        ("signature", core.OctetString),
        ("unsigned_attrs", core.SetOf, {"implicit": 1, "optional": True, "spec": core.Any}),
    ]


class SignerInfos(core.SetOf):  # type: ignore[misc]
    _child_spec = SignerInfo


class Certificates(core.SetOf):  # type: ignore[misc]
    _child_spec = x509.Certificate


class SignedData(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer),
        ("digest_algorithms", cms.DigestAlgorithms),
        ("content_info", Data),
        ("certificates", Certificates, {"implicit": 0, "optional": True}),
        ("signer_infos", SignerInfos),
    ]


class Outer(core.Sequence):  # type: ignore[misc]
    _fields = [("content_type", core.ObjectIdentifier), ("content", SignedData, {"explicit": 0})]


@dataclass(frozen=True)
class Signed:
    """`content` None where it lies beside. `holds(content)` says whether the signer's key signed it."""

    signer: Certificate
    others: tuple[Certificate, ...]
    content: bytes | None
    signature: bytes = field(repr=False)

    def holds(self, content: bytes) -> bool:
        if self.content not in (None, content) or not self.signer.point:
            return False
        try:
            return Key.public_in(chosen.library(), self.signer.point).verifies(content, self.signature, ID)
        except BadKey:
            return False


def read_signed(der: bytes) -> Signed:
    """`BadCertificate` for anything but one signer, SM2 with SM3, no signed attributes, his certificate inside."""
    try:
        return _read(der)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as wrong:
        raise BadCertificate(problem="签名数据读不出来") from wrong


def _read(der: bytes) -> Signed:
    outer = Outer.load(der, strict=True)
    body = outer["content"]
    if outer["content_type"].native != SIGNED_DATA or body["content_info"]["content_type"].native != DATA:
        raise ValueError("not national signed data")
    (info,) = list(body["signer_infos"])
    methods = info["digest_algorithm"]["algorithm"].dotted, info["signature_algorithm"]["algorithm"].dotted
    if methods[0] != SM3 or methods[1] not in (SM2_SIGN, SM2_WITH_SM3) or info["signed_attrs"].native is not None:
        raise ValueError("another way of signing")
    held = [read_certificate(one.dump()) for one in body["certificates"]]
    sid = info["sid"]
    wanted = (sid["issuer"].dump(), sid["serial_number"].native)
    signer = next((one for one in held if (one.issuer_der, one.serial) == wanted), None)
    if signer is None:
        raise ValueError("the certificate of the signer is not inside")
    inner = body["content_info"]["content"]
    content = None if inner.native is None else bytes(inner.native)
    others = tuple(one for one in held if one is not signer)
    return Signed(signer, others, content, bytes(info["signature"].native))


def make_signed(content: bytes, certificate: bytes, sign: Signer, *, beside: bool = False) -> bytes:
    """Sign `content` as the holder of `certificate`; `beside` leaves the content out."""
    read = read_certificate(certificate)
    inner: dict[str, object] = {"content_type": DATA}
    if not beside:
        inner["content"] = core.OctetString(content)
    info = {
        "version": 1,
        "sid": {"issuer": x509.Name.load(read.issuer_der), "serial_number": read.serial},
        "digest_algorithm": {"algorithm": SM3}, "signature_algorithm": {"algorithm": SM2_SIGN},
        "signature": sign(content),
    }  # fmt: skip
    body = SignedData(
        {
            "version": 1, "digest_algorithms": [{"algorithm": SM3}], "content_info": inner,
            "certificates": [x509.Certificate.load(certificate)], "signer_infos": [info],
        }
    )  # fmt: skip
    return bytes(Outer({"content_type": SIGNED_DATA, "content": body}).dump())
