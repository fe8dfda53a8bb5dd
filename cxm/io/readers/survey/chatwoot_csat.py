"""Chatwoot CSAT download: blank lines between the rows, a note on the reporting period at the end.

Ratings are 1-5. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S %z")

READER = Reader(
    title="Chatwoot CSAT download",
    frame="survey",
    evidence=Evidence.VENDOR,
    footer="^Reporting period ",
    gaps=True,
    signature=Signature(
        every=("Agent name", "Rating", "Feedback Comment", "Recorded date"),
        some=("Contact Name", "Contact Email Address", "Contact Phone Number", "Link to the conversation"),
    ),
    columns={
        "respondent_id": text("Contact Email Address", "Contact Name"),
        "responded_at": instant("Recorded date", formats=FORMATS, zone="UTC"),
        "score": number("Rating"),
        "comment": text("Feedback Comment"),
        "agent": text("Agent name"),
        "metric": constant("csat"),
    },
    scale=(1, 5),
)
