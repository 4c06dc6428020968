from __future__ import annotations

import json

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.kernel import checkdigits
from yiwang.kernel.errors import NotFound
from yiwang.toolbox.forms import parsing, values, walking
from yiwang.toolbox.forms.api import (
    Form,
    check_field,
    complete,
    digest,
    final,
    page,
    pages,
    parse,
    prefilled,
    relevant,
    serialize,
    summary,
)
from yiwang.toolbox.forms.checks import faults

from .example import CITIZEN, FORM, GOOD, TODAY, UPLOADS


def read(raw, **more):
    return parse(FORM, raw, TODAY, uploads=UPLOADS, **more)


def told(path, **raw):
    """The sentence at `path` when the good form is sent with `raw` in place."""
    sent = {**GOOD, **{name.replace("__", "."): value for name, value in raw.items()}}
    return read(sent).errors.get(path, "")


def test_the_example_number_is_right():
    assert checkdigits.mod_11_2(CITIZEN[:17]) == CITIZEN[17]


def test_a_form_filled_well_becomes_plain_json():
    parsed = read(GOOD)
    assert parsed.errors == {}
    assert parsed.answers == {
        "whom": "family", "kinship": "女儿", "name": "李 桂珍", "number": CITIZEN, "birth": "1945-03-07",
        "mobile": "13800002471", "place": "530102000000", "street": "翠湖南路 1 号", "alone": True, "visits": "2",
        "income": "1200.50", "helps": ["meal", "doctor"], "story": "一\n二", "proof": ["u1"],
        "family": [{"member": "王强", "earns": True, "wage": "5000.00"}, {"member": "王红", "earns": False}],
    }  # fmt: skip
    assert json.loads(json.dumps(parsed.answers)) == parsed.answers
    assert complete(FORM, parsed.answers, TODAY, UPLOADS) == []


