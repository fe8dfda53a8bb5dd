"""Ticket report rows: tickets already counted by agent or the like. Since 0.1."""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="ticket_report",
    aggregated=True,
    family="ticket",
    title="Ticket report rows",
    row="one row of an aggregated report: an agent, a team",
    time="date",
    fields=(
        Field("date", Kind.DATE, "the day"),
        Field("agent", Kind.TEXT, "who served", identifies=True),
        Field("group", Kind.TEXT, "team"),
        Field("channel", Kind.TEXT, "channel"),
        Field("tickets", Kind.NUMBER, "tickets", "count"),
        Field("resolved", Kind.NUMBER, "resolved tickets", "count"),
        Field("avg_first_response", Kind.NUMBER, "mean time to the first reply, weighted by tickets", "seconds"),
        Field("avg_resolution", Kind.NUMBER, "mean time to resolution, weighted by resolved tickets", "seconds"),
    ),
)
