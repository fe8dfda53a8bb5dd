"""Tickets: one row is one ticket or conversation.

Period by `created_at` unless the metric says otherwise. No response or resolution time means not yet, never 0. The last state
of a ticket counts; merged and spam tickets are left out. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="ticket",
    family="ticket",
    title="Tickets",
    row="one ticket or conversation",
    time="created_at",
    key="ticket_id",
    unit="customer_id",
    latest="updated_at",
    left_out={
        "status": (
            "spam",
            "deleted",
            "merged",
        ),
        "direction": ("outbound",),
    },
    fields=(
        Field("ticket_id", Kind.TEXT, "the ticket; the last state counts"),
        Field("customer_id", Kind.TEXT, "who asked", identifies=True),
        Field("created_at", Kind.INSTANT, "when it came in", "UTC"),
        Field("first_response_at", Kind.INSTANT, "first public reply of a person", "UTC"),
        Field("first_response_s", Kind.NUMBER, "time to the first reply, as exported", "seconds"),
        Field("first_resolved_at", Kind.INSTANT, "first time it became solved", "UTC"),
        Field("first_resolution_s", Kind.NUMBER, "time to the first resolution, as exported", "seconds"),
        Field("resolved_at", Kind.INSTANT, "last time it became solved", "UTC"),
        Field("resolution_s", Kind.NUMBER, "time to resolution, as exported", "seconds"),
        Field("closed_at", Kind.INSTANT, "when it was closed", "UTC"),
        Field("updated_at", Kind.INSTANT, "last change", "UTC"),
        Field(
            "status",
            Kind.TEXT,
            "where it stands",
            words=(
                "new",
                "open",
                "pending",
                "on_hold",
                "solved",
                "closed",
                "spam",
                "deleted",
                "merged",
            ),
        ),
        Field("channel", Kind.TEXT, "how it came in"),
        Field("category", Kind.TEXT, "what it is about"),
        Field("priority", Kind.TEXT, "how urgent"),
        Field("type", Kind.TEXT, "kind of ticket"),
        Field("group", Kind.TEXT, "team"),
        Field("agent", Kind.TEXT, "who served", identifies=True),
        Field("tags", Kind.TEXT, "tags"),
        Field("subject", Kind.TEXT, "subject line", identifies=True),
        Field("text", Kind.TEXT, "what was written", identifies=True),
        Field("is_complaint", Kind.FLAG, "marked as a complaint"),
        Field("severity", Kind.TEXT, "how severe the complaint is"),
        Field("reopens", Kind.NUMBER, "times it was reopened", "count"),
        Field("agent_replies", Kind.NUMBER, "public replies of agents", "count"),
        Field("sla_due_at", Kind.INSTANT, "when the target ends", "UTC"),
        Field("sla_breached", Kind.FLAG, "the target was missed"),
        Field(
            "direction",
            Kind.TEXT,
            "who began",
            words=(
                "inbound",
                "outbound",
            ),
        ),
        Field("product", Kind.TEXT, "product"),
        Field("csat_score", Kind.NUMBER, "rating the ticket got", "scale points"),
        Field(
            "csat_label",
            Kind.TEXT,
            "rating as a word",
            words=(
                "satisfied",
                "neutral",
                "dissatisfied",
            ),
        ),
    ),
)
