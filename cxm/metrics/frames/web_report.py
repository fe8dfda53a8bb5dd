"""Web report rows: counts already aggregated by date, page, source or the like.

Period by `date`, a local day that is never shifted. Rates are rebuilt from counts, never averaged; visitors do not add up over rows. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="web_report",
    aggregated=True,
    family="web",
    title="Web report rows",
    row="one row of an aggregated report: a date, a page, a source",
    time="date",
    fields=(
        Field("date", Kind.DATE, "the day"),
        Field("page", Kind.TEXT, "the page"),
        Field("event", Kind.TEXT, "the event"),
        Field("source", Kind.TEXT, "where visitors came from"),
        Field("medium", Kind.TEXT, "kind of source"),
        Field("campaign", Kind.TEXT, "campaign"),
        Field("channel", Kind.TEXT, "group of sources"),
        Field("device", Kind.TEXT, "device"),
        Field("country", Kind.TEXT, "country"),
        Field("visitors", Kind.NUMBER, "distinct visitors of the row; not additive", "count"),
        Field("new_visitors", Kind.NUMBER, "first-time visitors of the row", "count"),
        Field("sessions", Kind.NUMBER, "visits", "count"),
        Field("engaged_sessions", Kind.NUMBER, "engaged visits", "count"),
        Field("converted_sessions", Kind.NUMBER, "visits with a conversion", "count"),
        Field("pageviews", Kind.NUMBER, "page views", "count"),
        Field("unique_pageviews", Kind.NUMBER, "visits that saw the page", "count"),
        Field("bounces", Kind.NUMBER, "bounced visits", "count"),
        Field("entrances", Kind.NUMBER, "visits that begin on the page", "count"),
        Field("exits", Kind.NUMBER, "visits that end on the page", "count"),
        Field("events", Kind.NUMBER, "events", "count"),
        Field("conversions", Kind.NUMBER, "goals reached", "count"),
        Field("clicks", Kind.NUMBER, "clicks", "count"),
        Field("impressions", Kind.NUMBER, "impressions", "count"),
        Field("revenue", Kind.NUMBER, "revenue", "major units"),
        Field("total_duration_s", Kind.NUMBER, "duration of all visits", "seconds"),
        Field("total_time_on_page_s", Kind.NUMBER, "time on the page of all views", "seconds"),
        Field("total_scroll_pct", Kind.NUMBER, "scroll of all views", "per cent"),
        Field("bounce_rate", Kind.NUMBER, "bounce rate of the row, weighted by its visits", "0-1"),
        Field("exit_rate", Kind.NUMBER, "exit rate of the row, weighted by its views", "0-1"),
        Field("engagement_rate", Kind.NUMBER, "engagement rate of the row, weighted by its visits", "0-1"),
        Field("avg_session_duration_s", Kind.NUMBER, "mean duration of the row, weighted by its visits", "seconds"),
        Field("avg_time_on_page_s", Kind.NUMBER, "mean time on the page, weighted by its views", "seconds"),
        Field("avg_engagement_s", Kind.NUMBER, "mean time in the foreground", "seconds"),
    ),
)
