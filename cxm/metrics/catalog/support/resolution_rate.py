"""Resolution rate: the share of the period's tickets that has been solved.

In per cent of the tickets created in the period, by what is known at the observation end. Old periods look better because their
tickets had more time: the definition `within` gives each ticket the same 72 hours (--set within=24h for another window) and leaves
out tickets too young for it. `flow` divides what was resolved in the period by what came in. Since 0.1.
"""

from cxm.metrics.spec import BUSINESS_HOURS, NO_INTERVAL, Better, Expr, Metric, Rows, Setting, Unit, wilson

DONE = ("solved", "closed")


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets of the period, and those resolved and not reopened since."""
    return {"tickets": rows.size(), "resolved": rows.count(rows.col("resolved"))}


def within(rows: Rows) -> dict[str, Expr]:
    """Tickets old enough for the window, and those resolved within it."""
    window = float(rows.options["within"])
    old = rows.col("age_s") >= window
    fast = rows.col("resolution_ended") & (rows.col("resolution_s") <= window)
    return {
        "tickets": rows.count(old & ~rows.col("resolution_invalid")),
        "resolved": rows.count(old & fast),
        "n_immature": rows.count(~old),
        "n_invalid": rows.count(rows.col("resolution_invalid")),
    }


def flow(rows: Rows) -> dict[str, Expr]:
    """Tickets created and tickets resolved in the period, which need not be the same."""
    return {"tickets": rows.count(rows.col("created")), "resolved": rows.count(rows.col("resolved"))}


def by_status(rows: Rows) -> dict[str, Expr]:
    """Tickets whose status is known, and those solved or closed."""
    status = rows.col("status")
    return {"tickets": rows.count(~status.is_null()), "resolved": rows.count(status.is_in(list(DONE)))}


METRIC = Metric(
    title="Resolution rate",
    frame="ticket",
    definition="cohort",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("created_at", "resolved_at"),
    uses=("status", "closed_at", "updated_at", "first_response_at", "customer_id"),
    prepare="durations",
    states=states,
    base="tickets",
    value=lambda s: 100 * s.resolved / s.tickets,
    interval=wilson("resolved"),
    shown=("resolved",),
    question="What share of the period's tickets has been solved?",
    formula="100 x tickets created in the period and resolved by the observation end / tickets created in the period",
    counted="tickets created in the period; reopened and still open ones are not resolved",
    left_out="spam, deleted, merged and outbound tickets; each counted",
    conflict=(
        "Tickets of the period that were solved (LiveAgent), or those solved over those created in it, which can exceed 100 %; with or "
        "without a deadline."
    ),
    reason=(
        "The same tickets above and below the line. Old periods had more time: for a trend the definition within gives each ticket as long."
    ),
    users="LiveAgent",
    example="500 created, 460 of them resolved: 92 % (95 % interval 89.3 to 94.1)",
    pitfalls=("Old periods look better because they had more time: use --definition within for a trend.",),
    names={"zh_TW": "解決率", "zh_CN": "解决率", "ms": "Kadar penyelesaian", "lt": "Sprendimo greitis"},
)

CLOSED = METRIC.but(definition="cohort_closed", needs=("created_at", "closed_at"), formula=METRIC.formula.replace("resolved", "closed"))
WITHIN = METRIC.but(
    definition="within",
    settings=(Setting("within", "seconds", 259_200.0, "time a ticket has to be resolved in"), *BUSINESS_HOURS),
    states=within,
    formula="100 x tickets resolved within 72 hours of creation / tickets created in the period at least 72 hours ago",
    counted="tickets old enough for the window",
    left_out="younger tickets (immature), tickets resolved before they were created; each counted",
    example="100 created, 5 of them an hour ago, 76 resolved within 72 hours: 80 %",
    pitfalls=("A ticket reopened after the window counts by its last resolution.",),
)
FLOW = METRIC.but(
    definition="flow",
    bounds=(0, None),
    prepare="ticket_flow",
    states=flow,
    interval=NO_INTERVAL,
    formula="100 x tickets resolved in the period / tickets created in the period",
    counted="tickets created, and tickets resolved, in the period",
    example="100 created and 120 resolved in a month that worked off a backlog: 120 %",
    pitfalls=("It can exceed 100 %: the two numbers are of different tickets.",),
)
VARIANTS = (
    CLOSED,
    METRIC.but(
        definition="status",
        needs=("created_at", "status"),
        uses=("customer_id",),
        prepare="",
        states=by_status,
        formula="100 x tickets created in the period whose status is solved or closed / tickets with a known status",
        counted="tickets with a known status",
        left_out="tickets without a status; each counted",
    ),
    WITHIN,
    WITHIN.but(definition="within_closed", needs=("created_at", "closed_at")),
    FLOW,
    FLOW.but(definition="flow_closed", needs=("created_at", "closed_at")),
)
