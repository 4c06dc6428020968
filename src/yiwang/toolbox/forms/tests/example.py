"""A form with every kind of question: an allowance for the old, with a household."""

from __future__ import annotations

from datetime import date

from yiwang.toolbox.forms.api import Form

TODAY = date(2025, 11, 24)
CITIZEN = "53010219450307001X"
FORM = Form.model_validate({
    "title": "高龄津贴申领",
    "sections": [
        {"key": "who", "title": "为谁申领", "together": False, "fields": [
            {"key": "whom", "title": "您为谁申领？", "type": "choice", "options": [
                {"value": "self", "title": "我自己", "hint": "我已年满 80 周岁"},
                {"value": "family", "title": "家里的老人"},
            ]},
            {"key": "kinship", "title": "您是老人的什么人？", "when": "whom = 'family'", "max_length": 10},
        ]},
        {"key": "person", "title": "老人的情况", "intro": "照身份证填写", "fields": [
            {"key": "name", "title": "姓名", "prefill": "party.name", "sensitivity": "L3"},
            {"key": "number", "title": "身份证号", "type": "citizen_id", "prefill": "party.identifier"},
            {"key": "birth", "title": "出生日期", "type": "date", "check": [
                {"condition": "age_on(birth, :day) >= 80",
                 "says": "年满 80 周岁才可以申领。还没有满的，可以先订阅提醒"}]},
            {"key": "mobile", "title": "手机号", "type": "mobile", "required": False, "hint": "办好后发短信"},
            {"key": "place", "title": "户籍地", "type": "division"},
            {"key": "street", "title": "住址", "type": "address"},
            {"key": "firm", "title": "代办单位的统一社会信用代码", "type": "uscc", "required": False},
        ]},
        {"key": "needs", "title": "生活情况", "fields": [
            {"key": "alone", "title": "老人是否一个人住？", "type": "yes_no"},
            {"key": "visits", "title": "希望每月上门几次？", "type": "number", "when": "alone", "min": 1,
             "max": 8, "unit": "次"},
            {"key": "income", "title": "月收入", "type": "money"},
            {"key": "helps", "title": "需要哪些帮助？", "type": "choices", "required": False, "options": [
                {"value": "meal", "title": "送餐"}, {"value": "bath", "title": "助浴"},
                {"value": "doctor", "title": "陪诊"}]},
            {"key": "story", "title": "还想说的", "type": "long_text", "required": False, "max_length": 50},
        ]},
        {"key": "family", "title": "家庭成员", "when": "whom = 'family'",
         "repeat": {"item": "家庭成员", "min": 1, "max": 3},
         "fields": [
            {"key": "member", "title": "姓名"},
            {"key": "earns", "title": "有没有收入？", "type": "yes_no"},
            {"key": "wage", "title": "月工资", "type": "money", "when": "earns", "check": [
                {"condition": "wage > 0", "says": "有收入的请写工资，没有就选“否”"}]},
        ]},
        {"key": "papers", "title": "材料", "when": "income < 1000 OR family > 1", "fields": [
            {"key": "proof", "title": "收入证明", "type": "file", "accept": ["jpg", "pdf"], "max_mb": 2},
        ]},
    ],
})  # fmt: skip
GOOD = {
    "whom": "family", "kinship": "女儿", "name": "李 桂珍", "number": "5301021945 0307 001x", "birth.year": "1945",
    "birth.month": "3", "birth.day": "7", "mobile": "138 0000 2471", "place": "530102", "street": "翠湖南路 1 号",
    "alone": "yes", "visits": "2 次", "income": "¥1,200.5", "helps": ["doctor", "meal"], "story": "一\r\n二",
    "family.0.member": "王强", "family.0.earns": "yes", "family.0.wage": "5000",
    "family.3.member": "王红", "family.3.earns": "no", "family.3.wage": "不相干", "proof": "u1",
}  # fmt: skip
UPLOADS = {"u1": {"name": "证明.PDF", "size": 1000}}
