"""Eventbrite, attendee report: one row is one ticket, so `Quantity` is 1.

The columns depend on what the organiser chose; answers to own questions follow them. Times have no zone and are those of the
event.

Traps: `Attending` only says that the order stands, `Checked In` that somebody came; before the doors open nobody has. One buyer
of several tickets may stand on all of them with one e-mail address and then counts once; `--map "person_id=Attendee #"` counts
tickets. Dates are written in the order of the organiser's country when a spreadsheet saved the file. Since 0.1.
"""

from cxm.io.spec import Column, Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%m/%d/%y", "%m/%d/%y %H:%M")

READER = Reader(
    title="Eventbrite (attendees)",
    frame="attendance",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Order #", "Order Date", "Attendee #", "Ticket Type"),
        some=(
            "First Name",
            "Last Name",
            "Surname",
            "Email",
            "Quantity",
            "Price Tier",
            "Group",
            "Order Type",
            "Currency",
            "Total Paid",
            "Fees Paid",
            "Eventbrite Fees",
            "Eventbrite Payment Processing",
            "Attendee Status",
            "Barcode #",
            "Date Attending",
        ),
    ),
    columns={
        "event_id": text("Event ID"),
        "event_name": text("Event Name"),
        "event_start_at": instant("Date Attending", formats=FORMATS),
        "person_id": text("Email", "Attendee #", each=True),
        "registered_at": instant("Order Date", formats=FORMATS),
        "registration": words(
            {
                "attending": "registered",
                "checked in": "registered",
                "not attending": "cancelled",
                "refunded": "refunded",
                "deleted": "cancelled",
                "transferred": "cancelled",
            },
            "Attendee Status",
        ),
        "attended": Column(
            ("Attendee Status",),
            "flag",
            words={
                "checked in": "true",
                "attending": None,
                "not attending": "false",
                "refunded": "false",
                "deleted": "false",
                "transferred": "false",
            },
        ),
        "ticket_type": text("Ticket Type"),
        "revenue": number("Total Paid"),
    },
)
