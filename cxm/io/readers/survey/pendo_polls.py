"""Pendo poll responses as connectors land them: one row is one answer to a poll of an in-app guide, times UTC.

A guide can ask several polls: take one with --where "poll_id = '...'". Answers in words are options of a poll and no scores. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

READER = Reader(
    title="Pendo poll responses (connector shape)",
    frame="survey",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("visitor_id", "guide_id", "poll_id", "poll_response", "timestamp"),
        some=("account_id", "app_id", "guide_step_id", "remote_ip", "server_name", "user_agent"),
    ),
    columns={
        "respondent_id": text("visitor_id"),
        "account_id": text("account_id"),
        "responded_at": instant("timestamp", zone="UTC"),
        "score": number("poll_response"),
    },
)
