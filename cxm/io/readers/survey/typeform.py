"""Typeform CSV of responses: `#` is the token of the answer, times are UTC by their headers.

Partial and started answers are left out by `Response Type`; older exports hold completed answers only. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S",)
NO_ADDRESS = "consent|newsletter|subscri|opt.?in|opt.?out|marketing|receive|agree|permission|allow|prefer|contact you|may we|can we"

READER = Reader(
    title="Typeform",
    frame="survey",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("#", "Submit Date (UTC)"), some=("Start Date (UTC)", "Stage Date (UTC)", "Network ID", "Response Type", "Tags", "Ending")
    ),
    columns={
        "response_id": text("#"),
        "respondent_id": text("email", f"re:(?!.*({NO_ADDRESS})).*e-?mail.*", "Network ID"),
        "responded_at": instant("Submit Date (UTC)", formats=FORMATS, zone="UTC"),
        "started_at": instant("Start Date (UTC)", formats=FORMATS, zone="UTC"),
        "kind": words({"completed": "real", "partial": "partial", "started": "partial"}, "Response Type"),
    },
    candidates=(".*",),
    not_score=("Tags", "Ending"),
)
