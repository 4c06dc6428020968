"""Flows as they come: any number of steps, anything leading anywhere."""

from __future__ import annotations

from hypothesis import strategies as st

from yiwang.toolbox.casework.api import Flow

WORDS = st.text("审查受理核对办结送达决定、，<>&\"'A1 ", min_size=1, max_size=14)
EFFECTS = ("forward", "accept", "decline", "supplement", "pause", "grant", "refuse", "finish", "revoke")


@st.composite
def verdicts(draw, key: str, keys: list[str]) -> dict[str, object]:
    effect = draw(st.sampled_from(EFFECTS))
    onward = effect in ("forward", "accept", "grant", "refuse")
    return {
        "key": key, "title": draw(WORDS), "effect": effect, "to": draw(st.sampled_from([*keys, ""])) if onward else "",
        "past": draw(st.sampled_from(["", "办了"])), "tone": draw(st.sampled_from(["", "good", "bad"])),
        "needs": draw(st.sampled_from([[], ["reason"], ["reason", "items"]])),
        "when": draw(st.sampled_from(["", "a = 'x<y'"])), "opinions": draw(st.lists(WORDS, max_size=2)),
        "issues": draw(st.sampled_from([[], [{"document": "pack/letter", "data": "pack/function"}]])),
    }  # fmt: skip


@st.composite
def flows(draw, most: int = 6) -> Flow:
    keys = [f"s{nth}" for nth in range(draw(st.integers(1, most)))]
    steps = []
    for key in keys:
        waits = draw(st.booleans()) and draw(st.booleans())
        steps.append({
            "key": key, "title": draw(WORDS), "by": draw(st.sampled_from(["clerk", "examiner", "approver"])),
            "public": draw(st.sampled_from(["", "在办"])), "people": draw(st.integers(1, 2)), "waits": waits,
            "form": "pack/form" if waits else "", "stops": draw(st.sampled_from(["", "hearing"])),
            "limit": draw(st.sampled_from(["", "licence_supplement_notice"])),
            "late": draw(st.sampled_from(["remind", "deemed_accepted"])),
            "verdicts": [draw(verdicts(f"v{nth}", keys)) for nth in range(draw(st.integers(1, 4)))],
        })  # fmt: skip
    return Flow.model_validate({
        "title": draw(WORDS), "limit": "licence_decision", "extension": draw(st.sampled_from(["", "licence_extension"])),
        "specials": [{"key": "hearing", "title": "听证", "days": 20}], "steps": steps,
        "words": draw(st.sampled_from([{}, {"granted": "准予登记"}])),
    })  # fmt: skip
