"""The heart of food licensing: who needs one, what is brought, what is found on the spot, what is printed.

Answers are those of `forms/apply.yaml`, a record is one of `forms/inspection.yaml`, facts are what casework tells a
pack of a case (`toolbox/casework/papers.py`) and the serial number of the paper.

Read in the source: 食品安全法（2021）、食品安全法实施条例（2019）、行政许可法（2019）、行政复议法（2023）、行政诉讼法（2017）.
Remembered: 食品经营许可和备案管理办法（2023）、食品经营许可审查通则. What is remembered refuses nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.checkdigits import mod_11_10
from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid

SALE, CATERING, CANTEEN = "食品销售经营者", "餐饮服务经营者", "集中用餐单位食堂"
FORM_DIGITS = {SALE: "1", CATERING: "2", CANTEEN: "3"}
BULK, PACKAGED, PRODUCE = "散装食品销售", "预包装食品销售", "食用农产品销售"
HOT, COLD, RAW, HALF, DRINKS = "热食类食品制售", "冷食类食品制售", "生食类食品制售", "半成品制售", "自制饮品制售"
ITEMS = {
    SALE: (BULK, PACKAGED, PRODUCE),
    CATERING: (HOT, COLD, RAW, DRINKS, HALF, BULK, PACKAGED),
    CANTEEN: (HOT, COLD, RAW, DRINKS),
}
ANSWERED = {SALE: "items_sale", CATERING: "items_catering", CANTEEN: "items_canteen"}
MARKED = {SALE: "marks_sale", CATERING: "marks_catering"}
MACHINES, KITCHEN, DELIVERY = "利用自动设备", "中央厨房", "集体用餐配送"
YOUNG = ("学校食堂", "托幼机构食堂")


class _Number(NamedTuple):
    value: int
    how: str


# The law's numbers as pure code needs them. A test holds each against `parameters/` and the standards' own.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "valid_years": Dated("有效期", {date(2019, 12, 1): _Number(5, "read")}),
    "general_most": Dated("一般项最多几项", {date(2023, 12, 1): _Number(3, "remembered")}),
    "review_days": Dated("复议期限", {date(2024, 1, 1): _Number(60, "read")}),
    "lawsuit_months": Dated("诉讼期限", {date(2015, 5, 1): _Number(6, "read")}),
    "licence_decision": Dated("决定期限", {date(2019, 4, 23): _Number(20, "read")}),
    "licence_delivery": Dated("送达期限", {date(2019, 4, 23): _Number(10, "read")}),
    "barred_years": Dated("禁止申请", {date(2015, 10, 1): _Number(5, "read")}),
}

# What is looked at on the spot: (words, is it a key item). Every key item stands in 食品安全法 art. 33(1) items 1-4, on
# which art. 35(2) lets us refuse; that the others may be put right first is 审查通则 as remembered, to nobody's harm.
CHECKS: Mapping[str, tuple[str, bool]] = {
    "clean": ("场所整洁，与有毒有害场所和其他污染源保持规定的距离", True),
    "room": ("加工、贮存场所与食品的品种、数量相适应", True),
    "layout": ("设备布局和流程合理，生熟分开，不会交叉污染", True),
    "wash": ("有相应的清洗、消毒、保洁设施", True),
    "separate": ("冷食、生食、裱花有专间或者专用操作区", True),
    "manager": ("有食品安全管理人员和保证食品安全的规章制度", True),
    "place": ("经营场所的地址、面积与申请的一致", False),
    "cold": ("冷藏冷冻设备够用，能看到温度", False),
    "pests": ("有防尘、防蝇、防鼠、防虫设施", False),
    "air": ("采光、照明、通风、排烟良好", False),
    "hands": ("有更衣、洗手设施", False),
    "waste": ("有处理废水、存放垃圾和废弃物的设施", False),
}


class WrongSerial(Invalid):
    """许可证的顺序号要在 1 到 999999 之间，区划代码要 6 位数字，主体业态要是 {forms} 之一。"""

    code = "food_operation.serial"


class YearFull(Invalid):
    """{year} 年这个县的许可证顺序号已经用到 9999。请联系省市场监督管理局扩充号段。"""

    code = "food_operation.year_full"


def needed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Is this licence what the applicant needs, and may he apply: {ok, says, instead}.

    食品安全法 art. 35(1): selling only prepackaged food is filed, farm produce needs neither; art. 135(1): five years
    after a revocation; art. 45(2): health certificates are a condition of working, not of applying: `says` reminds.
    """
    items = set(_items(answers))
    years = [span.value.value for span in NUMBERS["barred_years"].spans()][-1]
    if items == {PRODUCE}:
        says = "只卖蔬菜、水果、活鱼这类食用农产品，不需要办食品经营许可，也不需要备案"
        return {"ok": False, "says": says, "instead": "不用办理，登记好营业执照就可以经营"}
    if items and items <= {PACKAGED, PRODUCE}:
        says = "只卖预包装食品，不需要办食品经营许可，备案就可以"
        return {"ok": False, "says": says, "instead": "可以向同一个市场监管局办理“仅销售预包装食品备案”"}
    if answers.get("revoked") is True:
        says = f"被吊销许可证不满 {years} 年的，不能申请食品经营许可（食品安全法第一百三十五条第一款）"
        return {"ok": False, "says": says, "instead": f"满 {years} 年以后再申请；认为不属实，可以到窗口核对处罚决定"}
    without = _whole(answers.get("handlers")) - _whole(answers.get("healthy"))
    says = f"还有 {without} 人没有健康证明，取得以后才能接触直接入口的食品；现在可以先申请" if without > 0 else ""
    return {"ok": True, "says": says, "instead": ""}


