"""How many cases there were and what became of them, by the month they were handed in: one grouped query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Aggregate, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncMonth

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security

from .models import Case, Entry
from .reach import within_reach

DIMENSIONS: Mapping[str, str] = {"agency": "agency__short_name", "matter": "title", "channel": "channel"}
MOST = 2000


@dataclass(frozen=True)
class Figures:
    """One row: `month` of handing in, `names` of what it is grouped by. `on_time` are decisions by the law's last day,
    `median` the days from receipt to decision."""

    month: date
    names: dict[str, str]
    received: int
    accepted: int
    closed: int
    decided: int
    on_time: int
    supplemented: int
    refused: int
    withdrawn: int
    median: float | None
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Of what was decided, how much in time."""
        return 100 * self.on_time / self.decided if self.decided else None


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def figures(
    viewer: security.Actor, since: date, until: date, by: Sequence[str] = (), *, agency: int | None = None,
    matter: str = "", channel: str = "",
) -> list[Figures]:  # fmt: skip
    """Cases handed in from `since` until before `until`, in reach of `viewer`, newest month first, by month and `by`
    (keys of `DIMENSIONS`); at most 2,000 rows."""
    first, last = (datetime.combine(day, time.min, clock.CHINA) for day in (since, until))
    narrowed = {"agency": agency, "matter": matter, "channel": channel}
    cases = within_reach(Case.objects.all(), viewer).filter(
        submitted_at__gte=first, submitted_at__lt=last, **{key: value for key, value in narrowed.items() if value}
    )
    names = {key: DIMENSIONS[key] for key in DIMENSIONS if key in by}
    columns = dict.fromkeys([*names.values(), *names])
    rows = cases.annotate(month=TruncMonth("submitted_at", tzinfo=clock.CHINA)).values("month", *columns)
    counted = rows.annotate(**_counts()).order_by("-month", "-received", *columns)[:MOST]
    return [_figures(row, names) for row in counted]


def _counts() -> dict[str, Aggregate]:
    asked = Exists(Entry.objects.filter(case=OuterRef("pk"), verb="supplement"))
    days = ExpressionWrapper(F("decided_on") - F("received_on"), output_field=DurationField())
    wanted = {
        "accepted": Q(accepted_on__isnull=False), "closed": Q(status="closed"), "decided": Q(decided_on__isnull=False),
        "on_time": Q(decided_on__lte=F("due_on")), "refused": Q(outcome__in=["refused", "declined"]),
        "withdrawn": Q(outcome="withdrawn"), "supplemented": Q(asked),
    }  # fmt: skip
    return {"received": Count("pk"), "median": Median(days, filter=Q(decided_on__isnull=False)),
            **{name: Count("pk", filter=so) for name, so in wanted.items()}}  # fmt: skip


def _figures(row: Mapping[str, object], names: Mapping[str, str]) -> Figures:
    median = row["median"]
    whole = {key: row[key] for key in Figures.__dataclass_fields__ if key in row and key not in ("month", "median")}
    return Figures(
        month=row["month"].date(),  # type: ignore[attr-defined]
        names={key: str(row[column]) for key, column in names.items()}, keys={key: str(row[key]) for key in names},
        median=median.total_seconds() / 86400 if median is not None else None,  # type: ignore[attr-defined]
        **whole,  # type: ignore[arg-type]
    )  # fmt: skip
