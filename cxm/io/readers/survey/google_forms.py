"""Google Forms responses, from the linked sheet or the form's own download, in English and Chinese.

`Score` is a quiz mark here and never a rating. The sheet's dates follow its locale; the form's own download names the offset. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = (
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%Y/%m/%d %I:%M:%S %p GMT%z",
    "%Y/%m/%d %I:%M:%S %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
)

QUESTION = r".*[?？].*|(\S+ ){3,}\S+|(?!.*(電子郵件|电子邮件)).*[\u4e00-\u9fff].{6,}"
"""A question as a heading; a table with a timestamp and names of columns is somebody's own."""

READER = Reader(
    title="Google Forms / Sheets responses",
    frame="survey",
    evidence=Evidence.PARSER,
    signature=Signature(
        some=("Email Address", "Email address", "Username", "Score", "電子郵件地址", "电子邮件地址"),
        first=("Timestamp", "時間戳記", "时间戳记"),
        patterns=(QUESTION,),
        priority=-1,
    ),
    columns={
        "responded_at": instant("Timestamp", "時間戳記", "时间戳记", formats=FORMATS),
        "respondent_id": text("Email Address", "Username", "電子郵件地址", "电子邮件地址"),
    },
    not_score=("Score",),
)
