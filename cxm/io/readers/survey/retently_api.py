"""Retently feedback as connectors land it.

Answers marked as bogus are tests. `metricsType` tells what was asked. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ")

READER = Reader(
    title="Retently (API shape)",
    frame="survey",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("customerId", "campaignId", "score", "createdDate", "ratingCategory"),
        some=("email", "campaignName", "comment", "metricsType", "channel", "feedbackTags", "isBogus", "status"),
    ),
    columns={
        "response_id": text("id"),
        "respondent_id": text("customerId", "email"),
        "responded_at": instant("createdDate", formats=FORMATS),
        "score": number("score"),
        "metric": words({"nps": "nps", "csat": "csat", "ces": "ces"}, "metricsType"),
        "comment": text("comment"),
        "channel": text("channel"),
        "kind": words({"true": "test", "false": "real"}, "isBogus"),
    },
)
