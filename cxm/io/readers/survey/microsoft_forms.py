"""Microsoft Forms responses, saved from the workbook as CSV.

Dates follow the locale of the spreadsheet that saved the file, so day and month may come in either order. Open forms write
`anonymous` as e-mail address. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

FORMATS = (
    "%m/%d/%y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M",
    "%d/%m/%y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M",
    "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip

READER = Reader(
    title="Microsoft Forms",
    frame="survey",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("ID", "Start time", "Completion time", "Email", "Name"), some=("Last modified time", "Total points", "Quiz feedback")
    ),
    columns={
        "response_id": text("ID"),
        "respondent_id": words({"anonymous": None}, "Email"),
        "responded_at": instant("Completion time", formats=FORMATS),
        "started_at": instant("Start time", formats=FORMATS),
    },
    not_score=("Total points", "Quiz feedback"),
)
