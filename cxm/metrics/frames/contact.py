"""E-mail contacts: one row is one member of an audience and where the subscription stands. Since 0.1."""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="contact",
    family="email",
    title="E-mail contacts",
    row="one member of an audience",
    time="subscribed_at",
    key="recipient_id",
    unit="recipient_id",
    fields=(
        Field("recipient_id", Kind.TEXT, "who", identifies=True),
        Field("audience", Kind.TEXT, "the audience"),
        Field("subscribed_at", Kind.INSTANT, "when they subscribed", "UTC"),
        Field("unsubscribed_at", Kind.INSTANT, "when they unsubscribed", "UTC"),
        Field("changed_at", Kind.INSTANT, "last change", "UTC"),
        Field("rating", Kind.NUMBER, "the tool's own rating of the member"),
        Field("country", Kind.TEXT, "country"),
    ),
)
