"""Matomo, CSV of a report with the API's names: one row is one day, week or month, or one value of the report's dimension.

The file is UTF-16LE with a byte order mark unless UTF-8 was asked for. A week is written as its first and last day in one quoted
cell.

Traps: `metadata_url` is the page of a page report, empty for a folder and for the last row, `Others`. Without it `label` is taken
for the page, which is wrong in reports of keywords, countries or sources: there say `--map source=label --map page=-` or the
like. In page reports `nb_visits` are the visits that saw the page and `nb_hits` its views; in summaries `nb_actions` counts page
views, downloads, outlinks and searches. Bounces of a page belong to `entry_nb_visits`, bounces of a day to `nb_visits`. Rates are
text with a per cent sign. Unique visitors do not add up over rows. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d", "%Y-%m")

READER = Reader(
    title="Matomo (report, API names)",
    frame="web_report",
    evidence=Evidence.FILE,
    signature=Signature(
        every=("nb_visits",),
        some=(
            "date",
            "label",
            "nb_uniq_visitors",
            "nb_users",
            "nb_actions",
            "nb_visits_converted",
            "bounce_count",
            "sum_visit_length",
            "max_actions",
            "bounce_rate",
            "nb_actions_per_visit",
            "avg_time_on_site",
            "nb_hits",
            "avg_time_on_page",
            "exit_rate",
            "metadata_url",
            "entry_nb_visits",
            "exit_nb_visits",
        ),
        least=2,
    ),
    columns={
        "date": instant("date", formats=FORMATS, take="^([0-9-]+),"),
        "page": text("metadata_url", "label"),
        "visitors": number("nb_uniq_visitors"),
        "sessions": number("nb_visits"),
        "converted_sessions": number("nb_visits_converted"),
        "pageviews": number("nb_hits", "nb_actions"),
        "bounces": number("bounce_count", "entry_bounce_count"),
        "entrances": number("entry_nb_visits"),
        "exits": number("exit_nb_visits"),
        "conversions": number("nb_conversions"),
        "revenue": number("revenue"),
        "total_duration_s": number("sum_visit_length"),
        "total_time_on_page_s": number("sum_time_spent"),
        "bounce_rate": number("bounce_rate", unit="percent"),
        "exit_rate": number("exit_rate", unit="percent"),
        "avg_session_duration_s": number("avg_time_on_site"),
        "avg_time_on_page_s": number("avg_time_on_page"),
    },
)
