"""Mentions: one row is one mention of a brand.

Sentiment comes in the export; a mention without one is in no sentiment base. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="mention",
    family="social",
    title="Mentions",
    row="one mention of a brand",
    time="mentioned_at",
    key="mention_id",
    unit="author_id",
    left_out={"origin": ("own",)},
    fields=(
        Field("mention_id", Kind.TEXT, "the mention; repeats are duplicates"),
        Field("mentioned_at", Kind.INSTANT, "when", "UTC"),
        Field("brand", Kind.TEXT, "the brand"),
        Field("author_id", Kind.TEXT, "who", identifies=True),
        Field("platform", Kind.TEXT, "where"),
        Field(
            "sentiment",
            Kind.TEXT,
            "tone",
            words=(
                "positive",
                "neutral",
                "negative",
            ),
        ),
        Field("sentiment_score", Kind.NUMBER, "tone as a number", "-1 to 1"),
        Field("reach", Kind.NUMBER, "people reached", "count"),
        Field(
            "origin",
            Kind.TEXT,
            "own posts do not count",
            words=(
                "own",
                "other",
            ),
        ),
        Field("text", Kind.TEXT, "what was said", identifies=True),
    ),
)
