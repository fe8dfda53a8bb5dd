"""Repeat contact rate: the share of tickets followed by another one of the same customer about the same thing.

In per cent of the tickets whose seven days are over (--set within=14 for another window). The same thing is the same category
where the export has one; a reopened ticket is a repeat contact, and a follow-up begins a window of its own. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets of known customers whose window is over, and those followed up within it."""
    known, over = ~rows.col("customer_id").is_null(), rows.col("observed")
    return {
        "tickets": rows.count(known & over),
        "followed": rows.count(known & over & rows.col("followed")),
        "n_immature": rows.count(known & ~over),
        "n_missing": rows.count(~known),
    }


def after(rows: Rows) -> dict[str, Expr]:
    """Resolved tickets of known customers whose window is over, and those that came back within it."""
    known, over = ~rows.col("customer_id").is_null() & rows.col("resolved"), rows.col("settled")
    return {
        "tickets": rows.count(known & over),
        "followed": rows.count(known & over & rows.col("came_back")),
        "n_immature": rows.count(known & ~over),
        "n_missing": rows.count(rows.col("customer_id").is_null()),
    }


METRIC = Metric(
    title="Repeat contact rate",
    frame="ticket",
    definition="same_category",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("customer_id", "created_at", "category"),
    uses=("reopens", "resolved_at", "closed_at", "updated_at", "status", "first_response_at"),
    prepare="repeat_contacts",
    settings=(Setting("within", "days", 7, "days a follow-up counts in"),),
    states=states,
    base="tickets",
    value=lambda s: 100 * s.followed / s.tickets,
    interval=wilson("followed"),
    shown=("followed",),
    aliases=("repeat-contacts",),
    question="What share of contacts is followed by another one about the same thing?",
    formula="100 x tickets followed by another of the same customer and category within 7 days / tickets with 7 days observed",
    counted="tickets of known customers created at least 7 days before the observation end",
    left_out="younger tickets (immature), tickets without a customer; each counted",
    conflict="How soon, after the question or after its solution, and about the same matter or any.",
    reason="Seven days is the usual window of first contact resolution; the same category keeps unrelated questions out.",
    users="LiveAgent; seven days is the usual window of first contact resolution",
    example="400 tickets with their seven days over, 60 of them followed up: 15 % (95 % interval 11.8 to 18.8)",
    pitfalls=("Anonymous contacts are invisible: whoever writes from a new address looks like a new customer.",),
    names={"zh_TW": "重複聯絡率", "zh_CN": "重复联系率", "ms": "Kadar hubungan berulang", "lt": "Pakartotinių kontaktų greitis"},
)

VARIANTS = (
    METRIC.but(
        definition="same_customer",
        needs=("customer_id", "created_at"),
        settings=(
            *METRIC.settings,
            Setting("any_category", "flag", default=True, meaning="a ticket about something else is a follow-up, too"),
        ),
        formula="100 x tickets followed by another of the same customer within 7 days / tickets with 7 days observed",
    ),
    METRIC.but(
        definition="after_resolution",
        needs=("customer_id", "created_at", "resolved_at"),
        uses=("category", "reopens", "closed_at", "updated_at", "status", "first_response_at"),
        states=after,
        question="What share of solved contacts is followed by another one about the same thing?",
        formula="100 x resolved tickets followed by another of the same customer and category within 7 days of the resolution / such tickets",
        counted="resolved tickets of known customers, resolved at least 7 days before the observation end",
        left_out="open tickets, tickets resolved lately (immature), tickets without a customer; each counted",
        users="",
        example="a ticket of the 1st, solved on the 9th, and another on the 12th: followed, though eleven days after the first",
    ),
)
