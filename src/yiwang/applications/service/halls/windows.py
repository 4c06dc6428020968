"""The clerk's side: sit down, call, serve, hand on. A window never gets what it or its clerk may not take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yiwang.applications.service.matters import api as library
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from . import receipts, rules
from .actions import SERVE
from .errors import NobodyWaits, NotAtWindow, NotHere, StillServing, WindowTaken
from .events import NumberCalled, Served
from .models import AT_WINDOW, Hall, Holder, Sitting, Ticket, Window
from .standing import as_waiting, desk_of, in_force
from .taking import locked

VERBS = {"again": "重呼", "miss": "过号", "start": "开始办理", "done": "办结", "transfer": "转窗口"}
FROM = {"again": ("called",), "miss": ("called",), "start": ("called",), "done": ("serving",), "transfer": ("serving",)}


@dataclass(frozen=True)
class Onward:
    """Where somebody is handed on to."""

    stage: str
    matter: str


def reachable(by: security.Actor) -> list[Hall]:
    """Halls in the divisions of the clerk's post, and the one of the county his office serves."""
    if not by.divisions:
        return []
    return list(Hall.objects.filter(division__range=by.divisions).select_related("agency").order_by("division", "pk"))


def sitting_of(by: security.Actor) -> Sitting | None:
    """Where the clerk sits now, from the post he acts from."""
    found = Sitting.objects.filter(user_id=by.user or 0, post_id=by.post or 0, until__isnull=True)
    return found.select_related("window__hall__agency", "post__agency").first() if by.user and by.post else None


def may_accept(by: security.Actor, window: int, matter: str, stage: str = "acceptance") -> str:
    """The sentence that says why this clerk may not take this at this window; empty when he may."""
    if why := security.why_not(by, SERVE):
        return why
    at = Window.objects.select_related("hall").filter(pk=window).first()
    post = standards.Post.objects.select_related("agency").filter(pk=by.post or 0).first()
    if at is None or post is None:
        raise NotFound
    desk = desk_of(Sitting(window=at, post=post), in_force(at.hall))
    return rules.why_unfit(desk, stage, matter, library.matter(matter).line)


def sit(by: security.Actor, window: int, *, key: str | None = None) -> None:
    """Take a seat, leaving any other. Raises `WindowTaken`, and `Refused` where the clerk could take nothing there."""
    with security.acting(by, SERVE, security.Ref("window", str(window)), key=key) as record:
        at = Window.objects.select_related("hall").filter(pk=window, hall__in=reachable(by)).first()
        if at is None:
            raise NotFound
        one = locked(at.hall_id)
        other = Sitting.objects.filter(window=at, until__isnull=True).first()
        if other and other.user_id != by.user:
            raise WindowTaken(number=at.number, who=other.shown)
        post = standards.Post.objects.select_related("agency").get(pk=by.post or 0)
        if not _of_use(Sitting(window=at, post=post), one):
            raise Refused(why="您的单位在这个窗口没有可以办的事项，大厅也没有授权。请换一个窗口，或找大厅管理员")
        if other is None:
            _stand_up(record, by)
            Sitting.objects.create(window=at, user_id=by.user or 0, post=post, shown=by.name, since=clock.now())
        record.note(window=at.number, hall=at.hall_id)


def _of_use(sitting: Sitting, one: Hall) -> bool:
    """Is there anything this clerk may take at this window?"""
    desk = desk_of(sitting, in_force(one))
    return any(
        not rules.why_unfit(desk, stage, name, matter.line)
        for name, matter in library.matters.items()
        for stage in sitting.window.stages
    )


def leave(by: security.Actor) -> None:
    """Stand up. Raises `StillServing` while somebody is at the window."""
    with security.acting(by, SERVE, security.Ref("user", str(by.user))) as record:
        _stand_up(record, by)


def _stand_up(record: security.Record, by: security.Actor) -> None:
    for sitting in Sitting.objects.select_for_update().filter(user_id=by.user or 0, until__isnull=True):
        if at := at_window(sitting.window_id):
            raise StillServing(number=at.number)
        sitting.until = clock.now()
        sitting.save(update_fields=["until"])
        record.note(left=sitting.window_id)


def at_window(window: int) -> Ticket | None:
    return Ticket.objects.filter(window_id=window, state__in=AT_WINDOW).select_related("hall").first()


