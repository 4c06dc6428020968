"""Who acts, what may be done, and that it is recorded.

    with acting(by, "casework.decide", Ref("case", number), key=key, body=form) as record:
        if record.replayed:
            return record.outcome
        ...
        record.note(verdict=verdict)
        return record.done(number)

`acting` and `acting_on_many` are the only ways to change anything; `viewing` is how it is read.
"""

from .access import changes_on_get, needs, open_to, public
from .acting import KeyReused, Record, acting, record_refusal
from .actions import Action, StepUp, actions, can, declare, require, role_titles, why_not
from .actor import NOBODY, SYSTEM, Actor
from .assurance import PROVED
from .boundary import boundaries, policies, protect, visible, within
from .classifying import LEVELS, Classified, Level, Sealed, classified, classify, level_of, sealed, sealed_columns
from .digest import sm3
from .heads import keep_head, kept_heads
from .mandates import acting_for, end_mandate, give_mandate, within_mandate
from .many import acting_on_many
from .marking import marks_alone
from .models import Appointment, Mandate, Party, User
from .people import (
    disclose,
    mark_anew,
    mark_of,
    marks_of,
    mask_identifier,
    mask_mobile,
    mask_name,
    masked_facts,
    mobile_of,
    new_party,
    note_reading,
    own_facts,
    own_party,
    party_with,
    record_reading,
    shown_name,
    user_named,
)
from .ports import Vault, vault
from .readings import Reading, call_reading, readings, readings_of, title_of
from .retaining import ERASED, GROUPS, Retained, kept_apart, retain, retain_nothing, retained, unspoken
from .rules import Eyes, Sight, hidden, sight
from .scope import afterwards, current, viewing
from .sealing import seal
from .session import Hat, actor_as, hats
from .stepping import kept
from .trail import Ref, erase_said
from .verifying import Verdict, in_parts, verify, verify_row

__all__ = [
    "ERASED", "GROUPS", "LEVELS", "NOBODY", "PROVED", "SYSTEM", "Action", "Actor", "Appointment", "Classified",
    "Eyes", "Hat", "KeyReused", "Level", "Mandate", "Party", "Reading", "Record", "Ref", "Retained", "Sealed",
    "Sight", "StepUp", "User", "Vault", "Verdict", "acting", "acting_for", "acting_on_many", "actions", "actor_as",
    "afterwards", "boundaries", "call_reading", "can", "changes_on_get", "classified", "classify", "current",
    "declare", "disclose", "end_mandate", "erase_said", "give_mandate", "hats", "hidden", "in_parts", "keep_head",
    "kept", "kept_apart", "kept_heads", "level_of", "mark_anew", "mark_of", "marks_alone", "marks_of",
    "mask_identifier", "mask_mobile", "mask_name", "masked_facts", "mobile_of", "needs", "new_party",
    "note_reading", "open_to", "own_facts", "own_party", "party_with", "policies", "protect", "public", "readings",
    "readings_of", "record_reading", "record_refusal", "require", "retain", "retain_nothing", "retained",
    "role_titles", "seal", "sealed", "sealed_columns", "shown_name", "sight", "sm3", "title_of", "unspoken",
    "user_named", "vault", "verify", "verify_row", "viewing", "visible", "why_not", "within", "within_mandate",
]  # fmt: skip
