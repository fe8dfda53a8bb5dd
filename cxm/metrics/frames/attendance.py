"""Event attendance: one row is one registered or present person of one event; joins and re-joins are one.

Walk-ins count in attendance, not in the attendance rate; cancelled registrations count in neither. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="attendance",
    family="attendance",
    title="Event attendance",
    row="one person of one event, joins merged",
    time="event_start_at",
    unit="person_id",
    left_out={
        "role": (
            "host",
            "panelist",
        )
    },
    fields=(
        Field("event_id", Kind.TEXT, "the event"),
        Field("event_name", Kind.TEXT, "its name"),
        Field("event_start_at", Kind.INSTANT, "when it began", "UTC"),
        Field("event_end_at", Kind.INSTANT, "when it ended", "UTC"),
        Field("person_id", Kind.TEXT, "who", identifies=True),
        Field("name", Kind.TEXT, "name", identifies=True),
        Field("invited_at", Kind.INSTANT, "when they were invited", "UTC"),
        Field("registered_at", Kind.INSTANT, "when they registered", "UTC"),
        Field("cancelled_at", Kind.INSTANT, "when they cancelled", "UTC"),
        Field(
            "registration",
            Kind.TEXT,
            "state of the registration",
            words=(
                "registered",
                "cancelled",
                "refunded",
                "pending",
                "declined",
            ),
        ),
        Field("attended", Kind.FLAG, "whether they were there"),
        Field("joined_at", Kind.INSTANT, "when they joined", "UTC"),
        Field("left_at", Kind.INSTANT, "when they left", "UTC"),
        Field("minutes", Kind.NUMBER, "time attended", "minutes"),
        Field("on_demand", Kind.FLAG, "watched later"),
        Field("interactions", Kind.NUMBER, "polls, questions, reactions", "count"),
        Field("is_paid", Kind.FLAG, "a paid ticket"),
        Field("ticket_type", Kind.TEXT, "kind of ticket"),
        Field("format", Kind.TEXT, "online or on site"),
        Field(
            "role",
            Kind.TEXT,
            "hosts and panelists are no attendees",
            words=(
                "attendee",
                "host",
                "panelist",
            ),
        ),
        Field("country", Kind.TEXT, "country"),
        Field("revenue", Kind.NUMBER, "price paid", "major units"),
        Field("invited", Kind.NUMBER, "invitations, where a row is a whole event", "count"),
        Field("registered", Kind.NUMBER, "registrations, where a row is a whole event", "count"),
        Field("present", Kind.NUMBER, "people present, where a row is a whole event", "count"),
    ),
)
