"""Customer complaints: how many came in.

A count of the tickets marked as complaints by the day they came in; without a mark the categories that are complaints must be named
with --set complaint_categories=billing,delivery, since nothing is guessed from text. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets that are complaints."""
    return {"complaints": rows.count(rows.col("is_complaint"))}


METRIC = Metric(
    title="Customer complaints",
    frame="ticket",
    definition="marked",
    version=1,
    unit=Unit.COUNT,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("is_complaint",),
    uses=("created_at", "status", "direction"),
    states=states,
    base="complaints",
    value=lambda s: s.complaints,
    interval=garwood("complaints"),
    aliases=("complaints",),
    question="How many complaints came in?",
    formula="number of tickets created in the period and marked as complaints",
    counted="tickets marked as complaints",
    left_out="other tickets; spam, merged and outbound ones",
    conflict="Tickets marked as complaints, or tickets in certain categories.",
    reason="The mark of the help desk is nobody's guess; categories have to be named.",
    example="60",
    pitfalls=("An easy way to complain raises the number: fewer complaints are not always better.",),
    names={"zh_TW": "客戶投訴數", "zh_CN": "客户投诉", "ms": "Aduan pelanggan", "lt": "Kliento skundai"},
)

VARIANTS = (
    METRIC.but(
        definition="categories",
        needs=("created_at", "category"),
        prepare="complaints",
        settings=(Setting("complaint_categories", "words", (), "categories that are complaints"),),
        formula="number of tickets created in the period in one of the categories named",
        counted="tickets of the categories named with --set complaint_categories",
    ),
)
