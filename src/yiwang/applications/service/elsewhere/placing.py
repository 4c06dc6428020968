"""Placing news: a case there becomes a case here, moved by what is told; nothing told is lost, whatever it says."""

from __future__ import annotations

from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.forms import api as forms

from . import rules
from .definition import External, There, systems
from .models import Agreement, Mirror, News

PLACE = security.declare("elsewhere.place", "按别处的进度推进镜像办件", by="system")
RETRY = security.declare("elsewhere.retry", "重新处理没有对上的进度", by="staff", roles="administrator")
CHANNEL = "elsewhere"
PROVINCE = 530000_000000
CHUNK = 200
log = operations.logger("elsewhere")


class Held(Exception):
    """These news cannot be placed; the sentence says why."""


def place_all() -> int:
    """Place what waits, each case's news in their order. Returns how many were dealt with."""
    with security.viewing(security.SYSTEM):
        waiting = list(News.objects.filter(state="waiting").order_by("system", "number", "seq")[:CHUNK])
    return sum(_place(one) for one in waiting)


def _place(news: News) -> int:
    told, problem = rules.read(news.body)
    try:
        if told is None or news.system not in systems:
            raise Held(problem or "这个系统现在没有登记")
        if told.kind == "message":
            _message(news, told)
        elif not _status(news, told):
            return 0
    except Held as why:
        _mark(news, "held", str(why))
    return 1


def _mark(news: News, state: str, why: str = "") -> None:
    with security.acting(security.SYSTEM, PLACE, security.Ref("news", str(news.pk))) as record:
        News.objects.filter(pk=news.pk).update(state=state, why=why[:300])
        if state == "held":
            _go_on(news)
        record.note(system=news.system, number=news.number, seq=news.seq, state=state)


def _go_on(news: News) -> None:
    """News that nobody understands do not stop those after them."""
    Mirror.objects.filter(system=news.system, number=news.number, last__lt=news.seq).update(last=news.seq)


def _message(news: News, told: rules.Told) -> None:
    """Facts for a step of a case of ours: an examination's result. Only from whom the step may hear."""
    allowed = [one.step for one in systems[news.system].messages if one.matter == _matter_of(told.number)]
    if told.step not in allowed:
        raise Held(f"“{systems[news.system].title}”不能给 {told.number} 的“{told.step}”送消息")
    _receive(news, told.number, told.step, dict(told.facts), f"elsewhere:{news.pk}")
    _mark(news, "placed")


def _matter_of(number: str) -> str:
    with security.viewing(security.SYSTEM):
        try:
            return casework.case_view(security.SYSTEM, number).case.matter
        except DomainError:
            return ""


def _status(news: News, told: rules.Told) -> bool:
    """False: it is not its turn yet."""
    system = systems[news.system]
    there = system.matters.get(told.matter)
    with security.viewing(security.SYSTEM):
        mirror = Mirror.objects.filter(system=news.system, number=told.number).select_related("case").first()
    again = news.why.startswith("重试")
    turn = rules.turn(told.seq, mirror.last if mirror else 0, clock.now() - news.at)
    if turn == "wait":
        return False
    if turn == "late" and not again:
        _mark(news, "late", "更新的进度先到了，这条只留底")
        return True
    if there is None:
        raise Held(f"没有登记“{told.matter}”这个事项")
    if told.status not in there.statuses:
        raise Held(f"不认识状态“{told.status}”，请在登记里写明它相当于什么")
    mirror = mirror or _open(news, told, system, there)
    for nth, meaning in enumerate(there.statuses[told.status]):
        with security.viewing(security.SYSTEM):
            mirror.case.refresh_from_db(fields=["step"])
        facts = {"status": meaning, **({"reason": told.says} if told.says else {})}
        _receive(news, mirror.case.number, mirror.case.step, facts, f"elsewhere:{news.pk}:{nth}")
    _placed(news, mirror)
    return True


def _receive(news: News, number: str, step: str, facts: dict[str, Any], key: str) -> None:
    """The key is the news': who died after it comes here again, and nothing is done twice."""
    try:
        casework.receive(security.SYSTEM, number, step, facts, key=key)
    except security.KeyReused:
        log.info("already_received", news=str(news.pk))
    except DomainError as why:
        raise Held(str(why)) from why


def _placed(news: News, mirror: Mirror) -> None:
    with security.acting(security.SYSTEM, PLACE, security.Ref("news", str(news.pk))) as record:
        News.objects.filter(pk=news.pk).update(state="placed", why="")
        Mirror.objects.filter(pk=mirror.pk, last__lt=news.seq).update(last=news.seq)
        record.note(system=news.system, number=news.number, seq=news.seq, case=mirror.case.number)


def _open(news: News, told: rules.Told, system: External, there: There) -> Mirror:
    """The first news of a case there: a case here for whoever agreed, with the limit they told or the declared one."""
    with security.viewing(security.SYSTEM):
        agreement = (
            Agreement.objects.filter(system=news.system, matter=told.matter, subject=told.subject)
            .select_related("party").first()
        )  # fmt: skip
    if agreement is None:
        raise Held("对不上人：没有谁同意过到那里办这件事")
    party = agreement.party
    with security.acting(security.SYSTEM, PLACE, security.Ref("news", str(news.pk))) as record:
        what = casework.Application(
            matter=told.matter, title=there.title, flow=there.flow, line=there.line, division=party.division_id or PROVINCE,
            form=there.form, version=forms.use(record, there.form).pk, party=party.pk,
            answers={"system": system.title, "owner": system.owner, "number": told.number},
            party_shown=security.shown_name(party), applicant=security.masked_facts(party), channel=CHANNEL,
            promise_days=told.days or there.days, synthetic=party.synthetic,
        )  # fmt: skip
        try:
            case = casework.open_case(record, what)
        except DomainError as why:
            raise Held(str(why)) from why
        return Mirror.objects.create(system=news.system, number=told.number, case_id=case.pk)


def retry(by: security.Actor, news: str) -> None:
    """Try held news anew, after the declaration was mended."""
    with security.acting(by, RETRY, security.Ref("news", news)) as record:
        found = security.visible(News.objects.select_for_update(), by).filter(pk=news, state="held").first()
        if found is not None:
            found.state, found.why = "waiting", f"重试：{found.why}"[:300]
            found.save(update_fields=["state", "why"])
            record.note(system=found.system, number=found.number)
