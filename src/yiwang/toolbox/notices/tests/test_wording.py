"""What texts may say, and what nobody can make them say."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.section import Declared
from yiwang.toolbox.notices import texts, wording
from yiwang.toolbox.notices.sections import SECTIONS
from yiwang.toolbox.notices.wording import PLACES, SMS_LENGTH, TextOf, day_words, filled, for_phone, objections

SITE = texts.site()
WHOLE = {
    "title": "食品经营许可（餐饮服务）", "number": "530102-2611-000042", "agency": "五华区市场监督管理局", "due": "12月21日",
    "reason": "缺少食品安全管理制度", "papers": "补正通知书", "site": SITE,
}  # fmt: skip
TO_PHONES = [one for one in texts.defaults().values() if one.sms]


@pytest.mark.parametrize("text", texts.defaults().values(), ids=lambda text: text.key)
def test_the_house_keeps_to_its_own_rules(text):
    assert list(objections(text, SITE)) == []
    assert (texts.FOLDER / f"{text.key}.yaml").is_file()
    for part in (text.title, text.body):
        said = filled(part, WHOLE)
        assert said
        assert not set("{}！") & set(said)
        assert all(len(sentence) <= 60 for line in said.splitlines() for sentence in line.split("。"))


def good(**changes) -> TextOf:
    facts = {
        "key": "granted",
        "title": "已批准",
        "body": "“{title}”已批准。",
        "channels": ["site", "sms"],
        "sms": "{title}好了。",
    }
    return TextOf.model_validate({**facts, **changes})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"body": "您的身份证号 {identifier}"}, "不认识“{identifier}”"),
        ({"body": "{title.__class__}"}, "花括号"),
        ({"body": "{title!r:>10}"}, "花括号"),
        ({"body": "延长到 {due}。"}, "正文第一句"),
        ({"sms": "{reason}"}, "旁人也看得到"),
        ({"sms": "{agency}批准了"}, "旁人也看得到"),
        ({"sms": "点 https://example.cn 查看"}, "不放网址"),
        ({"sms": "登录 example.gov.cn 查看"}, "不放网址"),
        ({"sms": "“{title}”即“{title}”"}, "只写一次"),
        ({"sms": "长" * 65}, "不能超过 70 个字"),
        ({"channels": ["sms"]}, "总要有 site"),
        ({"channels": ["site"]}, "没写 sms"),
        ({"sms": ""}, "就要写 sms"),
    ],
)
def test_packcheck_names_what_is_wrong_with_a_text(changes, says, tmp_path):
    found = list(SECTIONS[0].check(Declared("demo", "granted", good(**changes), tmp_path / "granted.yaml"), {}))

    assert found
    assert {one.id for one in found} == {"TEXT001"}
    assert any(says in one.says for one in found)


def test_a_packs_text_speaks_for_its_matters_alone(tmp_path):
    own = good(body="“{title}”许可证办好了。")
    with texts.texts.only():
        SECTIONS[0].load(Declared("food_operation", "granted", own, tmp_path / "granted.yaml"))

        assert texts.text_of("granted", "food_operation/licence") is own
        assert texts.text_of("food_operation/granted") is own
        assert texts.text_of("granted", "tea_shop/licence") is texts.defaults()["granted"]
        assert texts.text_of("refused", "food_operation/licence") is texts.defaults()["refused"]
        with pytest.raises(LookupError, match="no text 'nothing'"):
            texts.text_of("nothing", "food_operation/licence")


def test_a_packs_file_is_read_as_it_is_written():
    text = TextOf.model_validate(yaml.safe_load("key: granted\ntitle: 好了\nbody: “{title}”好了。\n"))

    assert text.channels == ("site",)


HOSTILE = st.text(st.sampled_from("{}[]!:.%s_0 titlenumberagencyreason“\\x\n甲乙")) | st.sampled_from(
    [f"{{{name}}}" for name in PLACES] + ["{0}", "{site.__class__}", "%(title)s", "{{title}}", "{reason!r}"]
)


@given(st.fixed_dictionaries({name: HOSTILE.filter(bool) for name in PLACES}))
def test_facts_are_printed_and_never_read_as_places(facts):
    text = "甲{title}乙{reason}丙{number}丁"

    assert filled(text, facts) == f"甲{facts['title']}乙{facts['reason']}丙{facts['number']}丁"


def test_the_guard_is_filling_once(monkeypatch):
    """Planted fault: filled a second time, a fact that looks like a place brings out another fact."""
    facts = {"title": "{reason}", "reason": "旁人不该看到的话"}
    once = filled("“{title}”", facts)

    assert once == "“{reason}”"
    assert filled(once, facts) == "“旁人不该看到的话”"


def test_a_sentence_with_a_gap_is_not_said():
    assert filled("“{title}”已受理。\n期限到 {due}为止。\n", {"title": "甲", "due": ""}) == "“甲”已受理。"


def test_control_characters_do_not_reach_the_reader():
    assert filled("{reason}", {"reason": "甲\u202e\x00\u2066乙\n丙"}) == "甲乙\n丙"


FACT = st.text(min_size=1, max_size=200)


@pytest.mark.parametrize("text", TO_PHONES, ids=lambda text: text.key)
@given(facts=st.fixed_dictionaries(dict.fromkeys(("title", "number", "agency", "due", "reason", "papers"), FACT)))
def test_no_text_to_a_phone_is_longer_than_one(text, facts):
    sent = for_phone(text.sms, facts, SITE)

    assert len(sent) <= SMS_LENGTH
    assert sent.startswith(f"【{SITE}】")
    assert "\n" not in sent


@pytest.mark.parametrize("text", TO_PHONES, ids=lambda text: text.key)
@given(hidden=st.text(st.sampled_from("张三丰13888530102"), min_size=8, max_size=40))
def test_a_phone_shows_the_matter_the_number_and_the_day_alone(text, hidden):
    """Whatever is in the other facts: the text is the same as without them."""
    shown = {key: WHOLE[key] for key in ("title", "number", "due")}
    private = dict.fromkeys(("agency", "reason", "papers", "party", "mobile", "identifier"), hidden)

    assert for_phone(text.sms, {**shown, **private}, SITE) == for_phone(text.sms, shown, SITE)


def test_the_guard_is_the_list_of_places(monkeypatch):
    """Planted fault: with every place allowed on a phone, the reason would be read there."""
    facts = {"reason": "患有某种疾病"}
    assert "疾病" not in for_phone("理由：{reason}", facts, SITE)
    monkeypatch.setattr(wording, "SMS_PLACES", frozenset(PLACES))
    assert "疾病" in for_phone("理由：{reason}", facts, SITE)


def test_what_cannot_be_said_on_a_phone_says_where_to_look():
    assert (
        for_phone("“{title}”（{number}）已批准。", {"title": "甲"}, "一网")
        == "【一网】您有一条办件消息，请登录一网查看。"
    )


def test_a_long_title_is_cut_and_number_and_day_stay():
    sent = for_phone(texts.defaults()["extended"].sms, {**WHOLE, "title": "长" * 150}, SITE)

    assert "长…" in sent
    assert WHOLE["number"] in sent
    assert WHOLE["due"] in sent


@pytest.mark.parametrize(
    ("day", "provisional", "words"),
    [
        (date(2026, 3, 8), False, "3月8日"),
        (date(2027, 1, 4), False, "2027年1月4日"),
        (date(2027, 1, 4), True, "2027年1月4日（暂定）"),
    ],
)
def test_days_are_said_as_people_say_them(day, provisional, words):
    assert day_words(day, date(2026, 1, 1), provisional=provisional) == words
