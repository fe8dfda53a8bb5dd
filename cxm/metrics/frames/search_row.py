"""Search console rows: clicks and impressions by date, query, page, country or device.

Period by `date`, never shifted. Rows by query must not be added to rows by page. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="search_row",
    aggregated=True,
    family="search",
    title="Search console rows",
    row="one date, query, page, country or device",
    time="date",
    fields=(
        Field("date", Kind.DATE, "the day"),
        Field("query", Kind.TEXT, "the query"),
        Field("page", Kind.TEXT, "the page"),
        Field("country", Kind.TEXT, "country"),
        Field("device", Kind.TEXT, "device"),
        Field("search_type", Kind.TEXT, "web, image, video, news"),
        Field("appearance", Kind.TEXT, "search appearance"),
        Field("clicks", Kind.NUMBER, "clicks", "count"),
        Field("impressions", Kind.NUMBER, "impressions", "count"),
        Field("position", Kind.NUMBER, "average position of the row", "1 is the top"),
        Field("ctr", Kind.NUMBER, "rate as exported; rebuilt from the counts", "0-1"),
    ),
)
