"""Writing seals and setting them under documents, in the form of GB/T 38540-2020 (version 4).

`stamp` takes the parts of an OFD without signatures and gives the sealed package; the page content is the caller's.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from asn1crypto import core

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel.clock import CHINA
from yiwang.toolbox.seals.markup import SPACE
from yiwang.toolbox.seals.structures import Octets, SealInfo, SealOf, SealSignature, ToSign

Signer = Callable[[bytes], bytes]
FOLDER = "Doc_0/Signs"


@dataclass(frozen=True)
class Looks:
    """The picture of a seal, in PNG, and its size on paper in millimetres."""

    png: bytes
    width: int = 40
    height: int = 40


def make_seal(
    number: str, name: str, looks: Looks, holders: Sequence[bytes], since: datetime, until: datetime, *,
    made: datetime, maker: bytes, sign: Signer,
) -> bytes:  # fmt: skip
    """A seal that the certificates `holders` may use. `maker` is the seal maker's certificate, `sign` its key."""
    info = SealInfo(
        {
            "header": {"id": "ES", "version": 4, "vendor": "Yiwang"}, "id": number,
            "property": {
                "type": 1, "name": name, "list_type": 1, "list": core.Any(Octets(list(holders))),
                "created": _utc(made), "since": _utc(since), "until": _utc(until),
            },
            "picture": {"type": "PNG", "data": looks.png, "width": looks.width, "height": looks.height},
        }
    )  # fmt: skip
    signature = core.OctetBitString(sign(info.dump()))
    whole = SealOf({"info": info, "cert": maker, "algorithm": crypto.SM2_WITH_SM3, "signature": bit(signature)})
    return bytes(whole.dump())


def bit(value: core.OctetBitString) -> core.BitString:
    return core.BitString.load(value.dump())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Place:
    """Where a seal stands: on which page (its id), and its box in millimetres from the top left."""

    page: int
    box: tuple[float, float, float, float]


def signed_value(content: bytes, place: str, seal: bytes, at: datetime, signer: bytes, sign: Signer) -> bytes:
    """The SES_Signature over a Signature.xml that stands at `place`."""
    body = ToSign(
        {
            "version": 4, "seal": SealOf.load(seal), "time": _utc(at),
            "digest": bit(core.OctetBitString(crypto.sm3(content))), "about": f"/{place}",
        }
    )  # fmt: skip
    signature = bit(core.OctetBitString(sign(body.dump())))
    whole = {"signed": body, "cert": signer, "algorithm": crypto.SM2_WITH_SM3, "signature": signature}
    return bytes(SealSignature(whole).dump())


def stamp(
    parts: Mapping[str, bytes], seal: bytes, where: Sequence[Place], at: datetime, signer: bytes, sign: Signer
) -> bytes:  # fmt: skip
    """The sealed package. Every part is signed; `OFD.xml` must already name `/Doc_0/Signs/Signatures.xml`."""
    own = f"{FOLDER}/Sign_0"
    everything = {**parts, f"{own}/Seal.esl": seal}
    content = _listed(everything, own, where, at)
    listing = (
        f'<ofd:Signatures xmlns:ofd="{SPACE}"><ofd:MaxSignId>1</ofd:MaxSignId>'
        f'<ofd:Signature ID="1" Type="Seal" BaseLoc="/{own}/Signature.xml"/></ofd:Signatures>'
    )
    everything[f"{FOLDER}/Signatures.xml"] = listing.encode()
    everything[f"{own}/Signature.xml"] = content
    everything[f"{own}/SignedValue.dat"] = signed_value(content, f"{own}/Signature.xml", seal, at, signer, sign)
    return packed(everything)


def _listed(parts: Mapping[str, bytes], own: str, where: Sequence[Place], at: datetime) -> bytes:
    references = "".join(
        f'<ofd:Reference FileRef="/{escape(name)}"><ofd:CheckValue>{_digest(data)}</ofd:CheckValue></ofd:Reference>'
        for name, data in sorted(parts.items())
    )
    stamps = "".join(
        f'<ofd:StampAnnot ID="{nth}" PageRef="{one.page}" Boundary="{" ".join(f"{side:g}" for side in one.box)}"/>'
        for nth, one in enumerate(where, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Signature xmlns:ofd="{SPACE}"><ofd:SignedInfo>'
        f'<ofd:Provider ProviderName="Yiwang" Company="Yiwang" Version="1"/>'
        f"<ofd:SignatureMethod>{crypto.SM2_WITH_SM3}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="SM3">{references}</ofd:References>{stamps}'
        f"<ofd:Seal><ofd:BaseLoc>/{own}/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
        f"<ofd:SignedValue>/{own}/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    ).encode()


def _digest(data: bytes) -> str:
    return base64.b64encode(crypto.sm3(data)).decode()


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The package; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda one: (one != "OFD.xml", one)):
            package.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
