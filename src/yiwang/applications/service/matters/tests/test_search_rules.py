"""How answers are weighed and texts taken apart: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.matters.search import reading, rules, words
from yiwang.applications.service.matters.search.declared import candidate

TITLES = (
    "食品经营许可核发",
    "食品生产许可",
    "居民身份证换领",
    "出生登记",
    "出租汽车经营许可",
    "教师资格认定",
    "老年人优待证办理",
)
CANDIDATES = {title: candidate(title, [title], "") for title in TITLES}
letters = st.text(alphabet="abcdef", min_size=1, max_size=12)


def score(text: str, title: str) -> float:
    return rules.best(reading.readings(text), CANDIDATES[title])


def first(text: str) -> str:
    return max(TITLES, key=lambda title: score(text, title))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("出生登记", "出生登记"), ("登记", "出生登记"), ("身份证", "居民身份证换领"), ("教室资格", "教师资格认定"),
        ("教师姿格", "教师资格认定"), ("身分证", "居民身份证换领"), ("居民身证换领", "居民身份证换领"),
        ("食品生许产可", "食品生产许可"), ("shenfenzheng", "居民身份证换领"), ("sfz", "居民身份证换领"),
        ("jiaosi zige", "教师资格认定"), ("chushengdengj", "出生登记"), ("ＣＳＤＪ", "出生登记"), ("上户口", "出生登记"),
        ("开饭店要什么手续", "食品经营许可核发"), ("老年证", "老年人优待证办理"), ("駕駛證 教師資格", "教师资格认定"),
        ("跑出租", "出租汽车经营许可"), ("办 身份证", "居民身份证换领"),
    ],
)  # fmt: skip
def test_it_is_found(text, title):
    assert first(text) == title
    assert score(text, title) >= rules.ENOUGH


@pytest.mark.parametrize("text", ["挖掘机", "xyzzy", "量子", "12345678"])
def test_what_has_nothing_to_do_with_it_is_no_answer(text):
    assert max(score(text, title) for title in TITLES) < rules.ENOUGH


@given(st.sampled_from(TITLES), st.data())
def test_one_wrong_character_in_a_long_title_still_finds_it(title, data):
    place = data.draw(st.integers(0, len(title) - 1))
    wrong = data.draw(st.sampled_from("呢了哈屁翁"))
    if len(title) >= 5:
        assert score(title[:place] + wrong + title[place + 1 :], title) >= rules.ENOUGH


@given(letters, letters)
def test_the_distance_is_none_exactly_where_the_text_is_inside(text, inside):
    assert (rules.distance_inside(text, inside) == 0) == (text in inside)


@given(letters, letters, letters, st.sampled_from("xyz"))
def test_one_change_costs_one_at_most(before, text, after, strange):
    assert rules.distance_inside(text + strange, before + text + after) <= 1
    assert rules.distance_inside(strange + text, before + text + after) <= 1
    assert rules.distance_inside(text[1:], before + text + after) == 0


@given(letters, letters)
def test_it_is_the_textbook_distance_over_all_stretches(text, inside):
    parts = [inside[a:b] for a in range(len(inside) + 1) for b in range(a, len(inside) + 1)]
    assert rules.distance_inside(text, inside) == min(_textbook(text, part) for part in parts)


def _textbook(a: str, b: str) -> int:
    """Optimal string alignment, written plainly."""
    table = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = [table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost.append(table[i - 2][j - 2] + 1)
            table[i][j] = min(cost)
    return table[-1][-1]


@given(
    st.text(alphabet="食品经营许可证照", min_size=3, max_size=9),
    st.text(alphabet="食品经营许可证照", min_size=1, max_size=12),
)
def test_the_quick_look_never_throws_away_what_measuring_would_find(text, inside):
    most = rules.allowed(len(text))
    if rules.distance_inside(text, inside) <= most:
        assert most == 0 or rules._may(text, rules.Name(inside).pairs, most)


@given(st.text(max_size=60))
def test_no_query_breaks_it(text):
    assert 0 <= rules.best(reading.readings(text), CANDIDATES["出生登记"]) <= 100
    words.tokens([text], text)


@pytest.mark.parametrize(
    ("letters", "way"),
    [("chushengdengji", ("chu", "sheng", "deng", "ji")), ("huzhao", ("hu", "zhao")), ("lvshi", ("lv", "shi")),
     ("chushengd", ("chu", "sheng"))],
)  # fmt: skip
def test_letters_are_read_as_syllables(letters, way):
    assert rules.segments(letters, words.syllables())[0] == way


def test_letters_that_may_be_read_in_two_ways_are():
    assert {("xian",), ("xi", "an")} <= set(rules.segments("xian", words.syllables()))


def test_long_letters_do_not_take_forever():
    assert rules.segments("xianganxianganxianganxianganxianganxiangan"[:40], words.syllables())
    assert rules.segments("q" * 80, words.syllables()) == ()


def test_everyday_wording_leads_to_terms_of_titles():
    table = words.synonyms()

    assert "出生登记" in table["上户口"] and "食品经营许可" in table["开饭店"]
    assert len(table) > 700
    assert {"五险一金", "摩托车驾照", "老年证", "低保"} <= set(table)
    assert not [phrase for phrase, terms in table.items() if not phrase or "" in terms]


def test_without_the_wordings_plain_speech_finds_nothing(monkeypatch):
    monkeypatch.setattr(words, "synonyms", dict)
    assert score("上户口", "出生登记") < rules.ENOUGH


def test_without_forgiving_slips_a_slip_finds_little():
    typed = reading.readings("教室资格认定")
    strict = rules.best(typed, CANDIDATES["教师资格认定"], slips=False)
    assert strict < rules.best(typed, CANDIDATES["教师资格认定"])
