"""Jira's CSV of issues, with or without Service Management: one row is one issue, times are in the zone of the user.

The two SLA fields (`Custom field (Time to resolution)`) are the time that is left, negative once it was missed, and no
durations: they are not read. Headers repeat (Comment, Labels: the labels are joined to one text), and those of custom fields are in the language of the
user. The category of a status is the same in every workflow, its name is not. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p")

READER = Reader(
    title="Jira issues (CSV)",
    frame="ticket",
    evidence=Evidence.PARSER,
    delimiters=(",", ";"),
    signature=Signature(
        every=("Issue key", "Issue id", "Status", "Created"),
        some=(
            "Summary",
            "Issue Type",
            "Project key",
            "Priority",
            "Resolution",
            "Assignee",
            "Reporter",
            "Creator",
            "Updated",
            "Resolved",
            "Due date",
            "Status Category",
            "Status Category Changed",
            "Satisfaction rating",
            "Custom field (Satisfaction date)",
            "Custom field (Request Type)",
            "Custom field (Time to first response)",
            "Custom field (Time to resolution)",
        ),
    ),
    columns={
        "ticket_id": text("Issue key", "Issue id"),
        "customer_id": text("Reporter", "Creator", each=True),
        "created_at": instant("Created", formats=FORMATS),
        "resolved_at": instant("Resolved", formats=FORMATS),
        "updated_at": instant("Updated", formats=FORMATS),
        "status": words(
            {
                "to do": "new",
                "open": "open",
                "in progress": "open",
                "waiting for support": "open",
                "escalated": "open",
                "waiting for customer": "pending",
                "pending": "pending",
                "resolved": "solved",
                "done": "closed",
                "closed": "closed",
                "canceled": "closed",
            },
            "Status Category",
            "Status",
        ),
        "priority": text("Priority"),
        "type": text("Custom field (Request Type)", "Issue Type", each=True),
        "agent": text("Assignee"),
        "subject": text("Summary"),
        "tags": text("Labels", joined=True),
        "csat_score": number("Satisfaction rating"),
    },
)
