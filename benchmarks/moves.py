"""Move cases at random, a million times, and hold every move against a model that knows nothing of the engine.

    python -m benchmarks.moves [--quick]

Every case ends by the model's own way out, wherever the moves left it: none is stuck. A difference stops the run and says
what was done to which case; the seed brings it back.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections import Counter

from benchmarks import place, report

MOVES, QUICK, LONGEST = 1_000_000, 5_000, 60


def run(moves: int, seed: int) -> tuple[Counter[str], float]:
    """How often each sort of move was drawn, and the seconds it took. Raises `AssertionError` at the first difference."""
    from django.db import transaction

    from benchmarks.moving import drive
    from benchmarks.moving.model import Model
    from yiwang.pillars.security.base import testing
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.casework.tests.test_moves import FORM, applied
    from yiwang.toolbox.forms import api as forms

    rng, drawn, began = random.Random(seed), Counter[str](), time.perf_counter()
    with casework.flows.plus(**drive.FLOWS), forms.forms.plus(**{"test/form": FORM}):
        with transaction.atomic():
            cast = testing.cast()
            actors = drive.staff(cast)
        drive.know(actors)
        while drawn.total() < moves:
            rule, turn = rng.choice(drive.RULES)
            number = applied(cast, key=f"b{drawn.total()}", flow=f"test/moves_{rule}_{int(turn)}")
            model = Model(rule, turn)
            for _ in range(LONGEST):
                if model.over:
                    break
                command = drive.draw(model, rng)
                drive.step(actors, number, model, command)
                drawn[command[0]] += 1
            drive.finish(actors, number, model)
    return drawn, time.perf_counter() - began


def main() -> int:
    given = report.arguments(__doc__)
    moves = QUICK if given.quick else MOVES
    seed = random.SystemRandom().randrange(2**32)
    report.say(f"seed {seed}")
    with place.province(people=0):
        logging.disable(logging.CRITICAL)  # a quarter of the draws are refused, and every refusal is logged
        try:
            drawn, seconds = run(moves, seed)
        except AssertionError as differs:
            print(f"seed {seed}: {differs}")
            drawn, seconds = Counter[str](), 0.0
    report.table(["move", "drawn"], [[what, many] for what, many in drawn.most_common()])
    total = drawn.total()
    return report.conclude(
        "moves", yiwang=total / seconds if seconds else 0.0, peer=None, limit=None, met=total >= moves, moves=total,
        seed=seed, target="1,000,000 moves: no case stuck, lost or doubled",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
