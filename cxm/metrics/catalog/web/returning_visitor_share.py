"""Returning visitor share: the share of visitors who had been here before.

In per cent of distinct visitors, 100 minus new-visitor-share. Since 0.1.
"""

from cxm.metrics.catalog.web import _newness
from cxm.metrics.spec import Better, Expr, Metric, Rows, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Visitors who are not new, and those of whom it is known."""
    return {"returning": rows.count(~rows.col("is_new")), "visitors": rows.count(~rows.col("is_new").is_null())}


def returning(metric: Metric) -> Metric:
    """The other side of a definition of new visitors."""
    return metric.but(
        title="Returning visitor share",
        better=Better.HIGHER,
        states=states,
        value=lambda s: 100 * s.returning / s.visitors,
        interval=wilson("returning"),
        shown=("returning",),
        question="What share of the visitors had been here before?",
        formula="100 - new-visitor-share",
        conflict="Visitors who came back within the period, or who were there before it.",
        reason="What is left of new-visitor-share, so that the two add up to 100.",
        example="450 of 500 visitors were not new: 90.0 %",
        names={"zh_TW": "回訪者比例", "zh_CN": "回访者比例", "ms": "Bahagian pelawat kembali", "lt": "Grįžtančių lankytojų dalis"},
    )


METRIC = returning(_newness.METRIC)
VARIANTS = tuple(returning(one) for one in _newness.VARIANTS)
