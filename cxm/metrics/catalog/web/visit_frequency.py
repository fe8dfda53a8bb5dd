"""Visit frequency: how often a visitor comes in the period.

Visits over distinct visitors, of visits whose visitor is known; a mean over visitors. Since 0.1.
"""

from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Parts, Rows, Unit, mean_of, mean_states, wilson

OFTEN = ("1", "2", "3-5", "6+")
"""Groups of visitors by their visits."""


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over visitors of their visits and powers of them."""
    return mean_states(rows, rows.col("visits")) | {"visitors": rows.size()}


METRIC = Metric(
    title="Visit frequency",
    frame="session",
    definition="mean",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("visitor_id", "started_at"),
    uses=("session_id",),
    per=Collapse(("visitor_id",), lambda rows: {"visits": rows.size()}),
    states=states,
    base="visitors",
    value=lambda s: s.total / s.visitors,
    interval=mean_of("total", "squares", "cubes"),
    min_grade_n=50,
    question="How often does a visitor come in the period?",
    formula="visits of known visitors / distinct visitors",
    counted="visitors",
    left_out="visits without a visitor; bots and staff",
    conflict="Visits per visitor, or days between visits.",
    reason="Visits over visitors needs one period only and has an interval.",
    example="400 visits of 250 visitors: 1.60",
    pitfalls=("Longer periods hold more visits of each: compare periods of one length.",),
    names={"zh_TW": "造訪頻率", "zh_CN": "访问频率", "ms": "Kekerapan lawatan", "lt": "Apsilankymų dažnumas"},
)


def often(rows: Rows) -> Expr:
    """The group of a visitor."""
    visits = rows.col("visits")
    grouped = rows.when(visits <= 1).then(rows.lit("1")).when(visits <= 2).then(rows.lit("2"))
    return grouped.when(visits <= 5).then(rows.lit("3-5")).otherwise(rows.lit("6+"))


DISTRIBUTION = METRIC.but(
    definition="distribution",
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    parts=Parts("visits", often, OFTEN, "came", of_units=True),
    states=lambda rows: {"came": rows.size()},
    value=lambda s: 100 * s.came / s.visitors,
    interval=wilson("came"),
    by_name=True,
    question="How many visitors come once, and how many again and again?",
    formula="100 x visitors with 1, 2, 3 to 5, or 6 and more visits / distinct visitors",
    example="250 visitors, 175 of whom came once: 70 % of 1 visit",
    pitfalls=("Shares of one distribution hang together: no test of one of them alone.", *METRIC.pitfalls),
)
HIT = {"frame": "hit", "needs": ("visitor_id", "viewed_at"), "uses": ("session_id", "event"), "prepare": "sessions", "settings": HITS}

VARIANTS = (METRIC.but(**HIT), DISTRIBUTION, DISTRIBUTION.but(**HIT))
