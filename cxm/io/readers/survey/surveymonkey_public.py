"""SurveyMonkey CSV published without its metadata: `RespondentID` is what is left of it.

A second header row holds the answer options where it was kept; a question of several columns is named in the first. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, text

QUESTION = r".*\?.*|(\S+ ){4,}\S+"

READER = Reader(
    title="SurveyMonkey, metadata removed",
    frame="survey",
    evidence=Evidence.FILE,
    rows_after=1,
    rows_after_mark="^(Response|Open-Ended Response)$",
    signature=Signature(first=("RespondentID",), patterns=(QUESTION,), none=("Collector ID",)),
    columns={"response_id": text("RespondentID")},
)
