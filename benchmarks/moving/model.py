"""What the moves of casework mean, said once more and without the engine: one case, six officials, every move they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

ROLE = {"liu": "clerk", "bai": "clerk", "he": "examiner", "shen": "examiner", "duan": "approver", "gao": "approver"}
LEADS = ("duan", "gao")
NEEDS = {"write": "clerk", "check": "examiner", "sign": "approver"}
SEATS = {"check": {"word": "clerk", "law": "approver"}}
ONWARD = {
    "write": {"on": "check"},
    "check": {"accept": "sign", "more": "sign", "return": "write"},
    "sign": {"again": "check", "end": ""},
}
BINDING = {"accept", "more", "on", "again", "end"}
LINES = (("liu", "bai"), ("shen", "he"), ("gao", "liu"))
KINDS = ("before", "beside", "after", "delegate", "consult", "read", "copy")
WAITS = ("seat", "before", "beside", "delegate", "consult")
VOTES = ("seat", "before", "beside", "after")
COUNTS = ("seat", "beside")
Command = tuple[str, str, str, str]  # what, who, at whom or what, how


@dataclass
class Asked:
    kind: str
    whom: str  # an account, or the key of a seat
    open: bool
    asker: str = ""
    line: int = 0  # those asked one after another have the same


@dataclass
class Model:
    """Where the case stands. `votes` are those at the decision that is open now."""

    rule: str = "all"
    in_turn: bool = False
    step: str = "write"
    accepted: bool = False
    over: bool = False
    named: str = ""
    doers: dict[str, str] = field(default_factory=dict)
    forwarded: tuple[str, str] = ("", "")
    asked: list[Asked] = field(default_factory=list)
    votes: list[tuple[str, bool]] = field(default_factory=list)
    held: tuple[str, str] = ("", "")
    lines: int = 0

    def copy(self) -> Model:
        asked = [replace(one) for one in self.asked]
        return replace(self, doers=dict(self.doers), asked=asked, votes=list(self.votes))

    def do(self, command: Command) -> bool:
        """Make the move if it is one; False where it is refused, and nothing is changed then."""
        what, who, whom, how = command
        return bool(getattr(self, what)(who, whom, how))

    def _may(self, who: str) -> bool:
        return not self.over and not self.held[0] and ROLE[who] == NEEDS[self.step] and self.named in ("", who)

    def standing(self) -> str:
        agree = sum(yes for _, yes in self.votes)
        missing = sum(one.kind in COUNTS for one in self.asked)
        many = len(self.votes) + missing
        needed = {"any": min(1, many), "share": (many + 1) // 2}.get(self.rule if self.step == "check" else "all", many)
        everybody = self.rule == "all" or self.step != "check"
        if everybody and missing:
            return "open"
        return "passed" if agree >= needed else "open" if agree + missing >= needed else "failed"

    def _awaited(self) -> bool:
        settled = self.standing() != "open"
        return any(one.kind in WAITS and not (settled and one.kind in COUNTS) for one in self.asked)

    def verdict(self, who: str, what: str, _: str = "") -> bool:
        if (
            not self._may(who)
            or what not in ONWARD[self.step]
            or (what == "accept" and self.accepted)
            or self._awaited()
        ):
            return False
        if what in BINDING and (self.standing() == "failed" or who in [voter for voter, _ in self.votes]):
            return False
        self.forwarded = ("", "")
        if any(one.kind == "after" for one in self.asked):
            self.held = (who, what)
            self._wake("after", True)
            return True
        self._carry(who, what)
        if what not in ("accept", "end"):
            self.forwarded = (who, self.forwarded[1])
        return True

    def _wake(self, kind: str, open_: bool) -> None:
        for one in self.asked:
            if one.kind == kind:
                one.open = open_

    def _carry(self, doer: str, what: str) -> None:
        before, self.doers[self.step] = self.step, doer
        self.accepted = self.accepted or what == "accept"
        self._stand(ONWARD[self.step][what], "")
        self.forwarded = ("", before)

    def _stand(self, step: str, named: str) -> None:
        self.over, self.step, self.named, self.held, self.votes = not step, step or self.step, named, ("", ""), []
        self.forwarded = ("", "")
        self.asked = [] if self.over else [one for one in self.asked if one.kind in ("read", "copy")]
        if not self.over:
            self.asked += [Asked("seat", key, not (self.in_turn and place))
                           for place, key in enumerate(SEATS.get(self.step, {}))]  # fmt: skip

    def hand(self, who: str, to: str, _: str = "") -> bool:
        if not self._may(who) or to == who or ROLE[to] != NEEDS[self.step]:
            return False
        self.named, self.forwarded = to, ("", "")
        return True

    def put(self, who: str, _: str = "", __: str = "") -> bool:
        if self.over or not self.named or who not in (self.named, *LEADS):
            return False
        self.named, self.forwarded = "", ("", "")
        return True

    def back(self, who: str, to: str, _: str = "") -> bool:
        if not self._may(who) or to not in self.doers or to == self.step:
            return False
        self._stand(to, self.doers[to])
        return True

    def undo(self, who: str, _: str = "", __: str = "") -> bool:
        if self.over or self.forwarded[0] != who:
            return False
        self._stand(self.forwarded[1], who)
        return True

    def jump(self, who: str, to: str, _: str = "") -> bool:
        if self.over or who not in LEADS or to == self.step:
            return False
        self._stand(to, "")
        return True

    def quit(self, who: str, _: str = "", __: str = "") -> bool:
        if self.over or who not in LEADS:
            return False
        self._stand("", "")
        return True

    def ask(self, who: str, to: str, kind: str) -> bool:
        if not self._may(who) or to == who or (kind == "beside" and self.step != "check") or self._find(kind, to):
            return False
        self.asked.append(Asked(kind, to, kind != "after", who))
        self.forwarded = ("", "")
        return True

    def queue(self, who: str, to: str, kind: str) -> bool:
        first, second = to.split(",")
        free = all(other != who and not self._find(kind, other) for other in (first, second))
        if not self._may(who) or not free or kind == "after" or (kind == "beside" and self.step != "check"):
            return False
        self.lines += 1
        self.asked += [Asked(kind, first, True, who, self.lines), Asked(kind, second, False, who, self.lines)]
        self.forwarded = ("", "")
        return True

    def _find(self, kind: str, whom: str) -> Asked | None:
        return next((one for one in self.asked if (one.kind, one.whom) == (kind, whom)), None)

    def answer(self, who: str, at: str, how: str) -> bool:
        kind, whom = at.split(":")
        one = self._find(kind, whom)
        if one is None or not one.open:
            return False
        if who != whom and not (kind == "seat" and ROLE[who] == SEATS[self.step][whom]):
            return False
        if kind in COUNTS and who in [voter for voter, _ in self.votes] or kind == "after" and who == self.held[0]:
            return False
        self.forwarded = ("", "")
        if kind == "after" and how == "disagree":
            self.held = ("", "")
            self._wake("after", False)
            return True
        self._gone(one)
        if kind in COUNTS:
            self.votes.append((who, how == "agree"))
        self._next()
        if kind == "after" and not any(other.kind == "after" for other in self.asked):
            self._carry(*self.held)
            self.forwarded = ("", "")
        return True

    def _gone(self, one: Asked) -> None:
        self.asked.remove(one)
        behind = [other for other in self.asked if one.line and other.line == one.line]
        if behind and not any(other.open for other in behind):
            behind[0].open = True

    def _next(self) -> None:
        seats = [one for one in self.asked if one.kind == "seat"]
        if self.in_turn and seats and not any(one.open for one in seats) and self.standing() == "open":
            seats[0].open = True

    def recall(self, who: str, at: str, _: str = "") -> bool:
        one = self._find(*at.split(":"))
        if one is None or not (who in LEADS or one.kind != "seat" and one.asker == who):
            return False
        self._gone(one)
        self.forwarded = ("", "")
        if one.kind == "after":
            self.held = ("", "")
            self._wake("after", False)
        if one.kind == "seat":
            self._next()
        return True

    def commands(self) -> Iterator[Command]:
        """Everything anybody could try now, sense or not."""
        live = [f"{one.kind}:{one.whom}" for one in self.asked] or ["read:liu"]
        verdicts = {verdict for step in ONWARD.values() for verdict in step}
        yield from (("verdict", who, what, "") for who, what in product(ROLE, sorted(verdicts)))
        yield from (("hand", who, to, "") for who, to in product(ROLE, ROLE))
        yield from (("back", who, to, "") for who, to in product(ROLE, NEEDS))
        yield from (("jump", who, to, "") for who, to in product(ROLE, NEEDS))
        yield from ((what, who, "", "") for what, who in product(("put", "undo", "quit"), ROLE))
        yield from (("ask", who, to, kind) for who, to, kind in product(ROLE, ROLE, KINDS))
        pairs = [",".join(pair) for pair in LINES]
        yield from (("queue", who, pair, kind) for who, pair, kind in product(ROLE, pairs, KINDS))
        yield from (("answer", who, at, how) for who, at, how in product(ROLE, live, ("agree", "disagree")))
        yield from (("recall", who, at, "") for who, at in product(ROLE, live))

    def possible(self) -> dict[str, list[Command]]:
        """The commands that are moves now, by what they do."""
        found: dict[str, list[Command]] = {}
        for command in self.commands():
            if self.copy().do(command):
                found.setdefault(command[0], []).append(command)
        return found

    def way_to_the_end(self) -> Iterator[Command]:
        """A way out of wherever it stands: whoever leads clears what is asked, then it goes on. Ends when it is over."""
        while not self.over:
            waiting = next((one for one in self.asked if one.kind in WAITS or one.kind == "after"), None)
            if waiting:
                yield ("recall", "duan", f"{waiting.kind}:{waiting.whom}", "")
            elif self.named:
                yield ("put", "duan", "", "")
            else:
                verdicts = [one for one in self.possible()["verdict"] if one[2] not in ("again",)]
                yield next((one for one in verdicts if one[2] != "return"), verdicts[0])