@pytest.mark.parametrize(
    ("path", "raw", "says"),
    [
        ("whom", {"whom": ""}, "请选择您为谁申领"),
        ("whom", {"whom": "other"}, "请在列出的几项里选择您为谁申领"),
        ("name", {"name": " "}, "请填写姓名"),
        ("kinship", {"kinship": "很" * 11}, "最多写 10 个字，现在是 11 个"),
        ("name", {"name": "李\0"}, "里面有存不下的字符，请删去再填一遍"),
        ("number", {"number": "5301021945030700"}, "身份证号要 18 位，您填了 16 位"),
        ("birth", {"birth__month": "2", "birth__day": "30"}, "1945年2月没有30日，请再看一遍出生日期"),
        ("birth", {"birth__month": ""}, "请补上出生日期的月份"),
        ("birth", {"birth__year": "45"}, "出生日期的年份要写 4 位，如 1958"),
        ("birth", {"birth__month": "13"}, "一年只有 12 个月，出生日期的月份写的是 13"),
        ("birth", {"birth__day": "x"}, "出生日期的年、月、日都写数字"),
        ("birth", {"birth__year": "1985"}, "年满 80 周岁才可以申领。还没有满的，可以先订阅提醒"),
        ("mobile", {"mobile": "1380000247"}, "手机号要 11 位数字，您填了 10 位"),
        ("place", {"place": ""}, "请选择户籍地"),
        ("alone", {"alone": ""}, "请选择老人是否一个人住"),
        ("visits", {"visits": "两次"}, "希望每月上门几次要写成数字，如 12"),
        ("visits", {"visits": "9"}, "希望每月上门几次不能超过 8 次"),
        ("visits", {"visits": "1.5"}, "希望每月上门几次要写成整数"),
        ("income", {"income": "1.234"}, "月收入最多写到分，也就是两位小数"),
        ("income", {"income": "-1"}, "月收入不能小于 0"),
        ("family.0.wage", {"family__0__wage": "0"}, "有收入的请写工资，没有就选“否”"),
        ("family.1.member", {"family__3__member": ""}, "请填写姓名"),
        ("proof", {"proof": ""}, "请上传收入证明"),
        ("proof", {"proof": "u9"}, "收入证明没有传上来，请重新选一次"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_readers_words(path, raw, says):
    assert told(path, **raw) == says


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        ({"name": "a.exe", "size": 1}, "请上传 JPG、PDF 文件，“a.exe”不是"),
        ({"name": "a.jpeg", "size": 0}, "“a.jpeg”是空的，请重新选一次"),
        ({"name": "a.jpg", "size": (3 << 20) + 1}, "收入证明不能超过 2 MB，这个 4 MB。请压缩或重拍后再传"),
        ({"name": "a.jpeg", "size": 2 << 20}, ""),
    ],
)
def test_files_are_held_to_what_the_question_says(upload, says):
    assert parse(FORM, GOOD, TODAY, uploads={"u1": upload}).errors.get("proof", "") == says


@pytest.mark.parametrize("text", ["1945-3-7", "1945年3月7日", "１９４５/03/07"])
def test_dates_are_also_taken_in_one_piece(text):
    raw = {name: value for name, value in GOOD.items() if not name.startswith("birth")} | {"birth": text}
    assert read(raw).answers["birth"] == "1945-03-07"


def test_what_was_typed_is_kept_also_where_it_is_wrong_or_hidden():
    parsed = read({**GOOD, "whom": "self", "birth.day": "40"})
    assert parsed.kept["birth"] == {"year": "1945", "month": "3", "day": "40"}
    assert parsed.kept["kinship"] == ["女儿"]
    assert "kinship" not in parsed.answers


def test_hidden_questions_never_block():
    parsed = read({**GOOD, "whom": "self", "kinship": "很" * 99, "alone": "no", "visits": "x"})
    assert parsed.errors == {}
    assert {"kinship", "visits", "family"}.isdisjoint(parsed.answers)


def test_were_relevance_ignored_hidden_questions_would_block(monkeypatch):
    monkeypatch.setattr(walking.Walk, "asks", lambda *_: True)
    assert "visits" in read({**GOOD, "alone": "no", "visits": "x"}).errors


def test_an_answer_that_became_hidden_does_not_count_but_is_not_lost():
    answers = {**read(GOOD).answers, "alone": False}
    assert "visits" not in final(FORM, answers, TODAY)
    assert "visits" not in relevant(FORM, answers, TODAY)
    assert answers["visits"] == "2"


def test_a_querydict_is_read_as_the_browser_sent_it():
    sent = QueryDict(mutable=True)
    for name, value in GOOD.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    assert read(sent).answers == read(GOOD).answers


def test_pages_come_one_by_one_and_empty_ones_are_skipped():
    assert [one.title for one in pages(FORM, {}, TODAY)] == ["您为谁申领？", "老人的情况", "生活情况"]
    assert page(FORM, {}, 1, TODAY).sure is False
    asked = pages(FORM, {"whom": "family", "income": "999.00"}, TODAY)
    assert [one.key for one in asked] == ["who.whom", "who.kinship", "person", "needs", "family", "papers"]
    assert [one.key for one in pages(FORM, {"whom": "self", "income": "1000.00"}, TODAY)] == [
        "who.whom",
        "person",
        "needs",
    ]
    with pytest.raises(NotFound):
        page(FORM, {}, 4, TODAY)


def test_the_total_is_promised_only_when_nothing_can_change_it():
    assert page(FORM, {"whom": "self"}, 2, TODAY).sure is False  # papers depend on income
    assert page(FORM, {"whom": "self", "income": "5.00"}, 2, TODAY).sure is True


def test_a_page_is_read_on_top_of_what_was_answered_before():
    before = {"whom": "self", "name": "李桂珍", "income": "5.00", "story": "旧"}
    third = page(FORM, before, 3, TODAY)
    parsed = read({"alone": "no", "income": "x", "story": ""}, page=third, before=before)
    assert parsed.errors == {"income": "月收入要写成数字，如 1200.50"}
    assert parsed.answers == {"whom": "self", "name": "李桂珍", "alone": False}


def test_a_question_that_appears_by_what_was_just_typed_is_shown_before_it_is_missed():
    before = {"whom": "self"}
    third = page(FORM, before, 3, TODAY)
    parsed = read({"alone": "yes", "income": "2000"}, page=third, before=before)
    assert (parsed.errors, parsed.revealed) == ({}, ("visits",))
    again = read({"alone": "yes", "income": "2000"}, page=third, before=parsed.answers)
    assert again.errors == {"visits": "请填写希望每月上门几次"}
    assert complete(FORM, parsed.answers, TODAY)[0][1] == "name"


def test_items_are_added_and_taken_away():
    asked = page(FORM, {"whom": "family"}, 5, TODAY)
    assert [place.path for place in asked.places][:2] == ["family.0.member", "family.0.earns"]
    more = read({**GOOD, "add": "family"})
    assert more.rows_changed
    assert len(more.answers["family"]) == 3
    less = read({**GOOD, "remove": "family.0"})
    assert [row["member"] for row in less.answers["family"]] == ["王红"]
    assert len(read({**GOOD, **{f"family.{n}.member": "某" for n in range(9)}}).answers["family"]) == 3


def test_what_is_left_to_do_names_page_field_and_sentence():
    answers = read(GOOD).answers
    del answers["street"]
    assert complete(FORM, answers, TODAY, UPLOADS) == [(3, "street", "请填写住址")]


def test_leaving_a_field_gets_its_sentence_and_an_empty_one_none():
    assert check_field(FORM, "number", {"number": "123"}, TODAY) == "身份证号要 18 位，您填了 3 位"
    assert check_field(FORM, "number", {"number": ""}, TODAY) == ""
    assert check_field(FORM, "birth", {"birth.year": "1945"}, TODAY) == ""
    young = {"birth.year": "1985", "birth.month": "1", "birth.day": "1"}
    assert check_field(FORM, "birth", young, TODAY, before={"whom": "self"}).startswith("年满 80 周岁")
    assert check_field(FORM, "nothing", {}, TODAY) == ""
    earns = {"family.0.earns": "yes", "family.0.wage": "0"}
    assert check_field(FORM, "family.0.wage", earns, TODAY, before={"whom": "family"}).startswith("有收入的")


def test_the_summary_is_for_readers_and_masks_where_asked():
    answers = read({**GOOD, "firm": ""}).answers
    clear = {
        line.path: line.value
        for part in summary(FORM, answers, TODAY, mask=False, uploads=UPLOADS)
        for line in part.lines
    }
    assert clear["whom"] == "家里的老人"
    assert clear["birth"] == "1945年3月7日"
    assert clear["income"] == "1,200.50 元"
    assert clear["helps"] == "送餐、陪诊"
    assert clear["firm"] == "没有填"
    assert clear["proof"] == "证明.PDF"
    hidden = {line.path: line.value for part in summary(FORM, answers, TODAY, mask=True) for line in part.lines}
    assert hidden["number"] == "5301**********001X"
    assert hidden["mobile"] == "138****2471"
    assert hidden["name"] == "李**珍"
    assert hidden["street"].startswith("翠湖南路"[:4])
    assert "1 号" not in hidden["street"]
    titles = [part.title for part in summary(FORM, answers, TODAY, mask=True)]
    assert titles == ["为谁申领", "老人的情况", "生活情况", "家庭成员 1", "家庭成员 2", "材料"]


def test_what_is_known_is_offered_and_what_does_not_fit_is_not():
    facts = {"party.name": "李桂珍", "party.identifier": "123", "party.mobile": "13800002471"}
    assert prefilled(FORM, facts, TODAY) == {"name": "李桂珍"}


def test_the_digest_of_a_form_follows_its_words_only():
    same = Form.model_validate(FORM.model_dump(mode="json"))
    assert digest(same) == digest(FORM)
    assert digest(FORM.model_copy(update={"title": "别的"})) != digest(FORM)


def test_the_example_has_no_faults():
    assert list(faults(FORM)) == []


def broken(**section):
    first = {"key": "a", "title": "甲", "fields": [{"key": "one", "title": "一"}]}
    return Form.model_validate({"title": "试", "sections": [{**first, **section}]} | {"title": "试用"})


@pytest.mark.parametrize(
    ("section", "code", "says"),
    [
        ({"fields": [{"key": "x", "title": "一"}, {"key": "x", "title": "二"}]}, "FORM001", "“x”用了两次"),
        ({"when": "one = 'a'"}, "FORM002", "没有这一项"),
        ({"fields": [{"key": "x", "title": "一", "when": "x IS NULL"}]}, "FORM002", "没有这一项"),
        ({"fields": [{"key": "x", "title": "一", "check": [{"condition": "x > 1", "says": "请看一遍"}]}]},
         "FORM002", "不能相比"),
        ({"fields": [{"key": "x", "title": "一", "type": "choice"}]}, "FORM003", "没有写 options"),
        ({"repeat": {"item": "人", "min": 4, "max": 2}}, "FORM004", "min 大于 max"),
        ({"repeat": {"item": "人"}, "together": False}, "FORM004", "只能放在一页"),
        ({"fields": [{"key": "x", "title": "一", "prefill": "moon"}]}, "FORM005", "prefill 不认识"),
    ],
)  # fmt: skip
def test_packcheck_sees_what_a_model_cannot(section, code, says):
    assert any(found == code and says in sentence for found, sentence in faults(broken(**section)))


NAMES = sorted(
    {*GOOD, "family.1.member", "family.99.wage", "family.x.wage", "add", "remove", "birth", "number.year", "\0"}
)
TEXTS = st.text(max_size=12) | st.sampled_from([
    "yes", "no", "self", "family", "family.0", "meal", "1", "-0", "1e9", "９", "1945", "2", "30", "31", CITIZEN, "u1",
    "530102", "13800002471", ".", "+", "1.", "²", "٣", "　", "\ud800", "NaN", "9" * 40,
])  # fmt: skip
RAWS = st.dictionaries(
    st.sampled_from(NAMES), TEXTS | st.lists(TEXTS, max_size=4) | st.none() | st.integers() | st.just([None, 3])
)
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(RAWS, st.booleans())
def test_no_input_whatever_breaks_parsing(raw, filled):
    parsed = read({**GOOD, **raw} if filled else raw)
    json.dumps(parsed.answers, ensure_ascii=False).encode()
    for path, says in parsed.errors.items():
        assert path in relevant(FORM, parsed.answers, TODAY) or path.startswith("family")
        assert says
    for one in pages(FORM, parsed.answers, TODAY):
        read(raw, page=one, before=parsed.answers)
    summary(FORM, parsed.answers, TODAY, mask=True)
    complete(FORM, parsed.answers, TODAY)


@QUICK
@given(RAWS)
def test_reading_what_was_written_changes_nothing(raw):
    once = read({**GOOD, **raw}).answers
    again = read(serialize(FORM, once))
    assert again.answers == once


@QUICK
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS,
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(NAMES), x),
    )
)
def test_stored_answers_of_any_shape_are_survived(answers):
    if not isinstance(answers, dict):
        answers = {"whom": answers, "family": answers, "income": answers, "birth": answers}
    pages(FORM, answers, TODAY)
    summary(FORM, answers, TODAY, mask=True)
    complete(FORM, answers, TODAY)
    parse(FORM, serialize(FORM, answers), TODAY)


def test_without_the_whitelist_of_options_anything_could_be_chosen(monkeypatch):
    monkeypatch.setitem(values.READERS, "choice", values._text)
    assert read({**GOOD, "whom": "other"}).answers["whom"] == "other"
    assert parsing.take is not None
