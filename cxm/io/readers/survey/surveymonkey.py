"""SurveyMonkey CSV of all responses: a second header row holds the answer options, blank over ids and dates.

A multiple-choice question spans several columns; only the first carries the question. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S")

READER = Reader(
    title="SurveyMonkey",
    frame="survey",
    evidence=Evidence.PARSER,
    rows_after=1,
    rows_after_mark="^,,",
    signature=Signature(
        every=("Respondent ID", "Collector ID", "Start Date", "End Date"),
        some=("IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1", "Custom Data"),
        loose=True,
    ),
    columns={
        "response_id": text("Respondent ID"),
        "respondent_id": text("Email Address", "Custom Data 1", "Custom Data"),
        "responded_at": instant("End Date", formats=FORMATS),
        "started_at": instant("Start Date", formats=FORMATS),
    },
)
