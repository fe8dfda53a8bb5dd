"""E-mail campaigns: one row is one campaign with its counts.

Period by `sent_at`: what happens later belongs to the send. Delivered is sent minus bounces where it is not exported. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="campaign",
    aggregated=True,
    family="email",
    title="E-mail campaigns",
    row="one campaign, or one day of sending",
    time="sent_at",
    key="campaign_id",
    unit="campaign_id",
    fields=(
        Field("campaign_id", Kind.TEXT, "the campaign"),
        Field("name", Kind.TEXT, "its name"),
        Field("subject", Kind.TEXT, "its subject line"),
        Field("sent_at", Kind.INSTANT, "when it was sent", "UTC"),
        Field("audience", Kind.TEXT, "who it was sent to"),
        Field("channel", Kind.TEXT, "e-mail or text message"),
        Field("sent", Kind.NUMBER, "recipients", "count"),
        Field("delivered", Kind.NUMBER, "recipients it was delivered to", "count"),
        Field("bounces", Kind.NUMBER, "bounced recipients", "count"),
        Field("hard_bounces", Kind.NUMBER, "bounced for good", "count"),
        Field("soft_bounces", Kind.NUMBER, "bounced for now", "count"),
        Field("opens", Kind.NUMBER, "opens, repeats included", "count"),
        Field("unique_opens", Kind.NUMBER, "recipients who opened", "count"),
        Field("machine_opens", Kind.NUMBER, "recipients for whom machines alone opened", "count"),
        Field("clicks", Kind.NUMBER, "clicks, repeats included", "count"),
        Field("unique_clicks", Kind.NUMBER, "recipients who clicked", "count"),
        Field("conversions", Kind.NUMBER, "recipients who converted", "count"),
        Field("revenue", Kind.NUMBER, "revenue the tool attributes", "major units"),
        Field("unsubscribes", Kind.NUMBER, "recipients who unsubscribed", "count"),
        Field("complaints", Kind.NUMBER, "recipients who marked it as spam", "count"),
        Field("forwards", Kind.NUMBER, "forwards", "count"),
    ),
)
