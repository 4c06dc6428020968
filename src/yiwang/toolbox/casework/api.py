"""Casework 办件: anything that moves between people against a clock.

    number = submit(applicant, Application(matter="market.food/licence", …), key=key)
    decide(clerk, number, Opinion("accept", revision=0), key=key)
    case_view(applicant, number).status         # 办理中

A case runs under the version of the flow it was opened with, and under the limit of the day it was accepted.
"""

from . import (
    rehearsing,
)
from .applicant import (
    resubmit,
    withdraw,
)
from .asides import (
    ASKABLE,
    KINDS,
)
from .asking import (
    ASK,
    RECALL,
    ask,
    askable,
    may_recall,
    recall,
    recall_left,
)
from .bundling import (
    READ_BUNDLE,
    Bundle,
    WhatFor,
    bundle,
    packed,
)
from .clockwork import (
    days_left,
)
from .deciding import (
    KEEP_DRAFT,
    Opinion,
    decide,
    keep_draft,
)
from .definition import (
    Flow,
    Opens,
    Step,
    Takes,
    Verdict,
)
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
from .ending import (
    TERMINATE,
    may_terminate,
    terminate,
)
from .errors import (
    AlreadySigned,
    AnswerMissing,
    CannotAsk,
    CannotEnrol,
    CannotFollow,
    CannotHand,
    CannotMerge,
    Changed,
    DeliveryUnclear,
    ItemsMissing,
    MessageUnclear,
    NoAgency,
    NoConsent,
    NotAlike,
    NotInForce,
    NotSo,
    NotThatParty,
    NotWaiting,
    ReasonMissing,
    SamePerson,
    StillAsked,
    ToldAnew,
    WhyMissing,
)
from .events import (
    CaseMoved,
)
from .figures import (
    Figures,
    figures,
)
from .flows import (
    Version,
    digest_of,
    flow_of,
    flows,
    versions,
)
from .handing import (
    HAND_OVER,
    PUT_BACK,
    TAKE,
    colleagues_for,
    hand_over,
    may_put_back,
    put_back,
    release_left,
    take,
)
from .jumping import (
    JUMP,
    jump,
    steps_to_jump,
)
from .keeping import (
    keep_clocks,
)
from .leading import (
    EXTEND,
    RESUME,
    extend,
    resume,
)
from .merging import MERGE, RELATE, REOPEN, UNMERGE, may_lead, merge, mergeable, relate, related_to, reopen, unmerge
from .messages import (
    RECEIVE,
    receive,
)
from .migrating import (
    MIGRATE,
    CannotMigrate,
    CannotReturn,
    RunningVersion,
    Trial,
    migrate,
    migrate_back,
    old_versions,
    try_migration,
)
from .models import (
    Case,
    SubCase,
    Task,
)
from .narrowing import (
    FILTERS,
    ORDERS,
    WHO,
    Asked,
    Filter,
)
from .narrowing import (
    read as read_asked,
)
from .opening import (
    KEEP_FILES,
    TAKE_IN,
    Application,
    Given,
    open_case,
    submit,
    take_in,
)
from .overseeing import (
    LATE,
    URGE,
    Late,
    LateLine,
    late,
    oversee_late,
    urge,
)
from .own import (
    OPEN_OWN,
    Concerned,
    Own,
    open_own,
    to_open,
)
from .parts import (
    Terms,
)
from .parts import (
    terms as part_terms,
)
from .picking import (
    Picked,
    picked,
)
from .queries import (
    VIEW,
    CaseView,
    Decided,
    Line,
    Listing,
    Stage,
    application_of,
    asked_of,
    case_row,
    case_view,
    cases_of,
    choices,
    counts,
    decided_in,
    descendants_of,
    done_for,
    listing,
    may_withdraw,
    number_for,
    shows,
    signatures_of,
    worklist,
)
from .replying import (
    ANSWER,
    answer,
    pass_silent,
)
from .rules import (
    OUTCOMES,
    STATUS_TITLES,
    leads_to,
    stuck,
    unreached,
)
from .sections import (
    check_flow,
)
from .seeing import (
    READ,
    READ_FILE,
    attachment,
    disclose,
    note_reading,
)
from .speaking import (
    SPEAK,
    lapse,
    may_speak,
    speak,
)
from .taking_over import (
    Former,
    NumberInUse,
    fits,
    take_over,
)
from .unbundling import (
    first_altered,
)
from .undoing import (
    SEND_BACK,
    TAKE_BACK,
    may_take_back,
    send_back,
    steps_back,
    take_back,
)

__all__ = [
    "ANSWER", "ASK", "ASKABLE", "CHOOSE", "DELIVER", "EXTEND", "FILTERS", "HAND_OVER", "JUMP", "KEEP_DRAFT",
    "KEEP_FILES", "KINDS", "LATE", "MERGE", "MIGRATE", "OPEN_OWN", "ORDERS", "OUTCOMES", "PUT_BACK", "READ",
    "READ_ADDRESS", "READ_BUNDLE", "READ_FILE", "RECALL", "RECEIVE", "RELATE", "REOPEN", "RESUME", "SEND_BACK",
    "SPEAK", "STATUS_TITLES", "TAKE", "TAKE_BACK", "TAKE_IN", "TERMINATE", "UNMERGE", "URGE", "VIEW", "WAYS", "WHO",
    "AlreadySigned", "AnswerMissing", "Application", "Asked", "Bundle", "CannotAsk", "CannotEnrol", "CannotFollow",
    "CannotHand", "CannotMerge", "CannotMigrate", "CannotReturn", "Case", "CaseMoved", "CaseView", "Changed",
    "Concerned", "Decided", "Delivery", "DeliveryUnclear", "Figures", "Filter", "Flow", "Former", "Given",
    "ItemsMissing", "Late", "LateLine", "Line", "Listing", "MessageUnclear", "NoAgency", "NoConsent", "NotAlike",
    "NotInForce", "NotSo", "NotThatParty", "NotWaiting", "NumberInUse", "Opens", "Opinion", "Own", "Picked",
    "ReasonMissing", "RunningVersion", "SamePerson", "Stage", "Step", "StillAsked", "SubCase", "Takes", "Task",
    "Terms", "ToldAnew", "Trial", "Verdict", "Version", "WhatFor", "WhyMissing", "answer", "application_of", "ask",
    "askable", "asked_of", "attachment", "bundle", "case_row", "case_view", "cases_of", "check_flow", "choices",
    "choose_delivery", "chosen", "colleagues_for", "collected", "counts", "days_left", "decide", "decided_in",
    "delivery_address", "delivery_of", "descendants_of", "digest_of", "disclose", "done_for", "extend", "figures",
    "first_altered", "fits", "flow_of", "flows", "hand_over", "jump", "keep_clocks", "keep_draft", "lapse", "late",
    "leads_to", "listing", "may_choose", "may_lead", "may_put_back", "may_recall", "may_speak", "may_take_back",
    "may_terminate", "may_withdraw", "merge", "mergeable", "migrate", "migrate_back", "note_reading", "number_for",
    "old_versions", "open_case", "open_own", "oversee_late", "packed", "part_terms", "pass_silent", "picked",
    "post_result", "put_back", "read_asked", "recall", "recall_left", "receive", "rehearsing", "relate",
    "related_to", "release_left", "reopen", "resubmit", "resume", "send_back", "shows", "signatures_of", "speak",
    "steps_back", "steps_to_jump", "stuck", "submit", "take", "take_back", "take_in", "take_over", "terminate",
    "to_open", "try_migration", "unmerge", "unreached", "urge", "versions", "withdraw", "worklist",
]  # fmt: skip
