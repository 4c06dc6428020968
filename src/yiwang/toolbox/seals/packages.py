"""An OFD package (GB/T 33190): its parts by name, and which signatures it carries."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from yiwang.infrastructure.files import api as files
from yiwang.toolbox.seals.errors import NotOfd
from yiwang.toolbox.seals.markup import Element, read

MOST_UNPACKED = 128 << 20
MOST_SIGNATURES = 50


@dataclass(frozen=True)
class Part:
    """A file of the package that the signature names, with the digest it is said to have."""

    name: str
    digest: str


@dataclass(frozen=True)
class Described:
    """A Signature.xml as it is written; nothing of it is believed yet."""

    id: str
    kind: str
    place: str
    method: str
    digest_method: str
    parts: tuple[Part, ...]
    value: str
    seal: str
    pages: tuple[str, ...]


class Package:
    """`content`: the whole file. `NotOfd`, `files.Dangerous`, `files.Broken`."""

    def __init__(self, content: bytes) -> None:
        files.unpackable(io.BytesIO(content), MOST_UNPACKED)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                entries = [one for one in package.infolist() if not one.is_dir()]
                self.parts = {one.filename: package.read(one) for one in entries}
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as wrong:
            raise NotOfd(problem="包打不开") from wrong
        if "OFD.xml" not in self.parts:
            raise NotOfd(problem="里面没有 OFD.xml")
        self.root = self.xml("OFD.xml")
        if self.root.tag != "OFD":
            raise NotOfd(problem="OFD.xml 写的不是 OFD")

    def xml(self, name: str) -> Element:
        if name not in self.parts:
            raise NotOfd(problem=f"里面没有 {name}")
        return read(self.parts[name], name)

    def at(self, place: str, base: str) -> str:
        """The name of the part that `place`, written in the part `base`, means."""
        if place.startswith("/"):
            return posixpath.normpath(place).lstrip("/")
        near = posixpath.normpath(posixpath.join(posixpath.dirname(base), place))
        return near if near in self.parts else posixpath.normpath(place)

    def documents(self) -> list[str]:
        return [self.at(one.said("DocRoot"), "OFD.xml") for one in self.root.all("DocBody")]

    def pages(self) -> dict[str, int]:
        """Page id → its number, over all documents."""
        ids = [page.attributes.get("ID", "") for one in self.documents() for page in self.xml(one).all("Page")]
        return {one: nth for nth, one in enumerate(ids, 1)}

    def lists(self) -> list[str]:
        """The lists of signatures, one a document that has any."""
        return [
            self.at(one.said("Signatures"), "OFD.xml") for one in self.root.all("DocBody") if one.said("Signatures")
        ]

    def signatures(self) -> list[Described]:
        """In the order they were set."""
        found = []
        for listing in self.lists():
            for one in self.xml(listing).all("Signature"):
                place = self.at(one.attributes.get("BaseLoc", ""), listing)
                found.append(self._described(one, place))
        if len(found) > MOST_SIGNATURES:
            raise NotOfd(problem="签名太多")
        return found

    def _described(self, listed: Element, place: str) -> Described:
        body = self.xml(place)
        references, seal = body.first("References"), body.first("Seal")
        inside = list(references.all("Reference")) if references else []
        return Described(
            id=listed.attributes.get("ID", ""), kind=listed.attributes.get("Type", "Seal"), place=place,
            method=body.said("SignatureMethod"),
            digest_method=references.attributes.get("CheckMethod", "MD5") if references else "",
            parts=tuple(Part(self.at(one.attributes.get("FileRef", ""), place), one.said("CheckValue")) for one in inside),
            value=self.at(body.said("SignedValue"), place),
            seal=self.at(seal.said("BaseLoc"), place) if seal and seal.said("BaseLoc") else "",
            pages=tuple(one.attributes.get("PageRef", "") for one in body.all("StampAnnot")),
        )  # fmt: skip
