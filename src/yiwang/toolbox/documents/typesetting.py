"""From a kind and its facts to a PDF/A. Facts travel as JSON through `sys.inputs` and are only shown, never run."""

from __future__ import annotations

import io
import json
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from PIL import ImageFont

from yiwang.kernel import clock, home
from yiwang.pillars.operations.base.api import Health
from yiwang.toolbox.documents.errors import BadTemplate, CannotPrint, NoFont
from yiwang.toolbox.documents.kinds import FORBIDDEN, Kind, filled, shown
from yiwang.toolbox.documents.rules import MARK, chinese, clean

TEMPLATES = Path(__file__).parent / "templates"
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")
FAMILIES = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun")  # as in base.typ
_mine = threading.local()


@dataclass(frozen=True)
class Page:
    """What is printed besides the kind's own facts. `valid_until` None: 长期."""

    number: str
    agency: str
    issued_at: datetime
    valid_from: str
    valid_until: str
    code: str
    address: str
    synthetic: bool


def folders() -> list[str]:
    """`YIWANG_FONTS` (apart by the system's path separator) first, the installation's own, then the system's."""
    named = os.environ.get("YIWANG_FONTS", "").split(os.pathsep)
    return [place for place in (*named, str(home.home() / "fonts"), *FOLDERS) if place and Path(place).is_dir()]


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Opened once: scanning costs a tenth of a second. `NoFont` where nothing can print Chinese."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders())
    if not set(FAMILIES) & set(found.families()):
        raise NoFont()
    return found


def own_compiler() -> typst.Compiler:
    """One a thread; they share the fonts. Its root holds the layouts and nothing else: templates read no other file."""
    if not hasattr(_mine, "compiler"):
        _mine.compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts())
    compiler: typst.Compiler = _mine.compiler
    return compiler


@lru_cache(maxsize=1)
def _faces() -> list[tuple[ImageFont.FreeTypeFont, bytes]]:
    """Every CJK face that may serve, with the picture of its missing glyph."""
    faces = []
    for info in fonts().fonts():
        if info.path and info.weight == 400 and ("CJK SC" in info.family or info.family in FAMILIES):
            face = ImageFont.truetype(info.path, 16, index=info.index)
            faces.append((face, bytes(face.getmask("\U0010fffe"))))
    return faces


@lru_cache(maxsize=4096)
def _has_shape(character: str) -> bool:
    return any(bytes(face.getmask(character)) != blank for face, blank in _faces())


def unprintable(value: Any) -> str:
    """Characters in any text of `value` for which no font has a shape."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    rare = {one for one in text if ord(one) > 126 and not one.encode("gb2312", "ignore")}
    return "".join(sorted(one for one in rare if not _has_shape(one)))


def qr(address: str) -> str:
    """SVG, medium correction, no quiet zone (the page has it)."""
    out = io.BytesIO()
    segno.make(address, error="m", boost_error=False, micro=False).save(
        out, kind="svg", border=0, dark="#1b2530", light=None, xmldecl=False, nl=False
    )
    return out.getvalue().decode()


def given_of(kind: Kind, data: dict[str, Any], page: Page) -> dict[str, Any]:
    """What a template finds in `given`. `data` has been cleaned."""
    body = kind.body
    valid = f"{page.valid_from} 至 {page.valid_until}" if page.valid_until else "长期"
    return {
        "data": data,
        "title": body.title,
        "number": page.number,
        "agency": page.agency,
        "issued_on": chinese(page.issued_at.astimezone(clock.CHINA).date()),
        "valid": valid,
        "addressee": filled(body.addressee, data) or None,
        "paragraphs": [filled(text, data) for text in body.paragraphs],
        "fields": [[one.label, shown(data[one.key]), one.wide] for one in body.fields if data.get(one.key)],
        "code": page.code,
        "keyword": MARK + page.code,
        "site": page.address.split("://")[-1].split(f"/{page.code}")[0],
        "qr": qr(page.address),
        "synthetic": page.synthetic,
    }


def typeset(kind: Kind, data: dict[str, Any], page: Page) -> bytes:
    """A PDF/A-2b. Same facts, same moment, same fonts: same bytes. `BadTemplate`, `CannotPrint`, `NoFont`."""
    source = kind.source if kind.source is not None else (TEMPLATES / f"{kind.body.layout}.typ").read_text("utf-8")
    if FORBIDDEN.search(source):
        raise BadTemplate(kind=kind.body.title, problem="模板里不能用 eval、read、plugin，也不能引用网上的包")
    given = clean(given_of(kind, data, page))
    if lacking := unprintable({**given, "qr": ""}):
        raise CannotPrint(characters=lacking)
    inputs = {"given": json.dumps(given, ensure_ascii=False)}
    moment = int(page.issued_at.timestamp())
    try:
        made = own_compiler().compile(
            input=source.encode(), sys_inputs=inputs, format="pdf", pdf_standards="a-2b", timestamp=moment
        )
    except typst.TypstError as error:
        raise BadTemplate(kind=kind.body.title, problem=error.message) from error
    if not isinstance(made, bytes):
        raise BadTemplate(kind=kind.body.title, problem="没有排出一个文件")
    return made


def proof(kind: Kind) -> bytes:
    """The kind with stand-in facts, to see that it sets a page."""
    data = {one.key: f"（{one.label}）" for one in kind.body.fields}
    page = Page(
        "样例〔2026〕1号", "样例机关", clock.now(), "2026年1月1日", "", "2" * 16, "https://example/verify/x/", True
    )
    return typeset(kind, data, page)


def check() -> Health:
    """Bad while nothing here can print Chinese."""
    try:
        serving = sorted(set(FAMILIES) & set(fonts().families()))
    except NoFont as none:
        return Health.bad(str(none))
    return Health.good(f"文书用 {serving[0]} 排版")
