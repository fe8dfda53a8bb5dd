"""Meta Business Suite insights: one metric per file, one row is one day of the account.

The file is UTF-16 with a byte order mark; line 1 is `sep=,`, line 2 the name of the metric in quotes, and only there does the file
say what `Primary` counts. Some files hold several such blocks below one another. There are no posts in it: days cannot give a
rate per post. Viewers of single days do not add up to viewers of the month. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number

FORMATS = ("%Y-%m-%dT%H:%M:%S",)

READER = Reader(
    title="Meta Business Suite insights, one metric per file",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    part=Part.TITLE,
    signature=Signature(every=("Date", "Primary")),
    columns={
        "published_at": instant("Date", formats=FORMATS),
        "views": number("title:Views"),
        "reach": number("title:Viewers", "title:Reach"),
        "impressions": number("title:Impressions"),
        "engagements": number("title:Content interactions", "title:Interactions"),
        "follows": number("title:Follows", "title:Facebook follows", "title:Instagram follows"),
        "clicks": number("title:Link clicks"),
    },
)