def materials(answers: Mapping[str, Any]) -> list[str]:
    """Keys of the materials of `matters/licence.yaml` this application needs, in the guide's order."""
    marks = _marks(answers)
    wanted = {
        "application": True,
        "subject": True,
        "systems": True,
        "layout": True,
        "steps": answers.get("business_form") in (CATERING, CANTEEN),
        "machines": MACHINES in marks,
        "contract": answers.get("contracted") is True,
        "proxy": answers.get("agent") is True,
    }
    return [key for key, yes in wanted.items() if yes]


def items_allowed(form: str, items: Collection[str], marks: Collection[str] = ()) -> dict[str, Any]:
    """Do these 经营项目 go with the 主体业态: {ok, wrong, watch}. `wrong` do not belong to it.

    `watch` are rules nobody here has read in the source: the examiner looks at them, they refuse nobody.
    """
    known = ITEMS.get(form, ())
    wrong = [item for item in items if item not in known]
    watch = []
    if HALF in items and KITCHEN not in marks:
        watch.append("半成品制售只有中央厨房可以申请（待核实）")
    if set(marks) & set(YOUNG) and {COLD, RAW} & set(items):
        watch.append("中小学、幼儿园食堂不做冷荤和生食（待核实）")
    return {"ok": bool(items) and not wrong, "wrong": wrong, "watch": watch}


