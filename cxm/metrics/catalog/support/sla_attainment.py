"""SLA attainment: the share of tickets that met the time agreed.

In per cent of the tickets whose outcome is known; open and not yet due tickets are pending, counted beside it. What was agreed is
the target the user names (--set target=4h, or urgent=1h,normal=8h), else the export's own flag of breaches, else the due time of
the ticket. Exactly at the target is met. Calendar time, or working time with --business-hours. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import BUSINESS_HOURS, Better, Expr, Metric, Rows, Setting, Unit, wilson


def of(what: str) -> Callable[[Rows], dict[str, Expr]]:
    """The states of one kind of target."""

    def states(rows: Rows) -> dict[str, Expr]:
        met = rows.col(f"{what}_met")
        return {
            "known": rows.count(~met.is_null()),
            "met": rows.count(met),
            "breached": rows.count(~met),
            "pending": rows.count(met.is_null()),
        }

    return states


def flagged(rows: Rows) -> dict[str, Expr]:
    """Tickets with a flag, and those without a breach."""
    breached = rows.col("sla_breached")
    return {
        "known": rows.count(~breached.is_null()),
        "met": rows.count(~breached),
        "breached": rows.count(breached),
        "n_missing": rows.count(breached.is_null()),
    }


METRIC = Metric(
    title="SLA attainment",
    frame="ticket",
    definition="first_response",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("created_at", "first_response_at"),
    uses=("sla_due_at", "sla_breached", "priority", "resolved_at", "closed_at", "updated_at", "status", "customer_id"),
    prepare="sla",
    settings=(Setting("target", "text", "", "time agreed, such as 4h or urgent=1h,normal=8h"), *BUSINESS_HOURS),
    states=of("response"),
    base="known",
    value=lambda s: 100 * s.met / s.known,
    interval=wilson("met"),
    shown=("met", "breached", "pending"),
    shown_as={"met": Unit.COUNT, "breached": Unit.COUNT, "pending": Unit.COUNT},
    aliases=("sla",),
    question="What share of tickets met the agreed time?",
    formula="100 x tickets answered by the target / tickets whose outcome is known",
    counted="tickets answered, or past due",
    left_out="tickets open and not yet due (pending), tickets nothing was agreed for",
    conflict="For the first answer or for the resolution.",
    reason="The first answer is what most agreements name first.",
    users="every help desk",
    example="470 met, 30 breached, 10 pending: 94 % (95 % interval 91.6 to 95.8)",
    pitfalls=("Help desks pause the clock while they wait for the customer, which no export tells: their own flag knows better.",),
    names={"zh_TW": "SLA 達成率", "zh_CN": "SLA 达成率", "ms": "Pencapaian SLA", "lt": "SLA laikymosi dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="resolution",
        needs=("created_at", "resolved_at"),
        uses=("sla_due_at", "sla_breached", "priority", "closed_at", "updated_at", "status", "first_response_at", "customer_id"),
        states=of("resolution"),
        formula="100 x tickets resolved by the target / tickets whose outcome is known",
        counted="tickets resolved, or past due",
    ),
    METRIC.but(
        definition="exported",
        needs=("sla_breached",),
        uses=("customer_id",),
        prepare="",
        settings=(),
        states=flagged,
        shown=("met", "breached"),
        formula="100 x tickets not marked as breached / tickets with a mark",
        counted="tickets with a mark",
        left_out="tickets without a mark; each counted",
        pitfalls=("A ticket that is not yet due is not yet breached: young periods look better than they will be.",),
    ),
)
