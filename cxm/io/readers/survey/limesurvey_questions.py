"""LimeSurvey CSV with code and question text as headings: `code[SQ001]. Question [part]`.

The metadata columns carry their text too (`startdate. Date started`) and may be missing from published files. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="LimeSurvey (codes and questions as headings)",
    frame="survey",
    evidence=Evidence.FILE,
    delimiters=(";", ",", "\t"),
    signature=Signature(patterns=(r"\w+\[\w+\]\.[_. ]+.*",)),
    columns={
        "response_id": text(r"re:id[._ ]+.*"),
        "respondent_id": text(r"re:token[._ ]+.*"),
        "responded_at": instant(r"re:submitdate[._ ]+.*", r"re:datestamp[._ ]+.*", formats=FORMATS),
        "started_at": instant(r"re:startdate[._ ]+.*", formats=FORMATS),
        "language": text(r"re:startlanguage[._ ]+.*"),
    },
    filled=(r"re:submitdate[._ ]+.*",),
)
