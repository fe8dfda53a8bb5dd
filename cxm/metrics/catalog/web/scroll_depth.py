"""Scroll depth: how far down visitors get.

The mean over views of the deepest scroll, in per cent of the page. A view without a measurement is not 0. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, rating, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Sums of the deepest scroll of the views that have one, and the views that reached each quarter."""
    depth = rows.col("scroll")
    depth = rows.when((depth >= 0) & (depth <= 100)).then(depth)
    reach = {f"reached_{share}": rows.count(depth >= share) for share in (25, 50, 75, 90)}
    return {"total": rows.total(depth), "squares": rows.total(depth * depth), "views": rows.count(~depth.is_null())} | reach


def reach(share: int) -> Metric:
    """The share of views that reached so many per cent of the page."""
    name = f"reached_{share}"

    def reached(rows: Rows) -> dict[str, Expr]:
        depth = rows.col("scroll")
        known = (depth >= 0) & (depth <= 100)
        return {name: rows.count(known & (depth >= share)), "views": rows.count(known)}

    return METRIC.but(
        definition=f"reach_{share}",
        states=reached,
        value=lambda s: 100 * getattr(s, name) / s.views,
        interval=wilson(name),
        shown=(),
        question=f"What share of views got down to {share} % of the page?",
        formula=f"100 x views that reached {share} % of the page / views with a measurement",
        example={
            25: "20, 50, 80 and 100: 75 %",
            50: "20, 50, 80 and 100: 75 %",
            75: "20, 50, 80 and 100: 50 %",
            90: "20, 50, 80 and 100: 25 %",
        }[share],
        users="Google Analytics 4, whose scroll event means 90 %" if share == 90 else "",
    )


METRIC = Metric(
    title="Scroll depth",
    frame="hit",
    definition="mean",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("scroll",),
    uses=("viewed_at", "page", "visitor_id"),
    states=states,
    base="views",
    value=lambda s: s.total / s.views,
    interval=rating("total", "squares"),
    shown=("reached_50",),
    min_grade_n=50,
    question="How far down do visitors get?",
    formula="mean of the deepest scroll of each view",
    counted="views with a measurement between 0 and 100",
    left_out="views without one; bots and staff",
    conflict="The mean depth, or the share of views that reach a depth; GA4 reports one event at 90 %.",
    reason="The published 50 % read as a mean depth.",
    example="20, 50, 80 and 100: 62.5; half of the page was reached by 75 %",
    pitfalls=("Short pages are at 100 at once.", "Where what matters is at the top, little depth is fine."),
    names={"zh_TW": "捲動深度", "zh_CN": "滚动深度", "ms": "Kedalaman skrol", "lt": "Slinkimo gylis"},
)

VARIANTS = tuple(reach(share) for share in (50, 25, 75, 90))
