"""Qualtrics CSV of the legacy exporter: V1 to Vn in the first row, the usable header in the second.

Ends in an empty column. The variant of 2016 has the names in the first row, then question texts and ImportId rows. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Qualtrics (legacy exporter)",
    frame="survey",
    evidence=Evidence.FILE,
    part=Part.SCAN,
    rows_after=2,
    rows_after_mark="ImportId",
    signature=Signature(
        every=("ResponseID", "ResponseSet", "StartDate", "EndDate", "Finished"), some=("Status", "ExternalDataReference", "IPAddress")
    ),
    columns={
        "response_id": text("ResponseID"),
        "respondent_id": text("EmailAddress", "RecipientEmail", "ExternalDataReference"),
        "responded_at": instant("EndDate", formats=FORMATS),
        "started_at": instant("StartDate", formats=FORMATS),
        "completed": words({"1": "yes", "0": "no"}, "Finished"),
        "kind": words({"0": "real", "1": "test", "8": "spam"}, "Status"),
    },
    candidates=("Q\\d+(_\\d+)?",),
    not_score=(".*_NPS_GROUP",),
)
