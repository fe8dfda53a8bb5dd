"""Zendesk tickets as the incremental API and connectors give them: one row is one ticket, times are UTC.

There is no time of the solution and no duration here: those stand in the ticket metrics, and a folder with both is read
as one export. An incremental export repeats a ticket each time it changed. Deleted tickets are in the file. Ratings
that were offered and not given are no answers. A ticket merged into another one is tagged so and stays solved. Since 0.1.
"""

from cxm.io.spec import Column, Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="Zendesk tickets (API)",
    frame="ticket",
    evidence=Evidence.CONNECTOR,
    rows="ticket_updates",
    newest=("updated_at",),
    together="zendesk",
    signature=Signature(
        every=("id", "requester_id", "submitter_id", "status", "created_at", "updated_at", "ticket_form_id"),
        some=(
            "assignee_id",
            "brand_id",
            "group_id",
            "organization_id",
            "priority",
            "type",
            "subject",
            "description",
            "via",
            "via_channel",
            "tags",
            "satisfaction_rating",
            "is_public",
            "has_incidents",
            "due_at",
            "allow_channelback",
        ),
    ),
    columns={
        "ticket_id": text("id"),
        "customer_id": text("requester_id"),
        "created_at": instant("created_at", zone="UTC"),
        "updated_at": instant("updated_at", zone="UTC"),
        "status": words(
            {
                "new": "new",
                "open": "open",
                "pending": "pending",
                "hold": "on_hold",
                "solved": "solved",
                "closed": "closed",
                "deleted": "deleted",
            },
            "status",
        ),
        "channel": text("via_channel", "via.channel"),
        "priority": text("priority"),
        "type": text("type"),
        "group": text("group_id"),
        "agent": text("assignee_id"),
        "tags": text("tags"),
        "subject": text("subject"),
        "csat_label": words(
            {
                "good": "satisfied",
                "good_with_comment": "satisfied",
                "bad": "dissatisfied",
                "bad_with_comment": "dissatisfied",
                "offered": None,
                "unoffered": None,
            },
            "satisfaction_rating.score",
        ),
        "_overruled": Column(("tags",), "words", words={"closed_by_merge": "merged"}, take="(closed_by_merge)"),
    },
)
