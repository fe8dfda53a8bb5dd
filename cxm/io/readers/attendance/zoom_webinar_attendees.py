"""Zoom, attendee report of a webinar: one row is one join, so a person who comes back has several rows; they are put together.

The file is a stack of sections: when it was written, the webinar in one row (topic, id, start, minutes, counts), `Host Details`,
`Panelist Details`, `Attendee Details`, and `Other Attended` for callers. Each has a header of its own, rows may be filled up with
commas to one width, and questions of the registration form stand between the columns. Only attendees are read: hosts and
panelists count in no rate. Times are those of the account's zone, which the file does not name.

Traps: no-shows have `--` for times and minutes. Who came without registering has no registration time and no approval. Minutes of
one person with two devices overlap. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, constant, flag, instant, number, text, words

FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%b %d, %Y %H:%M:%S", "%m/%d/%Y %I:%M %p")

READER = Reader(
    title="Zoom (webinar attendees)",
    frame="attendance",
    evidence=Evidence.PARSER,
    part=Part.SECTION,
    mark="Attendee Details",
    rows="joins",
    ends=("Host Details", "Panelist Details", "Other Attended"),
    signature=Signature(
        every=("Attended", "User Name (Original Name)", "Email", "Join Time", "Leave Time", "Time in Session (minutes)"),
        some=(
            "First Name",
            "Last Name",
            "Phone",
            "Registration Time",
            "Approval Status",
            "Registration Source",
            "Is Guest",
            "Country/Region Name",
        ),
    ),
    columns={
        "event_id": text("meta:Webinar ID"),
        "event_name": text("meta:Topic"),
        "event_start_at": instant("meta:Actual Start Time", formats=FORMATS),
        "person_id": text("Email", "User Name (Original Name)", each=True),
        "name": text("User Name (Original Name)"),
        "registered_at": instant("Registration Time", formats=FORMATS),
        "registration": words(
            {
                "approved": "registered",
                "pending approval": "pending",
                "denied": "declined",
                "cancelled by self": "cancelled",
                "cancelled by host": "cancelled",
            },
            "Approval Status",
        ),
        "attended": flag({"yes": True, "no": False}, "Attended"),
        "joined_at": instant("Join Time", formats=FORMATS),
        "left_at": instant("Leave Time", formats=FORMATS),
        "minutes": number("Time in Session (minutes)"),
        "format": constant("online"),
        "country": text("Country/Region Name"),
    },
)
