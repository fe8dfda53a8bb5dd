"""Event attendance: people who attended the events of the period live, walk-ins included.

A count of person x event; joins and re-joins are one. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


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
    uses=("person_id", "event_start_at", "on_demand"),
    prepare="people_of_events",
    states=states,
    base="attendees",
    value=lambda s: s.attendees,
    interval=garwood("attendees"),
    aliases=("attendance",),
    question="How many people came (or joined the campaign)?",
    formula="number of attendees",
    counted="one per person and event, live",
    left_out="people who watched later; joins after the first",
    example="80 came, 5 of them unregistered: 80",
    names={"zh_TW": "活動出席人數", "zh_CN": "活动出席人数", "ms": "Kehadiran", "lt": "Dalyvavimas renginyje"},
)
