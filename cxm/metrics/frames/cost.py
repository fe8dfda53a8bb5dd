"""Costs: one row is one cost of acquiring customers. Since 0.1."""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="cost",
    family="cost",
    title="Costs",
    row="one cost",
    time="date",
    beside=("date", "amount"),
    fields=(
        Field("date", Kind.DATE, "the day or month it was incurred in"),
        Field("amount", Kind.NUMBER, "cost", "major units"),
        Field("currency", Kind.TEXT, "ISO 4217"),
        Field("channel", Kind.TEXT, "channel it was spent on"),
        Field("cost_type", Kind.TEXT, "marketing, sales or other"),
    ),
)
