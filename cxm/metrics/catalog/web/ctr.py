"""Click-through rate: the share of impressions that were clicked.

In per cent of impressions, of a link, an advertisement or a post. Ratio of sums, never a mean of rates; days differ, which widens
the interval. A rate above 100 means that the export contradicts itself. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    clicks, seen = rows.col("clicks"), rows.col("impressions")
    both = (clicks >= 0) & (seen >= 0)
    return {"clicks": rows.total(rows.when(both).then(clicks)), "impressions": rows.total(rows.when(both).then(seen))}


METRIC = Metric(
    title="Click-through rate",
    frame="web_report",
    definition="of_impressions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("clicks", "impressions"),
    uses=("date", "campaign", "channel"),
    states=states,
    base="impressions",
    value=lambda s: 100 * s.clicks / s.impressions,
    interval=wilson_cluster("clicks"),
    shown=("clicks",),
    min_grade_n=1000,
    aliases=("click-through-rate",),
    question="What share of those who saw the message clicked?",
    formula="100 x clicks / impressions",
    counted="rows with both counts",
    left_out="rows that lack one",
    conflict="Clicks over impressions, or over openers: Nextiva gives the one as formula and the other as example.",
    reason="The formula. What the example computes is email-ctor.",
    example="60 clicks of 1,000 impressions: 6.0 %",
    pitfalls=(
        "Of delivered e-mails it is email-click-rate, of openers email-ctor: 50 clickers of 200 openers are 25 % of another base.",
        "6 to 7 % is the level of search advertisements; display and social are far lower.",
    ),
    names={"zh_TW": "點閱率 (CTR)", "zh_CN": "点击率 (CTR)", "ms": "Kadar klikan (CTR)", "lt": "Spustelėjimo greitis (CTR)"},
)
