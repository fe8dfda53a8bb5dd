"""Qualtrics CSV download: names, question texts and ImportId JSON in three header rows.

Previews, tests and spam are left out by `Status`, unfinished answers by `Finished`. The zone of the times is in the ImportId row
when the account writes it. `<question>_NPS_GROUP` repeats the NPS answer as a word and is never the score. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M")

READER = Reader(
    title="Qualtrics",
    frame="survey",
    evidence=Evidence.FILE,
    rows_after=2,
    rows_after_mark='^\\{"ImportId":',
    delimiters=(",", "\t"),
    signature=Signature(
        every=("StartDate", "EndDate", "ResponseId"),
        some=(
            "RecordedDate",
            "Finished",
            "Progress",
            "Duration (in seconds)",
            "DistributionChannel",
            "UserLanguage",
            "Status",
            "IPAddress",
            "RecipientLastName",
            "RecipientFirstName",
            "RecipientEmail",
            "ExternalReference",
            "LocationLatitude",
            "LocationLongitude",
        ),
    ),
    columns={
        "response_id": text("ResponseId"),
        "respondent_id": text("RecipientEmail", "ExternalReference"),
        "responded_at": instant("RecordedDate", "EndDate", formats=FORMATS, zone="importid"),
        "started_at": instant("StartDate", formats=FORMATS, zone="importid"),
        "duration_s": number("Duration (in seconds)"),
        "completed": words({"true": "yes", "1": "yes", "false": "no", "0": "no"}, "Finished"),
        "kind": words(
            {
                "ip address": "real",
                "0": "real",
                "survey preview": "test",
                "1": "test",
                "survey test": "test",
                "2": "test",
                "spam": "spam",
                "8": "spam",
                "imported": "imported",
                "4": "imported",
            },
            "Status",
        ),
        "channel": text("DistributionChannel"),
        "language": text("UserLanguage"),
    },
    candidates=("Q\\d+(_\\d+)?", ".*nps.*"),
    not_score=(
        ".*_NPS_GROUP",
        ".*_TEXT( .*)?",
        r".*_DO(_\d+)?",
        ".*_(Browser|Click|Timing|First Click|Last Click|Page Submit).*",
        ".* - .*(Topic|Sentiment).*",
    ),
)
