"""Casework 办件: anything that moves between people against a clock.

    number = submit(applicant, Application(matter="market.food/licence", …), key=key)
    decide(clerk, number, Opinion("accept", revision=0), key=key)
    case_view(applicant, number).status         # 办理中

A case runs under the version of the flow it was opened with, and under the limit of the day it was accepted.
"""

from .applicant import resubmit, withdraw
from .asides import ASKABLE, KINDS
from .asking import ASK, RECALL, ask, askable, may_recall, recall, recall_left
from .clockwork import days_left
from .deciding import KEEP_DRAFT, Opinion, decide, keep_draft
from .definition import Flow, Opens, Step, Takes, Verdict
from .delivery import (
    CHOOSE,
    DELIVER,
    READ_ADDRESS,
    WAYS,
    Delivery,
    choose_delivery,
    chosen,
    collected,
    delivery_address,
    delivery_of,
    may_choose,
    post_result,
)
from .ending import TERMINATE, may_terminate, terminate
from .errors import (
    AlreadySigned,
    AnswerMissing,
    CannotAsk,
    CannotEnrol,
    CannotFollow,
    CannotHand,
    Changed,
    DeliveryUnclear,
    ItemsMissing,
    MessageUnclear,
    NoAgency,
    NoConsent,
    NotInForce,
    NotSo,
    NotWaiting,
    ReasonMissing,
    SamePerson,
    StillAsked,
    ToldAnew,
    WhyMissing,
)
from .events import CaseMoved
from .figures import Figures, figures
from .flows import flows
from .handing import HAND_OVER, PUT_BACK, colleagues_for, hand_over, may_put_back, put_back, release_left
from .jumping import JUMP, jump, steps_to_jump
from .keeping import keep_clocks
from .leading import EXTEND, RESUME, extend, resume
from .messages import RECEIVE, receive
from .models import Case, SubCase, Task
from .opening import KEEP_FILES, TAKE_IN, Application, Given, open_case, submit, take_in
from .overseeing import LATE, URGE, Late, LateLine, late, oversee_late, urge
from .parts import Terms
from .parts import terms as part_terms
from .queries import (
    VIEW,
    CaseView,
    Line,
    Stage,
    application_of,
    asked_of,
    case_row,
    case_view,
    cases_of,
    counts,
    descendants_of,
    done_for,
    may_withdraw,
    number_for,
    signatures_of,
    worklist,
)
from .replying import ANSWER, answer, pass_silent
from .rules import OUTCOMES, STATUS_TITLES
from .seeing import READ, READ_FILE, attachment, disclose, note_reading
from .taking_over import Former, NumberInUse, fits, take_over
from .undoing import SEND_BACK, TAKE_BACK, may_take_back, send_back, steps_back, take_back

__all__ = [
    "ANSWER", "ASK", "ASKABLE", "CHOOSE", "DELIVER", "EXTEND", "HAND_OVER", "JUMP", "KEEP_DRAFT", "KEEP_FILES",
    "KINDS", "LATE", "OUTCOMES", "PUT_BACK", "READ", "READ_ADDRESS", "READ_FILE", "RECALL", "RECEIVE", "RESUME",
    "SEND_BACK", "STATUS_TITLES", "TAKE_BACK", "TAKE_IN", "TERMINATE", "URGE", "VIEW", "WAYS", "AlreadySigned",
    "AnswerMissing", "Application", "CannotAsk", "CannotEnrol", "CannotFollow", "CannotHand", "Case", "CaseMoved",
    "CaseView", "Changed", "Delivery", "DeliveryUnclear", "Figures", "Flow", "Former", "Given", "ItemsMissing",
    "Late", "LateLine", "Line", "MessageUnclear", "NoAgency", "NoConsent", "NotInForce", "NotSo", "NotWaiting",
    "NumberInUse", "Opens", "Opinion", "ReasonMissing", "SamePerson", "Stage", "Step", "StillAsked", "SubCase", "Takes",
    "Task", "Terms", "ToldAnew", "Verdict", "WhyMissing", "answer", "application_of", "ask", "askable", "asked_of",
    "attachment", "case_row", "case_view", "cases_of", "choose_delivery", "chosen", "colleagues_for", "collected",
    "counts", "days_left", "decide", "delivery_address", "delivery_of", "descendants_of", "disclose", "done_for",
    "extend", "figures", "fits", "flows", "hand_over", "jump", "keep_clocks", "keep_draft", "late", "may_choose",
    "may_put_back", "may_recall", "may_take_back", "may_terminate", "may_withdraw", "note_reading", "number_for",
    "open_case", "oversee_late", "part_terms", "pass_silent", "post_result", "put_back", "recall", "recall_left",
    "receive", "release_left", "resubmit", "resume", "send_back", "signatures_of", "steps_back", "steps_to_jump",
    "submit", "take_back", "take_in", "take_over", "terminate", "urge", "withdraw", "worklist",
]  # fmt: skip
