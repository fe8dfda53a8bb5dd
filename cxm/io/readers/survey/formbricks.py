"""Formbricks CSV of responses: questions are numbered, times end in a short zone name.

Unfinished answers are left out by `Finished`. Choice questions add a column of option ids. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S")

READER = Reader(
    title="Formbricks",
    frame="survey",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("No.", "Response ID", "Timestamp", "Finished", "Survey ID"),
        some=(
            "Formbricks ID (internal)",
            "User ID",
            "Tags",
            "Quotas",
            "Notes",
            "Verified Email",
            "source",
            "url",
            "userAgent - device",
            "userAgent - os",
            "userAgent - browser",
        ),
    ),
    columns={
        "response_id": text("Response ID"),
        "respondent_id": text("User ID", "Formbricks ID (internal)", "person.email"),
        "responded_at": instant("Timestamp", formats=FORMATS),
        "completed": words({"yes": "yes", "no": "no"}, "Finished"),
    },
    candidates=("\\d+\\. .*",),
    not_score=(".* - Option ID",),
)
