"""Delighted survey responses as connectors land them: times are seconds of the Unix epoch.

`survey_type` tells what was asked; answers to another question than the metric's are left out. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Delighted (API shape)",
    frame="survey",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "person", "survey_type", "score", "created_at"),
        some=("comment", "permalink", "updated_at", "person_properties", "notes", "tags", "additional_answers"),
    ),
    columns={
        "response_id": text("id"),
        "respondent_id": text("person"),
        "responded_at": instant("created_at", unit="epoch_s"),
        "score": number("score"),
        "metric": words({"nps": "nps", "csat": "csat", "ces": "ces"}, "survey_type"),
        "comment": text("comment"),
    },
)
