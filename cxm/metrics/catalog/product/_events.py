"""What metrics of product events share. Standard library only."""

from typing import Any

from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Rows, Setting, Unit

EVENTS = Setting("events", "words", (), "events that count as activity; all without any")
HOURS = Setting("hours", "flag", default=True, meaning="days are 24 hours from the sign-up on, not days of the calendar")
WORKDAYS = Setting("workdays", "flag", default=True, meaning="days from Monday to Friday only")


def window(days: int) -> Setting:
    """The length of a window that ends with a day."""
    return Setting("window", "days", days, "days of the window, which ends with the last observed day of the period")


def mean_users(span: str, **own: Any) -> Metric:
    """Mean number of different users in each day, week or month of a period.

    Args:
        span: day, week or month.
        own: what else the metric declares.
    """
    base, length = f"user_{span}s", f"{span}s"

    def states(rows: Rows) -> dict[str, Expr]:
        return {base: rows.size(), length: rows.col(length).max().cast(rows.x.Float64)}

    shared = Metric(
        title="",
        frame="product_event",
        definition="",
        version=1,
        unit=Unit.RATIO,
        better=Better.HIGHER,
        bounds=(0, None),
        needs=("user_id", "occurred_at"),
        uses=("event", "event_id"),
        prepare="user_days",
        per=Collapse(("user_id", span), lambda rows: {length: rows.col(length).max()}),
        states=states,
        base=base,
        value=lambda s: getattr(s, base) / getattr(s, length),
        interval=Interval("garwood", {"count": base, "exposure": length}),
        settings=(EVENTS,),
        counted=f"one per user and {span}",
    )
    return shared.but(**own)


def trailing_users(metric: Metric, days: int, **own: Any) -> Metric:
    """Different users of the days that end with the last observed one of a period, beside a metric of calendar weeks or months."""
    return metric.but(
        definition=f"trailing_{days}",
        prepare="trailing",
        per=Collapse(("user_id",), lambda rows: {"times": rows.size()}),
        states=lambda rows: {"users": rows.size()},
        base="users",
        value=lambda s: s.users,
        interval=Interval("garwood", {"count": "users"}),
        settings=(window(days), EVENTS),
        formula=f"different users of the {days} days that end with the last observed day of the period",
        counted="one per user",
        left_out="events without a user; periods whose window the export does not hold whole; staff and bots",
        **own,
    )
