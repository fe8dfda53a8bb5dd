"""Organic traffic growth: how much more clicks a day come from unpaid search than in the period before.

In per cent, per day, since periods differ in length. Only complete periods are compared, with the previous one or, by the definition
`year`, with the same one a year before. Growth from nothing has no percentage. From web analytics visits are counted instead of
clicks; the two never agree. Since 0.1.
"""

from cxm.metrics.catalog.search._organic import ORGANIC, in_web_exports, is_organic
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, count_growth


def states(rows: Rows) -> dict[str, Expr]:
    """Clicks of the two periods, and their lengths."""
    return {
        "clicks": rows.total(rows.col("now")),
        "clicks_before": rows.total(rows.col("before")),
        "days": rows.col("days").max(),
        "days_before": rows.col("days_before").max(),
    }


def visits(rows: Rows) -> dict[str, Expr]:
    """Visits from unpaid search in the two periods, and the lengths of these."""
    organic = is_organic(rows)
    return {
        "visits": rows.total(rows.when(organic).then(rows.col("now"))),
        "visits_before": rows.total(rows.when(organic).then(rows.col("before"))),
        "days": rows.col("days").max(),
        "days_before": rows.col("days_before").max(),
    }


PREVIOUS = Setting("against", "text", "previous", "what is compared with: previous, or year")
YEAR = Setting("against", "text", "year", "what is compared with: previous, or year")

METRIC = Metric(
    title="Organic traffic growth",
    frame="search_row",
    definition="previous",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(-100, None),
    needs=("date", "clicks"),
    uses=("query", "page", "country", "device", "search_type"),
    prepare="growth",
    states=states,
    base="clicks_before",
    value=lambda s: 100 * ((s.clicks / s.days) / (s.clicks_before / s.days_before) - 1),
    interval=count_growth("clicks", "clicks_before", days="days", days_before="days_before"),
    settings=(PREVIOUS,),
    shown=("clicks", "clicks_before"),
    shown_as={"clicks": Unit.COUNT, "clicks_before": Unit.COUNT},
    question="Is traffic from unpaid search growing?",
    formula="100 x (clicks per day of the period / clicks per day of the period before - 1)",
    counted="clicks of complete periods; both must lie in the export whole",
    left_out="periods that are not over, and those without one before them",
    conflict="Against the period before, or the year before; clicks in Search Console, or visits in web analytics.",
    reason=(
        "The period before, counted per day, since months differ in length; the year before takes the season out. Search Console counts "
        "clicks; visits lose those who left before the page loaded."
    ),
    example="1,200 clicks in the 30 days of June after 1,000 in the 31 of May: 40 a day after 32.26, + 24.0 %",
    pitfalls=("A month against the one before shows the season more than the work: take a year where the export reaches back.",),
    names={"zh_TW": "自然流量成長", "zh_CN": "自然流量增长", "ms": "Pertumbuhan trafik organik", "lt": "Organinio trafiko augimas"},
)

BY_YEAR = {
    "left_out": "periods that are not over, and those the export has no year before",
    "pitfalls": ("Weeks are compared with those 52 weeks before.",),
}
VISITS = METRIC.but(
    definition="visits",
    states=visits,
    base="visits_before",
    value=lambda s: 100 * ((s.visits / s.days) / (s.visits_before / s.days_before) - 1),
    interval=count_growth("visits", "visits_before", days="days", days_before="days_before"),
    settings=(PREVIOUS, ORGANIC),
    shown=("visits", "visits_before"),
    shown_as={"visits": Unit.COUNT, "visits_before": Unit.COUNT},
    formula="100 x (visits from unpaid search per day of the period / such visits per day of the period before - 1)",
    counted="visits of complete periods whose channel, medium or source is unpaid search; both periods must lie in the export whole",
    example="620 visits in the 31 days of May after 500 in the 30 of April: 20 a day after 16.67, + 20.0 %",
    pitfalls=("Visits and clicks never agree: compare like with like.", *METRIC.pitfalls),
)
VISITS_BY_YEAR = VISITS.but(
    **BY_YEAR,
    definition="visits_year",
    settings=(YEAR, ORGANIC),
    formula="100 x (visits from unpaid search per day of the period / such visits per day of the same period a year before - 1)",
    example="620 visits in May after 500 in May of the year before: + 24.0 %",
)

VARIANTS = (
    METRIC.but(
        **BY_YEAR,
        definition="year",
        settings=(YEAR,),
        formula="100 x (clicks per day of the period / clicks per day of the same period a year before - 1)",
        example="1,240 clicks in June after 1,000 in June of the year before: + 24.0 %",
    ),
    *in_web_exports(VISITS),
    *in_web_exports(VISITS_BY_YEAR),
)
