"""Zoho Desk's export of a report on tickets: one row is one ticket, times are in the zone of the account.

Titles of the report may come before the header. Headers name the module (`Status (Ticket)`). Day and month come in the
order of the user's setting, which the file does not name. The resolution time counts business hours, as text (`1h 30m`,
`01:30 hrs`) or in milliseconds. A duplicate was merged into another ticket. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, flag, instant, number, text, words

FORMATS = ("%d %b %Y %I:%M %p",)

READER = Reader(
    title="Zoho Desk ticket report",
    frame="ticket",
    evidence=Evidence.PARSER,
    part=Part.SCAN,
    signature=Signature(
        every=("Ticket Id", "Status (Ticket)"),
        some=(
            "Created Time (Ticket)",
            "Ticket Closed Time",
            "Priority (Ticket)",
            "Category (Ticket)",
            "Channel (Ticket)",
            "Subject",
            "Ticket Owner",
            "Ticket Type",
            "Team",
            "SLA Violation Type",
            "Resolution Time in Business Hours",
            "Product Name (Ticket)",
            "Happiness Rating",
        ),
    ),
    columns={
        "ticket_id": text("Ticket Id"),
        "created_at": instant("Created Time (Ticket)", "Created Time", formats=FORMATS),
        "resolved_at": instant("Ticket Closed Time", formats=FORMATS),
        "resolution_s": number("Resolution Time in Business Hours", unit="ms"),
        "closed_at": instant("Ticket Closed Time", formats=FORMATS),
        "status": words(
            {
                "open": "open",
                "assigned": "open",
                "escalated": "open",
                "awaiting customer response": "pending",
                "on hold": "on_hold",
                "closed": "closed",
                "duplicate": "merged",
            },
            "Status (Ticket)",
        ),
        "channel": text("Channel (Ticket)"),
        "category": text("Category (Ticket)"),
        "priority": text("Priority (Ticket)"),
        "type": text("Ticket Type", "Category (Ticket)", each=True),
        "group": text("Team"),
        "agent": text("Ticket Owner"),
        "subject": text("Subject"),
        "sla_breached": flag({"not violated": False}, "SLA Violation Type"),
        "product": text("Product Name (Ticket)"),
    },
)
