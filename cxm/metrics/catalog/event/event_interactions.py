"""Event interactions: votes, questions, comments and reactions at the events of the period.

A count of all kinds together. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Interactions of all people."""
    return {"interactions": rows.total(rows.col("interactions"))}


METRIC = Metric(
    title="Event interactions",
    frame="attendance",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("interactions",),
    uses=("event_start_at",),
    states=states,
    base="interactions",
    value=lambda s: s.interactions,
    interval=CENSUS,
    question="How much did attendees vote, submit, ask and comment?",
    formula="sum of interactions",
    counted="all people with the count",
    left_out="people without it",
    conflict="Which acts count.",
    reason="All that the export holds, summed; by type they are a split.",
    example="3 votes and 2 questions: 5",
    names={"zh_TW": "活動互動數", "zh_CN": "活动互动数", "ms": "Interaksi", "lt": "Sąveikos renginyje"},
)
