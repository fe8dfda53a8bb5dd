"""Feature usage rate: the share of active users who used a feature.

In per cent of the users with any qualifying event, one row per feature. A feature nobody used is not in the export. Since 0.1.
"""

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Parts, Rows, Setting, Unit, wilson

USES = Setting("min_uses", "number", 1, "uses that make a user of the feature")


def states(rows: Rows) -> dict[str, Expr]:
    """Users with enough uses of the feature."""
    return {"used": rows.count(rows.col("uses") >= rows.options["min_uses"])}


METRIC = Metric(
    title="Feature usage rate",
    frame="product_event",
    definition="users",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "feature"),
    uses=("occurred_at", "event_id"),
    per=Collapse(("user_id",), lambda rows: {"uses": rows.size()}),
    parts=Parts("feature", lambda rows: rows.col("feature"), (), "used"),
    states=states,
    base="active",
    value=lambda s: 100 * s.used / s.active,
    interval=wilson("used"),
    settings=(USES,),
    shown=("used",),
    min_grade_n=50,
    question="What share of active users used the feature?",
    formula="100 x distinct users of the feature / distinct active users",
    counted="users with any event",
    left_out="events without a user; staff and bots",
    conflict="Share of users who use a feature (Nextiva), or share of features that carry the use (Pendo).",
    reason="Nextiva's formula and band are about users. Pendo's 6.4 % is a share of features: the two are never compared.",
    example="140 of 500 active users: 28.0 %",
    pitfalls=("The share of features that make most of the clicks, also called adoption, is another number.",),
    names={"zh_TW": "功能使用率", "zh_CN": "功能使用率", "ms": "Kadar penggunaan ciri", "lt": "Funkcijų naudojimo dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="accounts",
        needs=("customer_id", "feature"),
        per=Collapse(("customer_id",), lambda rows: {"uses": rows.size()}),
        formula="100 x distinct accounts that used the feature / distinct active accounts",
        counted="accounts with any event",
        left_out="events without an account; staff and bots",
    ),
    METRIC.but(
        definition="events",
        needs=("feature",),
        uses=("user_id", "occurred_at", "event_id"),
        per=None,
        states=lambda rows: {"used": rows.count(~rows.col("feature").is_null())},
        base="events",
        value=lambda s: 100 * s.used / s.events,
        settings=(),
        by_name=True,
        question="Which features is the product used for?",
        formula="100 x events of the feature / events of any feature",
        counted="events that name a feature",
        left_out="events that name none; staff and bots",
        example="140 of 1,000 uses: 14.0 %",
        pitfalls=("A few heavy users make the number.",),
    ),
)
