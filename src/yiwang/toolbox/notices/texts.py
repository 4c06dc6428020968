"""Texts by name: what the house says, and what a pack says instead for its matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from yiwang.kernel.registry import Registry
from yiwang.kernel.section import Declared, Everything, Problem
from yiwang.toolbox.notices.wording import TextOf, objections

FOLDER = Path(__file__).parent / "texts"
texts: Registry[TextOf] = Registry("text")


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, TextOf]:
    """The house's own texts, by key."""
    found = (TextOf.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml")))
    return {one.key: one for one in found}


def site() -> str:
    """The name people know this site by."""
    return str(getattr(settings, "SITE_NAME", "一网政务服务"))


def text_of(key: str, matter: str = "") -> TextOf:
    """The text `key` for a matter (`pack/key`): the pack's own, else the house's. A published name (`pack/key`) is that
    pack's text. LookupError where there is none."""
    for name in (f"{matter.partition('/')[0]}/{key}", key):
        if name in texts:
            return texts[name]
    if key in defaults():
        return defaults()[key]
    return texts[key]


def load(declared: Declared) -> None:
    texts.add(declared.name, declared.body)


def check(declared: Declared, _everything: Everything) -> Iterator[Problem]:
    for says in objections(declared.body, site()):
        yield Problem("TEXT001", str(declared.path), says)
