"""Event attendance: people who attended the events of the period live, walk-ins included.

A count of person x event; joins and re-joins are one. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, garwood

MIN_MINUTES = Setting("min_minutes", "number", 0, "minutes somebody must have been there to have attended")


def states(rows: Rows) -> dict[str, Expr]:
    """People who were there."""
    return {"attendees": rows.count(rows.col("came_live"))}


METRIC = Metric(
    title="Event attendance",
    frame="attendance",
    definition="live",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("attended",),
    uses=("person_id", "event_id", "event_name", "event_start_at", "on_demand", "minutes"),
    prepare="people_of_events",
    states=states,
    base="attendees",
    value=lambda s: s.attendees,
    interval=garwood("attendees"),
    settings=(MIN_MINUTES,),
    aliases=("attendance",),
    question="How many people came (or joined the campaign)?",
    formula="number of attendees",
    counted="one per person and event, live",
    left_out="people who watched later; joins after the first",
    conflict="People in the room, or those who watched later too.",
    reason="Live attendees; later views are kept apart.",
    example="80 came, 5 of them unregistered: 80",
    names={"zh_TW": "活動出席人數", "zh_CN": "活动出席人数", "ms": "Kehadiran", "lt": "Dalyvavimas renginyje"},
)

VARIANTS = (
    METRIC.but(
        definition="live_and_on_demand",
        needs=("attended", "on_demand"),
        states=lambda rows: {"attendees": rows.count(rows.col("came"))},
        by_name=True,
        question="How many people saw the event, live or later?",
        counted="one per person and event, live or on demand",
        left_out="joins after the first; views after the live one",
        example="80 came live, 30 watched later, 10 of them for the second time: 100",
    ),
)
