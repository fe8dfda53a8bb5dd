"""Zoom, participants report of a meeting: one row is one join; those of one person are put together.

A block of two lines with the meeting (id, topic, start, end, host, minutes, participants) and a blank line may stand above the
header. Times are those of the account's zone, which the file does not name.

Traps: everyone listed was there, and nobody is known to have registered, so there is no attendance rate. Guests without an
account have no e-mail address and are told apart by their name. Minutes of one person with two devices overlap. The host is
listed with the others. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, constant, instant, number, text

FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%b %d, %Y %I:%M %p")

READER = Reader(
    title="Zoom (meeting participants)",
    frame="attendance",
    evidence=Evidence.PARSER,
    part=Part.SCAN,
    rows="joins",
    signature=Signature(
        every=("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)"),
        some=("Guest", "Recording Consent", "In Waiting Room"),
    ),
    columns={
        "event_id": text("Meeting ID", "meta:Meeting ID"),
        "event_name": text("Topic", "meta:Topic"),
        "event_start_at": instant("Start Time", "meta:Start Time", formats=FORMATS),
        "event_end_at": instant("End Time", "meta:End Time", formats=FORMATS),
        "person_id": text("User Email", "Name (Original Name)", each=True),
        "name": text("Name (Original Name)"),
        "attended": constant("true"),
        "joined_at": instant("Join Time", formats=FORMATS),
        "left_at": instant("Leave Time", formats=FORMATS),
        "minutes": number("Duration (Minutes)"),
        "format": constant("online"),
    },
)
