"""The heart of drivers' qualification: who needs one, who may have one on the day, and what the certificate says.

Answers are those of `forms/apply.yaml`, `earlier` holds the records of the steps: `check` the examiner's, `exam` the
message of the examining body. Read in the source: 道路运输条例（2023）arts. 9, 22; 从业人员管理规定 arts. 18–20 (2022) and
the amendment of 2026 (63 for 60). Remembered: one year of driving, six years of validity. These refuse nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated
from yiwang.kernel.errors import Invalid
from yiwang.kernel.ids import parse_citizen_id

PASSENGERS, GOODS = "道路旅客运输", "道路货物运输"


class _Number(NamedTuple):
    value: int
    how: str


# A test holds each against `parameters/`.
NUMBERS: Mapping[str, Dated[_Number]] = {
    "age_most": Dated("年龄", {date(2004, 7, 1): _Number(60, "read"), date(2026, 3, 20): _Number(63, "read")}),
    "accident_years": Dated("无事故", {date(2004, 7, 1): _Number(3, "read")}),
    "light_most": Dated("不用考试", {date(2023, 7, 20): _Number(4500, "read")}),
    "score_years": Dated("成绩有效", {date(2022, 11, 10): _Number(1, "read")}),
    "valid_years": Dated("证有效", {date(2007, 3, 1): _Number(6, "remembered")}),
    "renewal_days": Dated("换证", {date(2007, 3, 1): _Number(30, "remembered")}),
    "held_years": Dated("驾龄", {date(2007, 3, 1): _Number(1, "remembered")}),
}
# Which classes drive what for hire is 相应的驾驶证 in the law, spelled out elsewhere and not read: it only reminds.
CLASSES = {PASSENGERS: ("A1", "A3", "B1"), GOODS: ("A2", "B2", "C1", "C2", "A1")}


class ScoreExpired(Invalid):
    """考试成绩 {years} 年内有效，这份是 {exam} 考的，已经作废。请安排再考"""

    code = "transport_qualification.score"


class TooOld(Invalid):
    """驾驶员不超过 {age} 周岁，这位申请人已经 {now} 周岁，不能发证"""

    code = "transport_qualification.age"


class NotHis(Invalid):
    """从业资格证只发给考试的本人，填的身份证号不是申请人的。请本人用自己的账号申请"""

    code = "transport_qualification.not_his"


def eligible(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Does he need it, and may he have it on `day`: {ok, says, instead, watch}. `watch` is for the examiner."""
    if answers.get("kind") == GOODS and answers.get("light") is True:
        says = f"总质量 {NUMBERS['light_most'].on(day).value} 千克及以下的普通货车，不用从业资格证（道路运输条例第二十二条第三项）"
        return _no(says, "有驾驶证和行驶证就可以开，不用办理")
    age, most = parse_citizen_id(answers["identifier"]).age_on(day), NUMBERS["age_most"].on(day).value
    if age > most:
        return _no(f"驾驶员不超过 {most} 周岁，您现在 {age} 周岁", "认为年龄有误的，可以带身份证到窗口核对")
    years = NUMBERS["accident_years"].on(day).value
    if answers.get("kind") == PASSENGERS and answers.get("accident") is True:
        says = f"{years} 年内有重大以上交通责任事故的，不能开客车（道路运输条例第九条第三项）"
        return _no(says, f"事故满 {years} 年以后再申请；也可以报考货运")
    return {"ok": True, "says": "", "instead": "", "watch": watch(answers, day)}


def watch(answers: Mapping[str, Any], day: date) -> list[str]:
    """What the examiner looks at twice: rules nobody here has read, so that they refuse nobody."""
    found, kind = [], answers.get("kind", "")
    if answers.get("class") not in CLASSES.get(kind, ()):
        found.append(f"{answers.get('class')} 驾驶证可能和{kind}不相应（待核实）")
    years = NUMBERS["held_years"].on(day).value
    if kind == PASSENGERS and answers.get("since") and _years_on(_day(answers["since"]), years) > day:
        found.append(f"取得驾驶证可能还不满 {years} 年（待核实）")
    return found


def certificate(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is printed. A score past its year, or an age past the law's on the day, issues nothing."""
    answers, today = facts["answers"], _day(facts["today"])
    exam = (facts.get("earlier") or {}).get("exam") or {}
    person, seen = parse_citizen_id(answers["identifier"]), facts["party"]["identifier_masked"]
    if len(seen) != 18 or any(mark not in ("*", one) for one, mark in zip(person.number, seen, strict=True)):
        raise NotHis
    most, score = NUMBERS["age_most"].on(today).value, NUMBERS["score_years"].on(today).value
    if person.age_on(today) > most:
        raise TooOld(age=most, now=person.age_on(today))
    sat = _day(exam["exam_on"])
    if today >= _years_on(sat, score):
        raise ScoreExpired(years=score, exam=chinese(sat))
    until = valid_until(today)
    unread = "" if NUMBERS["valid_years"].on(today).how == "read" else "（期限待核实）"
    return {
        "number": f"{facts['division'] // 10**8:04d}00{today.year}{facts['serial']:06d}",
        "valid_until": until,
        "name": answers["name"],
        "sex": "男" if person.sex == "male" else "女",
        "born": chinese(person.born),
        "identity": f"{person.number[:6]}********{person.number[-4:]}",
        "kind": answers["kind"] + "驾驶员",
        "class": answers["class"],
        "exam": f"{exam['body']}，{chinese(sat)}，{exam['score']} 分，成绩单 {exam['certificate']}",
        "renew": f"有效期至{chinese(until)}，{chinese(renewal_opens(until))}以前申请换证{unread}",
    }


def valid_until(issued: date) -> date:
    """The last day of a certificate issued on `issued`."""
    return _years_on(issued, NUMBERS["valid_years"].on(issued).value) - timedelta(days=1)


def renewal_opens(until: date) -> date:
    """The day before which it is to be renewed."""
    return until - timedelta(days=NUMBERS["renewal_days"].on(until).value)


def _no(says: str, instead: str) -> dict[str, Any]:
    return {"ok": False, "says": says, "instead": instead, "watch": []}


def _years_on(day: date, years: int) -> date:
    """The same day `years` on; of 29 February, 1 March of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
