"""An application handed in: form checked, rights, idempotency key, case with sealed answers, number, first task,
history, trail, outbox, in one durable transaction. By 10, 20 and 40 clients at once.

The peer is Open Zaak 1.x, as published (24 cases a second, median 390 ms, 10 clients): it needs containers and is not
run here. The bare machine writes two rows with plain Django.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from benchmarks import clients, place, report

OPEN_ZAAK = 24.0
FORM, MATTER = "food_operation/apply", "food_operation/licence"
WANTED = {10: 240.0, 40: 200.0}
SHARE = 0.25
APPLICANTS = 40


def applicants() -> list[Any]:
    """People of the sample, each with an account: one who files again and again would wait for himself."""
    from yiwang.assembly.sample.opening import OPEN
    from yiwang.pillars.security.base import api as security

    with security.acting(security.SYSTEM, OPEN):
        parties = list(security.Party.objects.filter(kind="person", user=None).order_by("id")[:APPLICANTS])
        users = [security.User(username=f"bench{n}", party=one, password="!") for n, one in enumerate(parties)]
        security.User.objects.bulk_create(users)
    with security.viewing(security.SYSTEM):
        return [
            security.Actor("person", user=user.pk, name=user.username, party=user.party_id)
            for user in security.User.objects.filter(username__startswith="bench").order_by("id")
        ]


def ours(actors: list[Any], version: str) -> Callable[[int], Callable[[int], object]]:
    """One client: the check of the form and the hand-in, as the portal orders them."""
    from yiwang.applications.packs.market.food_operation.tests.cast import SHOP, UPLOADS
    from yiwang.kernel import clock
    from yiwang.toolbox.casework import api as casework
    from yiwang.toolbox.forms import api as forms

    form = forms.forms[FORM]
    typed = forms.parse(form, SHOP, clock.today(), uploads=UPLOADS).answers

    def client(number: int) -> Callable[[int], object]:
        by = actors[number % len(actors)]

        def submit(_turn: int) -> str:
            if forms.complete(form, typed, clock.today(), UPLOADS):
                raise ValueError("the benchmark's own application is not complete")
            answers = forms.final(form, typed, clock.today())
            what = casework.Application(
                matter=MATTER, title="食品经营许可核发", flow=MATTER, line="market", division=530102_000000, form=FORM,
                version=version, answers=answers, party=by.party, party_shown="样*", synthetic=True,
            )  # fmt: skip
            return casework.submit(by, what, key=uuid4().hex)

        return submit

    return client


def bare_client(_number: int) -> Callable[[int], object]:
    from benchmarks import bare
    from yiwang.applications.packs.market.food_operation.tests.cast import SHOP

    return lambda _turn: bare.insert("食品经营许可核发", 530102_000000, SHOP)


def version_in_use(actor: Any) -> str:
    from yiwang.pillars.security.base import api as security
    from yiwang.toolbox.forms import api as forms

    with security.acting(actor, forms.SAVE) as record:
        return str(forms.use(record, FORM).pk)


def measure(quick: bool) -> dict[int, tuple[clients.Speed, clients.Speed]]:
    """Clients → (ours, bare), each the median of rounds that took turns."""
    from benchmarks import bare

    bare.make_tables()
    actors = applicants()
    client = ours(actors, version_in_use(actors[0]))
    rounds, seconds = (1, 5.0) if quick else (5, 10.0)
    found = {}
    for count in (10, 40) if quick else (10, 20, 40):
        pairs = []
        for _ in range(rounds):
            pairs.append((clients.at_once(count, seconds, client), clients.at_once(count, seconds, bare_client)))
            report.say(f"{count} clients: ours {pairs[-1][0].rate:.0f}/s, bare {pairs[-1][1].rate:.0f}/s")
        found[count] = tuple(_median([pair[side] for pair in pairs]) for side in (0, 1))
    return found  # type: ignore[return-value]


def _median(speeds: list[clients.Speed]) -> clients.Speed:
    return clients.Speed(*(statistics.median(getattr(one, name) for one in speeds) for name in ("rate", "p50", "p95")))


def main() -> int:
    given = report.arguments(__doc__)
    with place.province():
        found = measure(given.quick)
    rows = [["Open Zaak (published)", 10, OPEN_ZAAK, 390.0, "", ""]]
    for count, (ours_, bare_) in found.items():
        rows.append(["Yiwang", count, ours_.rate, ours_.p50, ours_.p95, f"{ours_.rate / bare_.rate:.0%}"])
        rows.append(["bare Django + PostgreSQL", count, bare_.rate, bare_.p50, bare_.p95, ""])
    report.table(["what", "clients", "a second", "p50 ms", "p95 ms", "of bare"], rows)
    ten, limit = found[10]
    met = all(found[count][0].rate >= wanted for count, wanted in WANTED.items()) and ten.rate >= SHARE * limit.rate
    return report.conclude(
        "submit", yiwang=ten.rate, peer=OPEN_ZAAK, limit=limit.rate, met=met, peer_is="published",
        at_40=round(found[40][0].rate), target="≥ 240/s at 10 clients, ≥ 200/s at 40, ≥ 25 % of bare",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
