"""Which pack's flow handles what was refused: declared in `reporting/<key>.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from yiwang.kernel.registry import Registry


class TicketPlan(BaseModel):
    """`flow` and `form` of the case a refused object becomes; `correct` is the step whose record says what is written
    over (fields `column`, `value`), `waits` the step that waits for the answer (field `answer`: accepted, refused)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=2, max_length=60)
    flow: str
    form: str
    correct: str = "correct"
    waits: str = "resent"


plans: Registry[TicketPlan] = Registry("plan for refused rows")
