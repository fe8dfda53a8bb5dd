"""Zendesk's CSV export of tickets: one row is one ticket, times are in the zone of the account.

Durations are minutes, in a calendar column and one within business hours: the calendar's is read where it is there.
`Resolution time` is the exception, in whole hours. An empty reply time is no reply yet. Deleted, suspended and merged
tickets are in the file and no tickets. Offered ratings are no answers. Headers of custom fields end in a kind, such as
`[list]`. Since 0.1.
"""

from cxm.io.spec import Column, Evidence, Reader, Signature, instant, number, text, words

STATUS = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "on_hold",
    "on-hold": "on_hold",
    "on hold": "on_hold",
    "solved": "solved",
    "closed": "closed",
    "deleted": "deleted",
    "suspended": "spam",
}
RATING = {
    "good": "satisfied",
    "good with comment": "satisfied",
    "bad": "dissatisfied",
    "bad with comment": "dissatisfied",
    "offered": None,
    "not offered": None,
    "unoffered": None,
}

READER = Reader(
    title="Zendesk tickets (CSV)",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Id", "Status", "Created at", "Satisfaction Score"),
        some=(
            "Summation column",
            "Requester",
            "Requester id",
            "Requester email",
            "Requester domain",
            "Submitter",
            "Assignee",
            "Group",
            "Subject",
            "Tags",
            "Priority",
            "Via",
            "Ticket type",
            "Updated at",
            "Assigned at",
            "Organization",
            "Due date",
            "Initially assigned at",
            "Solved at",
            "Resolution time",
            "Group stations",
            "Assignee stations",
            "Reopens",
            "Replies",
        ),
        patterns=("(first reply|first resolution|full resolution|requester wait|agent wait) time in minutes( within business hours)?",),
    ),
    columns={
        "ticket_id": text("Id"),
        "customer_id": text("Requester id", "Requester email", "Requester", each=True),
        "created_at": instant("Created at"),
        "first_response_s": number("First reply time in minutes", "First reply time in minutes within business hours", unit="min"),
        "first_resolution_s": number(
            "First resolution time in minutes", "First resolution time in minutes within business hours", unit="min"
        ),
        "resolved_at": instant("Solved at"),
        "resolution_s": number(
            "Full resolution time in minutes",
            "Full resolution time in minutes within business hours",
            "Resolution time",
            unit="min",
            units={"Resolution time": "h"},
        ),
        "updated_at": instant("Updated at"),
        "status": words(STATUS, "Status"),
        "channel": text("Via"),
        "priority": text("Priority"),
        "type": text("Ticket type"),
        "group": text("Group"),
        "agent": text("Assignee"),
        "tags": text("Tags"),
        "subject": text("Subject"),
        "reopens": number("Reopens"),
        "agent_replies": number("Replies"),
        "csat_label": words(RATING, "Satisfaction Score"),
        "_overruled": Column(("Tags",), "words", words={"closed_by_merge": "merged"}, take="(closed_by_merge)"),
    },
)
