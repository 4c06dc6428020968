"""The heart of a petition: which of the six routes it takes, what is the same matter, what may be asked until when, and who
must not be told.

Matters are compared here, never people: nothing counts, lists or scores who petitions. Read in the source: 信访工作条例
(2022-02-25) arts. 19, 22, 23, 30–36. Its days are natural days, but for the five working days of an objection.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from yiwang.kernel.dated import Dated


class _Number(NamedTuple):
    value: int
    how: str


LAW = date(2022, 5, 1)
NUMBERS: Mapping[str, Dated[_Number]] = {
    "sort": Dated("登记转送", {LAW: _Number(15, "read")}),
    "tell": Dated("告知", {LAW: _Number(15, "read")}),
    "object": Dated("提出异议", {LAW: _Number(5, "read")}),
    "handle": Dated("办结", {LAW: _Number(60, "read")}),
    "extension": Dated("延长", {LAW: _Number(30, "read")}),
    "ask_review": Dated("请求复查", {LAW: _Number(30, "read")}),
    "review": Dated("复查", {LAW: _Number(30, "read")}),
    "ask_recheck": Dated("请求复核", {LAW: _Number(30, "read")}),
    "recheck": Dated("复核", {LAW: _Number(30, "read")}),
}
OWN = "信访程序"
ROUTES: Mapping[str, str] = {
    "诉讼": "该由法院、检察院、公安的法律程序处理（第三十一条第一项）",
    "仲裁": "该通过仲裁解决（第三十一条第二项）",
    "党员申诉": "可以通过党员申诉、申请复审解决（第三十一条第三项）",
    "行政程序": "可以通过行政复议、裁决、确认、许可、处罚等行政程序解决（第三十一条第四项）",
    "履职申请": "是请求查处违法、保护权益，由单位依法履行或者答复（第三十一条第五项）",
    OWN: "听取陈述，调查核实，出具信访处理意见书（第三十一条第六项）",
}
ACCUSING, ADVISING = "检举控告", "建议意见"
NOT_THEM = ("平台以外", "不是这些部门", "")
FINAL = "serve_recheck"


def route(answers: Mapping[str, Any]) -> dict[str, str]:
    """Which of the six ways of art. 31 a matter takes, and why: {route, says}. Whatever names no other way is a petition."""
    asked = str(answers.get("way") or "") if answers.get("kind") not in (ACCUSING, ADVISING) else ""
    chosen = asked if asked in ROUTES else OWN
    return {"route": chosen, "says": ROUTES[chosen]}


def told(answers: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What the petitioner reads before he hands in. Nobody is turned away here: {ok, says, instead}."""
    found = route(answers)
    sort, handle = NUMBERS["sort"].on(day).value, NUMBERS["handle"].on(day).value
    if answers.get("kind") == ACCUSING:
        says = f"信访局 {sort} 日内转给有权处理的机关。您写的不会转给被检举、控告的单位（信访工作条例第三十条）"
    elif found["route"] == OWN:
        says = f"信访局 {sort} 日内转给有权处理的单位，单位受理以后 {handle} 日内出具处理意见书"
    else:
        says = f"从您选的看，这件事{found['says']}。您照样可以提交，收到的单位会书面告诉您向谁提、怎么提"
    return {"ok": True, "says": says, "instead": ""}


