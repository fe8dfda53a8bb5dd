"""Issues resolved: how many tickets were solved in the period.

A count by the day of the last resolution; tickets reopened and still open are not counted. A complete count, without interval.
Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit

OPEN = ("new", "open", "pending", "on_hold")


def by(time: str) -> Callable[[Rows], dict[str, Expr]]:
    """The states by the time of an end."""

    def states(rows: Rows) -> dict[str, Expr]:
        done = ~rows.col(time).is_null()
        if rows.has("status"):
            done = done & ~rows.col("status").is_in(list(OPEN)).fill_null(value=False)
        return {"resolved": rows.count(done)}

    return states


def every(rows: Rows) -> dict[str, Expr]:
    """Resolutions of tickets of which it is known how often they were reopened: one before each reopening, and the last."""
    reopens = rows.col("reopens")
    known = ~rows.col("resolved_at").is_null() & (reopens >= 0)
    last = rows.lit(1)
    if rows.has("status"):
        last = rows.when(rows.col("status").is_in(list(OPEN))).then(rows.lit(0)).otherwise(rows.lit(1))
    return {
        "resolutions": rows.total(rows.when(known).then(reopens + last)),
        "n_missing": rows.count(~rows.col("resolved_at").is_null() & reopens.is_null()),
    }


METRIC = Metric(
    title="Issues resolved",
    frame="ticket",
    definition="last_resolution",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("resolved_at",),
    uses=("status",),
    period_by="resolved_at",
    states=by("resolved_at"),
    base="resolved",
    value=lambda s: s.resolved,
    interval=CENSUS,
    aliases=("resolved",),
    question="How many issues were solved in the period?",
    formula="number of tickets whose last resolution lies in the period",
    counted="tickets by the day of their last resolution",
    left_out="tickets reopened and still open; spam, merged and outbound tickets",
    conflict="By the last resolution, or by every one (LiveAgent counts what agents did).",
    reason="A ticket that was reopened was not resolved the first time.",
    users="most help desks",
    example="460",
    pitfalls=("More resolved tickets may only mean more tickets: read resolution-rate.",),
    names={"zh_TW": "已解決問題數", "zh_CN": "已解决问题数", "ms": "Isu diselesaikan", "lt": "Išspręstų problemų skaičius"},
)

VARIANTS = (
    METRIC.but(
        definition="closed",
        needs=("closed_at",),
        period_by="closed_at",
        states=by("closed_at"),
        formula="number of tickets closed in the period",
        counted="tickets by the day they were closed",
    ),
    METRIC.but(
        definition="every_resolution",
        users="LiveAgent",
        needs=("resolved_at", "reopens"),
        states=every,
        base="resolutions",
        value=lambda s: s.resolutions,
        question="How often was an issue marked as solved?",
        formula="reopenings, and one for each ticket that is resolved, of the tickets whose last resolution lies in the period",
        counted="resolutions, by the day of the ticket's last one",
        left_out="tickets of which it is not known how often they were reopened; spam, merged and outbound tickets",
        example="10 tickets, one of them reopened twice: 12",
        pitfalls=("A ticket solved three times counts three times.", *METRIC.pitfalls),
    ),
)
