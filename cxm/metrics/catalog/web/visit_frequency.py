"""Visit frequency: how often a visitor comes in the period.

Visits over distinct visitors, of visits whose visitor is known; a mean over visitors. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import HITS
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Unit, mean_of, mean_states


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

VARIANTS = (METRIC.but(frame="hit", needs=("visitor_id", "viewed_at"), uses=("session_id", "event"), prepare="sessions", settings=HITS),)
