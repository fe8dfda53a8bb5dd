"""Reopen rate: the share of solved tickets that came back.

In per cent of the tickets resolved in the period, at least seven days before the observation end. `per_ticket` gives the number of
reopenings per resolved ticket instead. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, mean_of, mean_states, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets resolved at least once with a count of reopenings, and those reopened."""
    solved, reopens = ~rows.col("resolved_at").is_null(), rows.col("reopens")
    return {
        "resolved": rows.count(solved & ~reopens.is_null()),
        "reopened": rows.count(solved & (reopens >= 1)),
        "n_missing": rows.count(solved & reopens.is_null()),
    }


def per_ticket(rows: Rows) -> dict[str, Expr]:
    """Sums of the reopenings of resolved tickets."""
    return states(rows) | mean_states(rows, rows.when(~rows.col("resolved_at").is_null()).then(rows.col("reopens")))


METRIC = Metric(
    title="Reopen rate",
    frame="ticket",
    definition="tickets",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("resolved_at", "reopens"),
    uses=("customer_id", "created_at", "status"),
    period_by="resolved_at",
    maturity_days=7,
    states=states,
    base="resolved",
    value=lambda s: 100 * s.reopened / s.resolved,
    interval=wilson("reopened"),
    shown=("reopened",),
    question="What share of solved tickets came back?",
    formula="100 x resolved tickets reopened at least once / tickets resolved",
    counted="tickets by the day of their last resolution, at least 7 days before the observation end",
    left_out="younger resolutions (immature), tickets without a count of reopenings; each counted",
    conflict="Tickets reopened at least once, or reopenings per ticket.",
    reason="A share of tickets is a proportion; one ticket that goes back and forth does not stand for many.",
    users="Zendesk",
    example="460 resolved, 23 of them reopened: 5 % (95 % interval 3.4 to 7.4)",
    pitfalls=("Help desks that open a follow-up ticket instead show 0: use repeat-contact-rate.",),
    names={"zh_TW": "重新開啟率", "zh_CN": "重开率", "ms": "Kadar buka semula", "lt": "Pakartotinai atvertų bilietų dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="per_ticket",
        unit=Unit.RATIO,
        bounds=(0, None),
        states=per_ticket,
        value=lambda s: s.total / s.resolved,
        interval=mean_of("total", "squares", "cubes"),
        formula="reopenings / tickets resolved",
        example="",
    ),
)
