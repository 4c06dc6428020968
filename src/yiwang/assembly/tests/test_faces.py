"""The rules every page keeps: one file with colours, nothing inline, no icon that is not in the sprite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import yiwang

ROOT = Path(yiwang.__file__).parent
STATIC = ROOT / "assembly/static"
PAGES = sorted(ROOT.rglob("templates/**/*.html"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|:\s*(?:white|black|red|green|blue|grey|gray)\b")
INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=|href=[\"']javascript:|\shx-on", re.I)


def icons_missing(text: str, sprite: str) -> set[str]:
    named = set(re.findall(r'parts/icon\.html" with name="([a-z0-9-]+)"', text))
    return named - set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_only_the_tokens_hold_colours_and_no_sheet_is_long(sheet: Path) -> None:
    text = sheet.read_text("utf8")
    assert sheet.name == "tokens.css" or not COLOUR.search(text)
    assert text.count("\n") < 400


def test_no_page_holds_styles_or_scripts_that_the_content_policy_would_block() -> None:
    assert [page.name for page in PAGES if INLINE.search(page.read_text("utf8"))] == []


def test_every_icon_a_page_names_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text("utf8")
    assert icons_missing("".join(page.read_text("utf8") for page in PAGES), sprite) == set()


@pytest.mark.parametrize("text", ["a{color:#fff}", "a{color: white}", "a{background:rgba(0,0,0,.1)}"])
def test_a_planted_colour_is_seen(text: str) -> None:
    assert COLOUR.search(text)


@pytest.mark.parametrize(
    "text", ['<p style="a">', "<script>a()</script>", '<a onclick="a">', '<a href="javascript:a">']
)
def test_a_planted_inline_is_seen(text: str) -> None:
    assert INLINE.search(text)


def test_a_planted_icon_is_missed() -> None:
    assert icons_missing('{% include "site/parts/icon.html" with name="dragon" %}', "") == {"dragon"}
