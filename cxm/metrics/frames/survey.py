"""Survey answers: one row is one answer of one respondent to one scored question.

Period by `responded_at`. A blank score is missing, a score off the scale is invalid; both leave the base and are counted.
Rows without a time stay in the all-time row. The last answer with the same `response_id` counts.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="survey",
    family="survey",
    title="Survey answers",
    row="one answer of one respondent to one scored question",
    time="responded_at",
    key="response_id",
    unit="respondent_id",
    question="metric",
    left_out={"kind": ("test", "partial", "spam"), "completed": ("no",)},
    fields=(
        Field("response_id", Kind.TEXT, "the answer; repeats are duplicates"),
        Field("respondent_id", Kind.TEXT, "who answered; repeats widen the interval", identifies=True),
        Field("account_id", Kind.TEXT, "the account of who answered", identifies=True),
        Field("responded_at", Kind.INSTANT, "when the answer was given", "UTC"),
        Field("score", Kind.NUMBER, "the answer given", "scale points"),
        Field("score_label", Kind.TEXT, "the answer as a word", words=("satisfied", "neutral", "dissatisfied")),
        Field("metric", Kind.TEXT, "what was asked", words=("nps", "csat", "ces", "other")),
        Field("scale_min", Kind.NUMBER, "lowest answer the question allows", "scale points"),
        Field("scale_max", Kind.NUMBER, "highest answer the question allows", "scale points"),
        Field("direction", Kind.TEXT, "what a high score of an effort question says", words=("ease", "effort")),
        Field("kind", Kind.TEXT, "tests, partials and spam do not count", words=("real", "test", "partial", "spam", "imported")),
        Field("completed", Kind.TEXT, "whether the respondent came to the end", words=("yes", "no")),
        Field("invited_at", Kind.INSTANT, "when the invitation went out", "UTC"),
        Field("started_at", Kind.INSTANT, "when the respondent began", "UTC"),
        Field("duration_s", Kind.NUMBER, "time taken to answer", "seconds"),
        Field("comment", Kind.TEXT, "what the respondent wrote", identifies=True),
        Field("source", Kind.TEXT, "survey, review or support"),
        Field("channel", Kind.TEXT, "how the survey reached the respondent"),
        Field("touchpoint", Kind.TEXT, "the moment of the journey it is about"),
        Field("language", Kind.TEXT, "language of the answer"),
        Field("agent", Kind.TEXT, "who served the respondent", identifies=True),
        Field("ticket_id", Kind.TEXT, "the ticket the answer is about"),
        Field("weight", Kind.NUMBER, "how many answers this one stands for"),
    ),
)