def inspection_result(record: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What the marks of an inspection come to on `day`: {result, key_failed, general_failed, missing, says}.

    A key item that fails is 不合格 (食品安全法 arts. 33(1)1-4, 35(2)). General items are put right: 限期整改; more of
    them than `general_most` would be 不合格 were that number read in the source, and until then asks for a second look.
    """
    missing = [words for key, (words, _) in CHECKS.items() if record.get(key) not in ("符合", "不符合", "不适用")]
    failed = [key for key in CHECKS if record.get(key) == "不符合"]
    key_failed = [CHECKS[key][0] for key in failed if CHECKS[key][1]]
    general = [CHECKS[key][0] for key in failed if not CHECKS[key][1]]
    most = NUMBERS["general_most"].on(day)
    if missing:
        result, says = "", f"还有 {len(missing)} 项没有核查"
    elif key_failed:
        result, says = "不合格", "关键项不符合：" + "；".join(key_failed)
    elif len(general) > most.value and most.how == "read":
        result, says = "不合格", f"一般项有 {len(general)} 项不符合，超过 {most.value} 项"
    elif general:
        many = f"；超过 {most.value} 项（待核实），请复核" if len(general) > most.value else ""
        result, says = "限期整改", "整改以后再核查：" + "；".join(general) + many
    else:
        result, says = "合格", "全部符合"
    return {"result": result, "key_failed": key_failed, "general_failed": general, "missing": missing, "says": says}


def licence_number(form: str, division6: str, serial: int) -> str:
    """JY, the digit of the 主体业态, six of the county, six of the serial, a check digit (MOD 11,10).

    The structure is printed on licences everywhere; that the check digit is MOD 11,10 was found on eleven of them.

    >>> licence_number(SALE, "330108", 11171)
    'JY13301080111719'
    """
    if form not in FORM_DIGITS or not (division6.isascii() and division6.isdigit() and len(division6) == 6):
        raise WrongSerial(forms="、".join(FORM_DIGITS))
    if not 1 <= serial <= 999_999:
        raise WrongSerial(forms="、".join(FORM_DIGITS))
    body = f"{FORM_DIGITS[form]}{division6}{serial:06d}"
    return f"JY{body}{mod_11_10(body)}"


def licence(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed on the licence. Valid until the day before the same day five years on (实施条例 art. 15(1)).

    Serials start anew each year, so the year goes first into the number's six digits.
    """
    answers, today = facts["answers"], _day(facts["today"])
    if not 1 <= facts["serial"] <= 9999:
        raise YearFull(year=today.year)
    serial = today.year % 100 * 10_000 + facts["serial"]
    until = valid_until(today)
    return {
        "number": licence_number(answers["business_form"], f"{facts['division'] // 10**6:06d}", serial),
        "valid_until": until,
        "until": _chinese(until),
        "supervisor": facts["agency"]["name"],
        "complaint": "12315",
        **_permitted(facts),
    }


def valid_until(issued: date) -> date:
    """The last day of a licence issued on `issued`."""
    year = issued.year + NUMBERS["valid_years"].on(issued).value
    try:
        return issued.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def letter_accepted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """受理通知书: 行政许可法 arts. 32(1)5, 42, 45."""
    due, promised = facts.get("due_on"), facts.get("promised_on")
    limit = NUMBERS["licence_decision"].on(_day(facts["today"])).value
    return {
        **_letter(facts, "受"),
        "accepted": _chinese(_day(facts.get("accepted_on") or facts["today"])),
        "limit": f"{limit}个工作日内" + (f"（最迟{_chinese(_day(due))}）" if due else ""),
        "promise": f"我局承诺最迟{_chinese(_day(promised))}作出决定。" if promised else "",
    }


def letter_supplement(facts: Mapping[str, Any]) -> dict[str, Any]:
    """补正告知书: everything at once (行政许可法 art. 32(1)4)."""
    items = [item.strip().rstrip("。；，") for item in facts.get("items") or ()]
    return {**_letter(facts, "补"), "items": items, "count": str(len(items)), "reason": _sentence(facts.get("reason"))}


def letter_declined(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不予受理决定书: 行政许可法 art. 32(1); its item 1 where no licence is needed."""
    needs = needed(facts["answers"])
    free = set(_items(facts["answers"])) <= {PACKAGED, PRODUCE} and not needs["ok"]
    return {
        **_letter(facts, "不受"),
        "reason": _sentence(facts.get("reason") or needs["says"]),
        "basis": "第三十二条第一款第一项" if free else "第三十二条第一款",
        "instead": _sentence(needs["instead"]),
        "rights": _rights(facts),
    }


def letter_granted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """准予许可决定书: 食品安全法 art. 35(2), 行政许可法 arts. 38(1), 44."""
    today = _day(facts["today"])
    seen = "申请材料审查和现场核查" if (facts.get("earlier") or {}).get("inspect") else "申请材料审查"
    years, days = (NUMBERS[key].on(today).value for key in ("valid_years", "licence_delivery"))
    printed = _letter(facts, "准") | _permitted(facts)
    return printed | {"seen": seen, "until": _chinese(valid_until(today)), "years": str(years), "days": str(days)}


def letter_refused(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不予许可决定书: the reasons, and where to turn against them (行政许可法 art. 38(2))."""
    record = (facts.get("earlier") or {}).get("inspect") or {}
    failed = inspection_result(record, _day(facts["today"]))["key_failed"] if record else []
    return {**_letter(facts, "不准"), "reason": _sentence(facts["reason"]), "failed": failed, "rights": _rights(facts)}


def letter_withdrawn(facts: Mapping[str, Any]) -> dict[str, Any]:
    """终止办理告知书: an application taken back before the decision; it may be made again."""
    return {
        **_letter(facts, "终"),
        "withdrawn": _chinese(_day(facts["today"])),
        "reason": f"撤回的理由：{_sentence(facts['reason'])}" if facts.get("reason") else "",
        "rights": _rights(facts),
    }


def _items(answers: Mapping[str, Any]) -> list[str]:
    return list(answers.get(ANSWERED.get(answers.get("business_form", ""), ""), None) or ())


def _marks(answers: Mapping[str, Any]) -> list[str]:
    """What stands in brackets after the 主体业态."""
    form = answers.get("business_form", "")
    if form == CANTEEN:
        return [answers["canteen_of"]] if answers.get("canteen_of") in YOUNG else []
    return list(answers.get(MARKED.get(form, ""), None) or ())


def _permitted(facts: Mapping[str, Any]) -> dict[str, Any]:
    answers = facts["answers"]
    marks = "、".join(_marks(answers))
    return {
        "operator": _applicant(facts),
        "uscc": answers.get("uscc", ""),
        "head": answers.get("head", ""),
        "registered_address": answers.get("registered_address", ""),
        "premises": answers.get("premises", ""),
        "business_form": answers["business_form"] + (f"（{marks}）" if marks else ""),
        "items": "；".join(_items_in_words(answers)),
    }


def _items_in_words(answers: Mapping[str, Any]) -> list[str]:
    """Items as licences name them; what is told apart stands in brackets, what needs no licence is left out."""
    items = [item for item in _items(answers) if item != PRODUCE]
    if BULK in items and PACKAGED in items:
        items = ["散装食品和预包装食品销售" if item == BULK else item for item in items if item != PACKAGED]
    cooked = "（含散装熟食）" if answers.get("cooked") is True else ""
    cold = "、".join(answers.get("cold_kinds") or ())
    brackets = {BULK: cooked, "散装食品和预包装食品销售": cooked, COLD: f"（含{cold}）" if cold else ""}
    return [item + brackets.get(item, "") for item in items]


def _letter(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    """What every letter says. Numbers run by agency, kind and year: 五华区市场监管局食许受〔2026〕12号."""
    today = _day(facts["today"])
    return {
        "number": f"{facts['agency']['short_name']}食许{word}〔{today.year}〕{facts['serial']}号",
        "applicant": _applicant(facts),
        "you": "你单位" if facts["party"]["kind"] == "firm" else "你",
        "case_number": facts["number"],
        "submitted": _chinese(_day(facts["submitted_on"])),
    }


def _applicant(facts: Mapping[str, Any]) -> str:
    return str(facts["answers"].get("operator") or facts["party"]["name"])


def _rights(facts: Mapping[str, Any]) -> str:
    """行政复议法 arts. 20(1), 24; 行政诉讼法 art. 46(1). A number nobody has read says so."""
    today = _day(facts["today"])
    days, months = (NUMBERS[key].on(today) for key in ("review_days", "lawsuit_months"))
    here = facts["place"] + "人民政府" if facts["division"] % 10**6 == 0 else "本级人民政府"
    return (
        f"自知道或者应当知道本决定之日起{days.value}日内{_unread(days)}向{here}申请行政复议；"
        f"也可以自知道或者应当知道本决定之日起{months.value}个月内{_unread(months)}直接向有管辖权的人民法院提起行政诉讼。"
    )


def _unread(number: _Number) -> str:
    return "" if number.how == "read" else "（待核实）"


def _sentence(text: Any) -> str:
    said = str(text or "").strip()
    return said if not said or said.endswith(("。", "！", "？")) else said + "。"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _whole(value: Any) -> int:
    text = str(value if value is not None else 0)
    return int(text) if text.isdecimal() else 0
