"""English: every word of ours is translated, the compiled catalogue is the written one, and content stays Chinese."""

from __future__ import annotations

import gettext
import re
from ast import literal_eval
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import yiwang

ROOT = Path(yiwang.__file__).parent
CATALOGUE = ROOT / "assembly/locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"%\(\w+\)[sd]|%%?[sd]")
IN_TEMPLATES = re.compile(r"""(?:n?gettext|_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
IN_PYTHON = re.compile(r"""(?:\b_|gettext|gettext_noop|gettext_lazy)\((f?"(?:[^"\\]|\\.)*")\)""")
VOID = ("area", "br", "hr", "img", "input", "link", "meta", "use")


def entries(text: str) -> list[tuple[str, str, bool]]:
    """(msgid, msgstr, fuzzy) of a catalogue in the shape makemessages writes it with --no-wrap."""
    found = []
    for block in text.split("\n\n")[1:]:
        words = {key: literal_eval(said) for key, said in re.findall(r'^(msgid|msgstr(?:\[0\])?) (".*")$', block, re.M)}
        told = words.get("msgstr", words.get("msgstr[0]", ""))
        found.append((words.get("msgid", ""), told, bool(re.search(r"^#,.*fuzzy", block, re.M)) or "#~" in block))
    return found


def unfinished(text: str) -> list[str]:
    """What nobody has said in English yet, or what has lost or gained a placeholder on the way."""
    return [
        msgid for msgid, told, fuzzy in entries(text)
        if not told or fuzzy or sorted(PLACE.findall(msgid)) != sorted(PLACE.findall(told))
    ]  # fmt: skip


def words_in_use() -> set[str]:
    found: set[str] = set()
    for page in ROOT.rglob("templates/**/*.html"):
        found |= {literal_eval(said) for said in IN_TEMPLATES.findall(templatize(page.read_text("utf8")))}
    for source in ROOT.rglob("*.py"):
        if "tests" not in source.parts:
            found |= {literal_eval(said) for said in IN_PYTHON.findall(source.read_text("utf8"))}
    return {one for one in found if CHINESE.search(one)}


class Ours(HTMLParser):
    """What a page says outside of anything marked as Chinese content, attributes that are read aloud included."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        theirs = dict(attrs).get("lang", "") == "zh-CN"
        if not any(self.open) and not theirs:
            self.said += [value for _, value in attrs if value and not value.startswith("/")]
        if tag not in VOID:
            self.open.append(theirs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.said.append(data)


def chinese_of_ours(page: str) -> list[str]:
    reader = Ours()
    reader.feed(page)
    return [one.strip() for one in reader.said if CHINESE.search(one)]


def test_every_word_is_translated_and_none_is_a_guess() -> None:
    assert unfinished(CATALOGUE.read_text("utf8")) == []


@pytest.mark.parametrize(
    "block", ['msgid "甲"\nmsgstr ""', '#, fuzzy\nmsgid "甲"\nmsgstr "A"', 'msgid "剩 %(n)s 天"\nmsgstr "days left"']
)
def test_a_word_left_out_is_found(block: str) -> None:
    assert len(unfinished(f"head\n\n{block}")) == 1


def test_every_word_in_use_is_in_the_catalogue() -> None:
    """Fails after a new sentence: run makemessages and compilemessages as docs/operations.md says."""
    assert words_in_use() - {msgid for msgid, _, _ in entries(CATALOGUE.read_text("utf8"))} == set()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert [msgid for msgid, told, _ in entries(CATALOGUE.read_text("utf8")) if compiled.ngettext(msgid, msgid, 1) != told
            and compiled.gettext(msgid) != told] == []  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/matters/", "/login/", "/verify/", "/nowhere/"])
def test_a_page_in_english_says_nothing_of_its_own_in_chinese(client, path) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(path).content.decode()
    assert '<html lang="en"' in page
    assert chinese_of_ours(page) == []


def test_chinese_that_is_not_marked_is_found() -> None:
    assert chinese_of_ours('<p>Home</p><b lang="zh-CN">食品</b><i title="首页">办事</i>') == ["首页", "办事"]


@pytest.mark.django_db
def test_anybody_chooses_the_language_and_goes_on_where_he_was(client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/matters/"})
    assert (answer.status_code, answer["Location"]) == (302, "/matters/")
    assert "All services" in client.get("/matters/").content.decode()
    assert client.get("/language/").status_code == 405
