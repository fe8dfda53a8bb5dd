"""Zendesk satisfaction ratings: good and bad, with or without a comment.

Ratings offered and never given are missing, not bad. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, text, words

FORMATS = ("%Y-%m-%dT%H:%M:%SZ",)

READER = Reader(
    title="Zendesk satisfaction ratings (API shape)",
    frame="survey",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "ticket_id", "requester_id", "score", "created_at"),
        some=("assignee_id", "group_id", "reason", "reason_id", "comment", "updated_at", "url"),
        none=("survey_type", "subject"),
    ),
    columns={
        "response_id": text("id"),
        "ticket_id": text("ticket_id"),
        "respondent_id": text("requester_id"),
        "responded_at": instant("created_at", formats=FORMATS, zone="UTC"),
        "score_label": words(
            {
                "good": "satisfied",
                "good_with_comment": "satisfied",
                "good with comment": "satisfied",
                "bad": "dissatisfied",
                "bad_with_comment": "dissatisfied",
                "bad with comment": "dissatisfied",
                "offered": None,
                "unoffered": None,
            },
            "score",
        ),
        "comment": text("comment"),
        "metric": constant("csat"),
    },
)
