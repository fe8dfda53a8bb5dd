"""Interactions per attendee: how much those who attended took part.

A mean over attendees; attendees without an interaction count 0. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, mean_of, mean_states, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Sums of the interactions of attendees and their powers."""
    there = rows.col("came")
    count = rows.when(there).then(rows.col("interactions").fill_null(0))
    return mean_states(rows, count) | {"attendees": rows.count(there)}


METRIC = Metric(
    title="Interactions per attendee",
    frame="attendance",
    definition="mean",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("interactions", "attended"),
    uses=("person_id", "event_id", "event_start_at"),
    prepare="people_of_events",
    states=states,
    base="attendees",
    value=lambda s: s.total / s.attendees,
    interval=mean_of("total", "squares", "cubes"),
    question="How active is an attendee?",
    formula="interactions of attendees / attendees",
    counted="attendees, silent ones included",
    left_out="people who did not attend",
    conflict="The mean over attendees, or over those who took part.",
    reason="Over all attendees, with the share who took part beside it.",
    example="5 interactions of 4 attendees: 1.25",
    names={"zh_TW": "人均互動數", "zh_CN": "人均互动数", "ms": "Interaksi setiap peserta", "lt": "Sąveikos vienam dalyviui"},
)


def active(rows: Rows) -> dict[str, Expr]:
    """Attendees, and those with an interaction."""
    there = rows.col("came")
    return {"active": rows.count(there & (rows.col("interactions") > 0)), "attendees": rows.count(there)}


VARIANTS = (
    METRIC.but(
        definition="share_active",
        unit=Unit.PERCENT,
        bounds=(0, 100),
        states=active,
        value=lambda s: 100 * s.active / s.attendees,
        interval=wilson("active"),
        shown=("active",),
        by_name=True,
        question="What share of the attendees took part at all?",
        formula="100 x attendees with an interaction / attendees",
        example="3 of 4 attendees: 75 %",
    ),
)
