"""LimeSurvey CSV with question codes as headings.

An empty `submitdate` is an unfinished answer and left out. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="LimeSurvey (question-code headings)",
    frame="survey",
    evidence=Evidence.VENDOR,
    delimiters=(";", ","),
    signature=Signature(
        every=("id", "submitdate", "lastpage", "startlanguage"),
        some=("seed", "startdate", "datestamp", "ipaddr", "refurl", "token", "interviewtime"),
    ),
    columns={
        "response_id": text("id"),
        "respondent_id": text("token"),
        "responded_at": instant("submitdate", "datestamp", formats=FORMATS),
        "started_at": instant("startdate", formats=FORMATS),
        "duration_s": number("interviewtime"),
        "language": text("startlanguage"),
    },
    candidates=(".*nps.*", ".*csat.*", r"(q\d+)?ces(q?\d+)?(\[.*\])?"),
    filled=("submitdate",),
)
