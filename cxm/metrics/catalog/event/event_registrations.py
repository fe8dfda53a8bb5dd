"""Event registrations: people registered for the events of the period and not cancelled.

A count of person x event, by the day of the event. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Registrations that were not cancelled."""
    return {"registrations": rows.count(rows.col("signed_up"))}


METRIC = Metric(
    title="Event registrations",
    frame="attendance",
    definition="registered",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("person_id", "registered_at"),
    uses=("registration", "cancelled_at", "event_id", "event_start_at"),
    prepare="people_of_events",
    states=states,
    base="registrations",
    value=lambda s: s.registrations,
    interval=garwood("registrations"),
    question="How many people signed up?",
    formula="number of registrations not cancelled",
    counted="one per person and event",
    left_out="cancelled and refunded registrations, walk-ins",
    conflict="By the day of the registration, or of the event.",
    reason="The day of the event places all its registrations in one period.",
    example="120 registered, 20 cancelled: 100",
    names={"zh_TW": "活動報名數", "zh_CN": "活动注册数", "ms": "Pendaftaran", "lt": "Registracijos į renginį"},
)

VARIANTS = (METRIC.but(definition="by_state", needs=("person_id", "registration"), users="exports without the time of the registration"),)