def same_matter(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same place and the same one complained of, however they are written. Who complains is not looked at."""
    return _thing(one) == _thing(other) and all(_thing(one))


def _thing(answers: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(answers.get("county") or ""), _plain(answers.get("place")), _plain(answers.get("about"))


def _plain(text: Any) -> str:
    """
    >>> _plain("翠湖东路 1号，"), _plain("翠湖东路1 号")
    ('翠湖东路1号', '翠湖东路1号')
    """
    return "".join(one for one in str(text or "") if one.isalnum()).lower()


def under_way(answers: Mapping[str, Any], kin: Any) -> list[str]:
    """Numbers of cases on the same matter that are not over."""
    return [str(one["number"]) for one in kin if one["status"] != "closed" and same_matter(answers, one["answers"])]


def final_before(answers: Mapping[str, Any], kin: Any) -> str:
    """The number of the case in which this matter was answered for the last time (art. 36): after the re-review."""
    found = [str(one["number"]) for one in kin if FINAL in one["earlier"] and same_matter(answers, one["answers"])]
    return found[0] if found else ""


def last_day(received_on: date, key: str) -> date:
    """The last day of a limit in natural days that begins with what happened on `received_on`."""
    return received_on + timedelta(days=NUMBERS[key].on(received_on).value)


def sorted_out(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """For who registers: by when, which way, which cases are about the same matter."""
    answers, found = facts["answers"], route(facts["answers"])
    lines = [
        ("最晚转送", f"{last_day(_day(facts['received_on']), 'sort')}（第二十二条）"),
        ("信访人选的类别", str(answers.get("kind") or "")),
        ("途径", f"{found['route']}：{found['says']}"),
    ]
    if same := under_way(answers, facts["kin"]):
        lines.append(("像是同一件事", f"{'、'.join(same)} 正在办，地点和被反映的单位一样。核对内容，是同一件就并案"))
    if final := final_before(answers, facts["kin"]):
        lines.append(("已有复核意见", f"{final} 里作出过复核意见。没有新的事实和理由的不再受理（第三十六条第三款）"))
    if answers.get("kind") == ACCUSING:
        lines.append(("保密", f"不能转给被检举、控告的单位：{answers.get('accused') or '未写明'}（第三十条）"))
    return _lines(lines)


def may_transfer(facts: Mapping[str, Any]) -> dict[str, Any]:
    """转送: an accusation never goes to the accused (art. 30)."""
    record, answers = facts["given"], facts["answers"]
    accusing = ACCUSING in (record.get("classed"), answers.get("kind"))
    accused = answers.get("accused") or ""
    ok = not (accusing and accused not in NOT_THEM and record.get("organ") == accused)
    return {
        "ok": ok,
        "says": f"检举、控告的材料不能转给被检举的{accused}部门（信访工作条例第三十条）。请转给有权处理的别的机关",
    }


def may_send_outside(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Sent out of the platform: to somebody who is named."""
    return {"ok": bool(str(facts["given"].get("outside") or "").strip()), "says": "请写明转到平台以外的哪个机关"}


def may_close_final(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不再受理: only where this very matter was answered after a re-review, and the case is named."""
    found = final_before(facts["answers"], facts["kin"])
    return {"ok": bool(found), "says": "没有找到同一件事的复核意见，不能以此不再受理（信访工作条例第三十六条第三款）"}


def told_organ(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What goes with a transfer: which class it was registered as, by when the petitioner is told."""
    day = _day(facts["today"])
    says = (
        f"{facts['agency']['name']}转送。{last_day(day, 'tell')} 前书面告知信访人；"
        f"不属于本单位职权的，{NUMBERS['object'].on(day).value} 个工作日内提出异议"
    )
    return {"says": says, "transferred_on": str(day)}


def routed(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """For the organ: the way, and the two limits of art. 23."""
    found, day = route(facts["answers"]), _day(facts["received_on"])
    return _lines([
        ("途径", f"{found['route']}：{found['says']}"),
        ("最晚告知信访人", f"{last_day(day, 'tell')}（第二十三条）"),
        ("最晚提出异议", f"{_objection(facts)}（{NUMBERS['object'].on(day).value} 个工作日）"),
    ])  # fmt: skip


def _objection(facts: Mapping[str, Any]) -> date:
    day = _day(facts["received_on"])
    return _day(facts["calendar"].working_day_after(day, NUMBERS["object"].on(day).value).day)


def may_take_route(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Another way than what was asked comes to: with a reason."""
    record, found = facts["given"], route(facts["answers"])["route"]
    ok = record.get("route") == found or bool(str(record.get("why") or "").strip())
    return {"ok": ok, "says": f"按信访人选的是“{found}”，改走“{record.get('route')}”要写明理由"}


def may_object(facts: Mapping[str, Any]) -> dict[str, Any]:
    """异议: within five working days (art. 23). A number nobody read refuses nobody."""
    last = _objection(facts)
    late = _day(facts["today"]) > last and NUMBERS["object"].on(_day(facts["received_on"])).how == "read"
    return {
        "ok": not late,
        "says": f"提出异议的期限到 {last} 为止（信访工作条例第二十三条第三款），请办理或者和信访局商量",
    }


def due_shown(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """For who inquires and decides: the law's last day, and how far it may still be put off."""
    accepted = _day(facts["accepted_on"])
    latest = last_day(accepted, "handle") + timedelta(days=NUMBERS["extension"].on(accepted).value)
    found = facts["earlier"].get("inquire") or {}
    lines = [("最晚办结", f"{facts['due_on']}（第三十四条）"), ("经批准延长最晚到", str(latest))]
    if found.get("opinion"):
        lines.append(("拟作的意见", f"{found['opinion']}：{found.get('answer')}"))
    return _lines(lines)


def may_ask_review(facts: Mapping[str, Any]) -> dict[str, Any]:
    """请求复查: within 30 days of the written reply (art. 35)."""
    return _in_time(facts, "serve", "ask_review", "请求复查", "第三十五条")


def may_ask_recheck(facts: Mapping[str, Any]) -> dict[str, Any]:
    """请求复核: within 30 days of the written answer (art. 36)."""
    return _in_time(facts, "serve_review", "ask_recheck", "请求复核", "第三十六条第一款")


def _in_time(facts: Mapping[str, Any], step: str, key: str, what: str, article: str) -> dict[str, Any]:
    received = _day((facts["earlier"].get(step) or {}).get("served_on") or facts["today"])
    last = last_day(received, key)
    late = _day(facts["today"]) > last and NUMBERS[key].on(received).how == "read"
    return {"ok": not late, "says": f"{what}的期限到 {last} 为止（信访工作条例{article}）"}


def told_review(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the organ above must know: the opinion it reviews, and why it is asked to."""
    before = _last_good(facts)
    former = f"{before['agency']}：{_content(before)}" if before else ""
    return {"says": f"请求的理由：{_sentence(facts['reason'])}原来的意见：{former}", "former": former,
            "asked": str(facts["reason"])}  # fmt: skip


def review_shown(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """For the organ above: what it reviews, why, by when."""
    told = facts["earlier"].get("receive") or {}
    return _lines([("原来的意见", str(told.get("former", ""))), ("请求的理由", str(told.get("asked", ""))),
                   ("最晚答复", str(facts["due_on"]))])  # fmt: skip


def letter_taken(facts: Mapping[str, Any]) -> dict[str, Any]:
    """受理告知书 (art. 23)."""
    day = _day(facts["today"])
    return {
        **_letter(facts, "信受"),
        "due": _chinese(last_day(day, "handle")),
        "limit": "信访工作条例（2022年）第三十四条",
    }


def letter_guided(facts: Mapping[str, Any]) -> dict[str, Any]:
    """途径告知书 (arts. 23, 31)."""
    record = facts["given"]
    return {**_letter(facts, "信告"), "route": record["route"], "why": _sentence(ROUTES[record["route"]]),
            "how": _sentence(record.get("how"))}  # fmt: skip


def letter_opinion(facts: Mapping[str, Any]) -> dict[str, Any]:
    """信访处理意见书 (art. 32): request, facts and reasons, opinion and its legal basis."""
    found = facts["earlier"]["inquire"]
    return {**_letter(facts, "信意"), "wants": _sentence(facts["answers"].get("wants")), "found": _sentence(found["found"]),
            "basis": _sentence(found["basis"]), "opinion": found["opinion"], "answer": _sentence(found["answer"]),
            "rights": _rights("复查", "ask_review", "我单位的上一级机关、单位", "第三十五条", facts)}  # fmt: skip


def letter_review(facts: Mapping[str, Any]) -> dict[str, Any]:
    """复查意见书 (art. 35)."""
    rights = _rights("复核", "ask_recheck", "我单位的上一级机关、单位", "第三十六条", facts)
    return {**_reviewed(facts, "信复"), "rights": rights}


def letter_recheck(facts: Mapping[str, Any]) -> dict[str, Any]:
    """复核意见书 (art. 36)."""
    return {**_reviewed(facts, "信核"), "rights": ENDS}


ENDS = "这件事的信访办理到此为止。以同一事实和理由再提出的，不再受理（信访工作条例第三十六条第三款）。"


def _reviewed(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    found, told = facts["earlier"]["examine"], facts["earlier"].get("receive") or {}
    return {**_letter(facts, word), "former": _sentence(told.get("former")), "asked": _sentence(told.get("asked")),
            "found": _sentence(found["found"]), "basis": _sentence(found["basis"]), "result": found["result"],
            "answer": _sentence(found["answer"])}  # fmt: skip


def letter_relayed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the office passes on: the opinion of whoever answered last, and what can be done against it."""
    last = _last_good(facts) or {"agency": "", "found": {}, "step": ""}
    kinds = {"review": "信访复查意见", "recheck": "信访复核意见"}
    kind = kinds.get(last["step"], "信访处理意见" if last["found"].get("inquire") else "办理途径")
    nexts = {
        "信访处理意见": ("复查", "ask_review", "第三十五条"),
        "信访复查意见": ("复核", "ask_recheck", "第三十六条"),
    }
    rights = ENDS if kind == "信访复核意见" else "请按告知的途径提出，超过那里的期限可能就不再受理。"
    if kind in nexts:
        what, key, article = nexts[kind]
        rights = _rights(what, key, "作出意见的单位的上一级机关、单位", article, facts)
    return {
        **_letter(facts, "信转"),
        "organ": last["agency"],
        "kind": kind,
        "content": _sentence(_content(last)),
        "rights": rights,
    }


def letter_sent(facts: Mapping[str, Any]) -> dict[str, Any]:
    """转送告知书 (art. 22)."""
    return {**_letter(facts, "信送"), "organ": str(facts["given"].get("outside") or "").strip()}


def letter_declined(facts: Mapping[str, Any]) -> dict[str, Any]:
    """不再受理告知书 (art. 36): shows the case with the final opinion."""
    former = final_before(facts["answers"], facts.get("kin") or ())
    return {**_letter(facts, "信不"), "former": former or "原来的办件", "reason": _sentence(facts["reason"])}


def _content(part: Mapping[str, Any]) -> str:
    """What a part came to, in words: of an opinion, of a review, of a route."""
    found = part["found"]
    if said := found.get("examine"):
        return f"{said['result']}。{said['answer']}"
    if said := found.get("inquire"):
        return f"{said['opinion']}。{said['answer']}（依据：{said['basis']}）"
    said = found.get("take") or {}
    return f"{ROUTES.get(said.get('route', ''), '')}。{said.get('how') or ''}"


def _last_good(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The part that answered last: of the re-review, else of the review, else of the handling."""
    order = ("handled", "review", "recheck")
    good = [one for one in facts["parts"] if one["outcome"] in ("granted", "done") and one["step"] in order]
    return max(good, key=lambda one: order.index(one["step"]), default=None)


def _rights(what: str, key: str, whom: str, article: str, facts: Mapping[str, Any]) -> str:
    days = NUMBERS[key].on(_day(facts["today"])).value
    return f"您不服的，可以自收到之日起 {days} 日内请求{whom}{what}（信访工作条例{article}）。"


def _letter(facts: Mapping[str, Any], word: str) -> dict[str, Any]:
    today = _day(facts["today"])
    return {
        "number": f"{facts['agency']['short_name']}{word}〔{today.year}〕{facts['serial']}号",
        "applicant": (facts.get("party") or {}).get("name") or "信访人",
        "case_number": facts["number"], "received": _chinese(_day(facts["received_on"])),
        "about": str(facts["answers"].get("about") or ""),
    }  # fmt: skip


def _lines(lines: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in lines]


def _sentence(text: Any) -> str:
    return f"{str(text or '').strip().rstrip('。；，')}。"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