def call_next(by: security.Actor, *, key: str | None = None) -> str:
    """叫号: the next this window may take; returns its number. Raises `NobodyWaits`, `StillServing`, `NotAtWindow`."""
    with security.acting(by, SERVE, security.Ref("user", str(by.user)), key=key) as record:
        if record.replayed:
            return str(record.outcome)
        sitting = _seat(by)
        one = locked(sitting.window.hall_id)
        if serving := at_window(sitting.window_id):
            raise StillServing(number=serving.number)
        now, desk = clock.now(), desk_of(sitting, in_force(one))
        rows = {str(row.pk): row for row in Ticket.objects.filter(hall=one, day=now.date(), state="waiting")}
        waiting = [as_waiting(row) for row in rows.values()]
        chosen = rules.next_ticket(desk, waiting, now)
        if chosen is None:
            raise NobodyWaits
        for late in rules.overtaken(chosen, desk, waiting):
            rows[late].passed += 1
            rows[late].save(update_fields=["passed"])
        ticket = rows[chosen.id]
        ticket.state, ticket.window, ticket.called_at, ticket.calls = "called", sitting.window, now, ticket.calls + 1
        ticket.save(update_fields=["state", "window", "called_at", "calls"])
        record.about("ticket", chosen.id)
        record.note(number=ticket.number, window=sitting.window.number)
        record.emit(NumberCalled(chosen.id, ticket.number, one.pk, sitting.window.number))
        return str(record.done(ticket.number))


def _seat(by: security.Actor) -> Sitting:
    sitting = sitting_of(by)
    if sitting is None:
        raise NotAtWindow
    return sitting


def handle(
    by: security.Actor, ticket: UUID, verb: str, *, key: str | None = None, onward: Onward | None = None,
    taken: receipts.Taken | None = None,
) -> None:  # fmt: skip
    """重呼 过号 开始 办结 转窗口 of the number at one's own window. `taken` makes a receipt of what was handed over."""
    with security.acting(by, SERVE, security.Ref("ticket", str(ticket)), key=key, body=verb) as record:
        if record.replayed:
            return
        sitting = _seat(by)
        locked(sitting.window.hall_id)
        one = Ticket.objects.select_related("hall").filter(pk=ticket, window=sitting.window).first()
        if one is None:
            raise NotFound
        if verb not in FROM or one.state not in FROM[verb]:
            raise NotHere(now=one.get_state_display(), wanted=VERBS.get(verb, verb))
        if verb in ("start", "done"):
            _still_may(sitting, one)
        if taken:
            receipts.write(record, by, one, taken)
        _move(record, one, verb, onward)
        record.note(verb=verb, number=one.number)


def _still_may(sitting: Sitting, one: Ticket) -> None:
    """An authority may have ended since the number was called."""
    why = rules.why_unfit(desk_of(sitting, in_force(one.hall)), one.stage, one.matter, one.line)
    if why:
        raise Refused(why=why)


def _move(record: security.Record, one: Ticket, verb: str, onward: Onward | None) -> None:
    now = clock.now()
    if verb == "again":
        one.calls += 1
        record.emit(NumberCalled(str(one.pk), one.number, one.hall_id, one.window.number if one.window else 0))
    elif verb == "miss":
        one.state, one.missed, one.window = "missed", one.missed + 1, None
    elif verb == "start":
        one.state, one.served_at = "serving", now
    else:
        one.state, one.done_at = ("done" if verb == "done" else "transferred"), now
    one.save()
    holder = Holder.objects.filter(ticket=one).first()
    if verb == "transfer":
        _hand_on(record, one, holder, onward)
    if verb == "done":
        record.emit(Served(str(one.pk), one.number, one.hall_id, one.hall.agency_id, one.matter, one.stage,
                           str(holder.party_id) if holder else ""))  # fmt: skip


def _hand_on(record: security.Record, one: Ticket, holder: Holder | None, onward: Onward | None) -> None:
    """The same number again, at another stage, with the place in the queue it always had."""
    if onward is None or onward.stage not in rules.STAGES or (onward.stage, onward.matter) == (one.stage, one.matter):
        raise NotHere(now=rules.STAGES[one.stage], wanted="转到同一个环节")
    matter = library.matter(onward.matter)
    following = Ticket(
        hall=one.hall, day=one.day, number=one.number, leg=one.leg + 1, stage=onward.stage, matter=onward.matter,
        title=matter.title, line=matter.line, ground=one.ground, due=one.due, arrived_at=one.arrived_at,
        since=clock.now(),
    )  # fmt: skip
    following.save(force_insert=True)
    if holder:
        Holder(ticket=following, appointment_id=holder.appointment_id, division=holder.division,
               party_id=holder.party_id, shown=holder.shown, code=holder.code).save(force_insert=True)  # fmt: skip
    record.note(to=onward.stage)
