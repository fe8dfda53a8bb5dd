"""InMoment (Wootric) survey responses as event properties.

`metric_type` tells what was asked. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S")

READER = Reader(
    title="InMoment / Wootric (event properties)",
    frame="survey",
    evidence=Evidence.DOCUMENTED,
    signature=Signature(every=("response_id", "score", "metric_type", "created_at"), some=("survey_id", "channel", "text", "updated_at")),
    columns={
        "response_id": text("response_id"),
        "responded_at": instant("created_at", formats=FORMATS),
        "score": number("score"),
        "metric": words({"nps": "nps", "csat": "csat", "ces": "ces"}, "metric_type"),
        "comment": text("text"),
        "channel": text("channel"),
    },
)
