"""What a flow is: steps, who does each, what he may decide, and what that does to the case and its clock."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Effect = Literal[
    "forward",     # go on to another step
    "accept",      # 受理: the statutory clock starts
    "decline",     # 不予受理: ends, with reasons and rights
    "supplement",  # 一次性告知补正: the applicant is asked, nothing is counted meanwhile
    "pause",       # 特别程序: the clock stops (行政许可法 art. 45)
    "grant",       # 准予
    "refuse",      # 不予许可
    "finish",      # 送达, 办结
    "revoke",      # 撤销: what was granted ends, with its papers (行政许可法 art. 69)
]  # fmt: skip
Consent = Literal["all", "any", "share", "veto"]
Needs = Literal["reason", "items", "kind", "days", "ground"]
ENDS: frozenset[str] = frozenset({"decline", "finish", "revoke"})
HARD: frozenset[str] = frozenset(
    {"decline", "refuse", "revoke", "supplement", "pause"}
)  # an official's, never a rule's


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Issue(Strict):
    """A document a verdict issues: its template, and the pure function of the pack that says what is printed.

    `replaces` ends the paper of the same kind that was issued in the case this one goes back to. The document `origin` is
    the result the application names there (its answer `document`), of whatever kind: so one flow corrects all matters.
    """

    document: str
    data: str = ""
    valid: str = ""
    replaces: bool = False


ORIGIN = "origin"
FILED = "filed"
PARTY = "party"


class Verdict(Strict):
    """One thing that can be decided at a step. `past` is how the history says it; `when` the condition it needs, and
    `unless` the sentence for who tries without it; `judged` the pack's function that says whether it may be given, {ok,
    says}; `enrols` the pack's function that names a firm which now exists. What `tells` lets the party know of a case an
    agency opened itself: from here on it is his, with this verdict's papers. With `consent` it needs the agreement of who
    sits beside (`Step.seats`)."""

    key: str
    title: str
    past: str = ""
    effect: Effect = "forward"
    to: str = ""
    needs: tuple[Needs, ...] = ()
    when: str = ""
    unless: str = ""
    judged: str = ""
    tells: bool = False
    issues: tuple[Issue, ...] = ()
    enrols: str = ""
    tone: Literal["good", "warn", "bad", ""] = ""
    opinion: str = ""
    opinions: tuple[str, ...] = ()
    consent: bool = False


class Seat(Strict):
    """Who signs beside a step's own officer 会签: a role at the case's agency, for its own part of the matter."""

    key: str
    title: str
    by: str


class Takes(Strict):
    """What an earlier part found: `says` is the pack's function that tells it from the facts and the `papers` (kind:
    number) of the granted part `of`."""

    of: str
    says: str


class Opens(Strict):
    """A sub-case a step opens and the case then waits for. Of another pack's `matter`, by its published key, it goes the
    way an application for it goes; or it is this very application before another agency's people: `flow` at the agency of
    `line` (并联审批, 征求部门意见).

    `when` says for which applications; `each` names a repeated section, and one opens for each of its rows. `gives` says
    which answer of this application (`row.x`: of the row) answers which question of its form, `sets` what is the same for
    all, `takes` what one of those in `after` found out meanwhile (a number it gave), where it was opened; it goes before
    `gives`. It opens once those named in `after` were granted. With `shared` its days are the days of the whole: one limit,
    counted from the whole's acceptance, for every agency."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    matter: str = ""
    flow: str = ""
    line: str = ""
    when: str = ""
    each: str = ""
    gives: dict[str, str] = Field(default_factory=dict)
    sets: dict[str, str | bool | list[str]] = Field(default_factory=dict)
    takes: dict[str, Takes] = Field(default_factory=dict)
    after: tuple[str, ...] = ()
    shared: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Opens:
        if bool(self.matter) == bool(self.flow) or bool(self.flow) != bool(self.line):
            raise ValueError(f"子办件“{self.title}”要么写 matter，要么写 flow 和 line")
        if self.flow and (self.gives or self.sets or self.takes or self.each):
            raise ValueError(f"子办件“{self.title}”用的就是这份申请，不写 gives、sets、takes、each")
        if strange := {one.of for one in self.takes.values()} - set(self.after):
            raise ValueError(f"子办件“{self.title}”要用“{'、'.join(sorted(strange))}”的结果，要先写进 after")
        return self


