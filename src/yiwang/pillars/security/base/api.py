"""Who acts, what may be done, and that it is recorded.

    with acting(by, "casework.decide", Ref("case", number), key=key, body=form) as record:
        if record.replayed:
            return record.outcome
        ...
        record.note(verdict=verdict)
        return record.done(number)

`acting` and `acting_on_many` are the only ways to change anything; `viewing` is how it is read.
"""

from .access import needs, open_to, public
from .acting import KeyReused, Record, acting, record_refusal
from .actions import Action, actions, can, declare, require, role_titles, why_not
from .actor import NOBODY, SYSTEM, Actor
from .auditing import ABOUT, VERDICTS, Asked, Told, trail_rows
from .boundary import boundaries, policies, protect, visible, within
from .checking import VERIFY, check, checks, open_check, run_check
from .classifying import LEVELS, Classified, Level, Sealed, classified, classify, level_of, sealed, sealed_columns
from .digest import sm3
from .heads import Heads, compare_heads, heads_apart, heads_folder, keep_head
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
from .rules import Eyes, Sight, hidden, sight, told
from .scope import current, viewing
from .sealing import seal
from .session import Hat, actor_as, hats
from .trail import Ref
from .verifying import Verdict, verify

__all__ = [
    "ABOUT", "LEVELS", "NOBODY", "SYSTEM", "VERDICTS", "VERIFY", "Action", "Actor", "Appointment", "Asked",
    "Classified", "Eyes", "Hat", "Heads", "KeyReused", "Level", "Mandate", "Party", "Reading", "Record", "Ref",
    "Sealed", "Sight", "Told", "User", "Vault", "Verdict", "acting", "acting_for", "acting_on_many", "actions",
    "actor_as", "boundaries", "call_reading", "can", "check", "checks", "classified", "classify", "compare_heads",
    "current", "declare", "disclose", "end_mandate", "give_mandate", "hats", "heads_apart", "heads_folder", "hidden",
    "keep_head", "level_of", "mark_anew", "mark_of", "marks_alone", "marks_of", "mask_identifier", "mask_mobile",
    "mask_name", "masked_facts", "mobile_of", "needs", "new_party", "note_reading", "open_check", "open_to",
    "own_facts", "own_party", "party_with", "policies", "protect", "public", "readings", "readings_of",
    "record_reading", "record_refusal", "require", "role_titles", "run_check", "seal", "sealed", "sealed_columns",
    "shown_name", "sight", "sm3", "title_of", "told", "trail_rows", "user_named", "vault", "verify", "viewing",
    "visible", "why_not", "within", "within_mandate",
]  # fmt: skip
