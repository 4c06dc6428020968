"""A rehearsal authority, a maker, a holder, a seal, a document: all invented, and sealed as it should be."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from yiwang.infrastructure.crypto import api as crypto
from yiwang.toolbox.seals import making
from yiwang.toolbox.seals.trust import Trust

SAMPLE = (Path(__file__).parent / "data" / "ses-v4.ofd").read_bytes()
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
AT, LATER = datetime(2026, 11, 24, 2, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
ROOT = crypto.Authority.made("彩排根证书", SINCE, UNTIL)
MAKER, HOLDER, OTHER = crypto.sm2_generate(), crypto.sm2_generate(), crypto.sm2_generate()
MAKERS = ROOT.issues("印章制作中心", MAKER.public, SINCE, UNTIL)
HOLDERS = ROOT.issues("五华区市场监督管理局", HOLDER.public, SINCE, UNTIL)
OTHERS = ROOT.issues("别的局", OTHER.public, SINCE, UNTIL)
HEAD = '<ofd:{0} xmlns:ofd="http://www.ofdspec.org/2016"'
PARTS = {
    "OFD.xml": HEAD.format("OFD")
    + ' Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml'
    "</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": HEAD.format("Document") + '><ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages>'
    "</ofd:Document>",
    "Doc_0/Page.xml": HEAD.format("Page") + "><ofd:Content/></ofd:Page>",
}


def seal(until=UNTIL, since=SINCE, key=MAKER, holders=(HOLDERS,)):
    return making.make_seal(
        "5301020000001", "五华区市场监督管理局", making.Looks(b"\x89PNG"), holders, since, until, made=SINCE,
        maker=MAKERS, sign=lambda data: crypto.sm2_sign(key.private, data),
    )  # fmt: skip


def sealed(at=AT, signer=HOLDERS, key=HOLDER, seal_=None, parts=PARTS):
    given = {name: text.encode() for name, text in parts.items()}
    place = making.Place(1, (150, 230, 40, 40))
    return making.stamp(given, seal_ or seal(), [place], at, signer, lambda data: crypto.sm2_sign(key.private, data))


def trust(revoked=(), root=ROOT):
    ended = {crypto.read_certificate(one).serial: when for one, when in revoked}
    return Trust.of([root.certificate, root.revocations(ended, LATER, UNTIL)])


@cache
def good():
    return sealed()


def opened(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {one.filename: package.read(one) for one in package.infolist() if not one.is_dir()}