class Step(Strict):
    """A step. `by` is a role at the case's agency; `people` how many must sign; `not_by` steps whose doers may not do
    this one (who examines does not approve), `filed` meaning who opened the case, `origin` who decided in the case this one
    goes back to; `limit` a parameter's key; `late` what silence past the limit means. `stops` names the special procedure
    this step is: no day is counted while the case stands here. At a step that `waits` nobody acts: a message with the
    fields of `form` comes from elsewhere and its first fitting verdict is taken.

    `seats` sign beside its own officer, one after another where `in_turn`: under `consent` all must agree and all are heard
    (会签), one is enough (或签 "any"), a `share` in per cent is, or the first no ends it ("veto"). Past the step's limit
    `silence` counts as agreement where it says so.

    Where it `opens` sub-cases, nobody acts: the case goes on once `join` (as `consent`, a grant counting as yes) is settled,
    by the first fitting verdict, whose condition may ask `step.passed`, `step.granted`, `step.refused` and `step.<key>`.
    An `auto` step is taken by rule as the case comes to it; nobody's rule fits, it is a person's. Past its limit a step
    `late` "pass" takes the verdict `passes`, "escalate" gives the task to the role `escalates`. A `must` is never jumped over.
    At a step by `party` the party itself speaks; past the limit its silence is the verdict `lapse`. `shows` is the pack's
    function that tells the official what the law comes to in this case: lines of {label, value}.
    """

    key: str
    title: str
    by: str
    public: str = ""
    people: int = Field(1, ge=1, le=5)
    not_by: tuple[str, ...] = ()
    form: str = ""
    limit: str = ""
    late: Literal["remind", "deemed_accepted", "pass", "escalate"] = "remind"
    passes: str = ""
    escalates: str = ""
    stops: str = ""
    waits: bool = False
    seats: tuple[Seat, ...] = Field((), max_length=12)
    consent: Consent = "all"
    share: int = Field(100, ge=1, le=100)
    in_turn: bool = False
    silence: Literal["", "agree"] = ""
    opens: tuple[Opens, ...] = Field((), max_length=24)
    join: Consent = "all"
    auto: bool = False
    must: bool = False
    lapse: str = ""
    shows: str = ""
    verdicts: tuple[Verdict, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _dissent_leads_somewhere(self) -> Step:
        kinds = {one.consent for one in self.verdicts}
        if self.seats and kinds != {True, False}:
            raise ValueError(
                f"环节“{self.title}”有会签席位，要有一个决定须经同意（consent），也要有一个不须同意的，否则有人不同意就走不下去"
            )
        if len({one.key for one in self.seats}) != len(self.seats):
            raise ValueError(f"环节“{self.title}”有两个会签席位用了同一个 key")
        if self.silence and not (self.seats and self.limit):
            raise ValueError(f"环节“{self.title}”说了沉默算同意，要有会签席位和期限")
        return self

    @model_validator(mode="after")
    def _what_goes_by_itself_gets_somewhere(self) -> Step:
        if self.opens and (self.by != "system" or self.waits or self.verdicts[-1].when):
            raise ValueError(
                f"环节“{self.title}”等子办件：by 写 system，不写 waits，最后一个决定不写 when（别的都对不上时走它）"
            )
        if len({one.key for one in self.opens}) != len(self.opens):
            raise ValueError(f"环节“{self.title}”有两个子办件用了同一个 key")
        known: set[str] = set()
        for one in self.opens:
            if strange := set(one.after) - known:
                raise ValueError(f"子办件“{one.title}”的 after 里“{'、'.join(sorted(strange))}”不在它前面")
            known.add(one.key)
        if (self.late == "pass") != bool(self.passes) or (self.late == "escalate") != bool(self.escalates):
            raise ValueError(f"环节“{self.title}”：late: pass 要写 passes，late: escalate 要写 escalates")
        if self.late in ("pass", "escalate") and not self.limit:
            raise ValueError(f"环节“{self.title}”写了超期怎么办，没有写期限 limit")
        mine = [one for one in self.verdicts if self.opens or self.auto or one.key == self.passes]
        if hard := [one.title for one in mine if one.effect in HARD]:
            raise ValueError(f"环节“{self.title}”：“{hard[0]}”要由人决定，不能由系统按规则作出")
        if self.passes and self.verdict(self.passes) is None:
            raise ValueError(f"环节“{self.title}”的 passes 里“{self.passes}”不是它的决定")
        return self

    @property
    def by_itself(self) -> bool:
        """Nobody decides here: a message does, or what its sub-cases come to."""
        return self.waits or bool(self.opens)

    @model_validator(mode="after")
    def _nobody_waits_for_ever_for_the_party(self) -> Step:
        if self.by == PARTY and not (self.limit and self.verdict(self.lapse)):
            raise ValueError(f"环节“{self.title}”等当事人，要有期限（limit）和到期没有回音时的决定（lapse）")
        if self.lapse and self.by != PARTY:
            raise ValueError(f"环节“{self.title}”写了 lapse，只有等当事人的环节（by: party）才有")
        return self

    def verdict(self, key: str) -> Verdict | None:
        return next((one for one in self.verdicts if one.key == key), None)


class Special(Strict):
    """A special procedure during which time is not counted: 听证、检验、检测、检疫、鉴定、专家评审."""

    key: str
    title: str
    days: int = Field(ge=1)


class Flow(Strict):
    """A versioned definition of how cases of one kind move. `withdrawal` is the letter that answers one; `words` say
    what an outcome is called here (granted: 准予登记). `corrects` is the form of a flow that puts right the results of
    other cases, of any matter: the desk offers it beside them.

    `opened_by` are the roles that open such a case themselves (立案), by filling in the form `opens`, at agencies of
    `lines` (none: of any). `kin`: its functions are told of the party's other cases of this kind that are in reach."""

    title: str
    limit: str
    promise: str = ""
    extension: str = ""
    withdrawal: Issue | None = None
    corrects: str = ""
    opened_by: tuple[str, ...] = ()
    opens: str = ""
    lines: tuple[str, ...] = ()
    kin: bool = False
    words: dict[Literal["granted", "refused", "declined", "withdrawn", "revoked", "ended", "merged"], str] = Field(
        default_factory=dict
    )
    specials: tuple[Special, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _steps_are_named_once(self) -> Flow:
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys):
            raise ValueError("两个环节用了同一个 key")
        return self

    @model_validator(mode="after")
    def _who_waits_for_a_message_knows_its_fields(self) -> Flow:
        for step in self.steps:
            if step.waits and not step.form:
                raise ValueError(f"环节“{step.title}”等外部消息（waits），要用 form 写明消息有哪些字段")
        return self

    @model_validator(mode="after")
    def _who_opens_it_fills_in_a_form(self) -> Flow:
        if bool(self.opened_by) != bool(self.opens):
            raise ValueError("由谁立案（opened_by）和立案填的表单（opens）要一起写")
        return self

    @property
    def against(self) -> bool:
        """Opened by an agency, about somebody: it is not his to take back, and nothing is delivered as he wishes."""
        return bool(self.opened_by or self.corrects)

    @property
    def start(self) -> Step:
        return self.steps[0]

    def step(self, key: str) -> Step | None:
        return next((one for one in self.steps if one.key == key), None)

    def special(self, key: str) -> Special | None:
        return next((one for one in self.specials if one.key == key), None)
