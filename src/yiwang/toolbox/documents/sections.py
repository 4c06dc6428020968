"""The section `documents/` of a pack."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.kernel.section import Declared, Everything, Problem, Section
from yiwang.toolbox.documents.errors import BadTemplate, NoFont
from yiwang.toolbox.documents.kinds import Kind, KindOf, kinds, objections
from yiwang.toolbox.documents.typesetting import proof


def kind_of(declared: Declared) -> Kind:
    source = declared.path.with_suffix(".typ")
    return Kind(declared.name, declared.body, source.read_text("utf-8") if source.exists() else None)


def check(declared: Declared, _everything: Everything) -> Iterator[Problem]:
    """The declaration holds together and sets a page. Without fonts on this machine the page is not tried."""
    kind, where = kind_of(declared), str(declared.path)
    found = objections(kind)
    for says in found:
        yield Problem("DOCUMENT001", where, says)
    if found:
        return
    try:
        proof(kind)
    except BadTemplate as bad:
        yield Problem("DOCUMENT002", where, str(bad))
    except NoFont:
        return


def load(declared: Declared) -> None:
    kind = kind_of(declared)
    kinds.add(kind.key, kind)


SECTIONS = (Section("documents", "文书", KindOf, load, check, beside=(".typ",)),)
