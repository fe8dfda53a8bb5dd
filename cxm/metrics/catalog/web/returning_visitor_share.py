"""Returning visitor share: the share of visitors who had been here before.

In per cent of distinct visitors, 100 minus new-visitor-share. Since 0.1.
"""

from cxm.metrics.catalog.web import _newness
from cxm.metrics.spec import Better, Metric


def returning(metric: Metric) -> Metric:
    """The other side of a definition of new visitors."""
    return metric.but(
        title="Returning visitor share",
        better=Better.HIGHER,
        **_newness.told("returning", metric.base),
        question=f"What share of the {'visits is not the first' if metric.base == 'sessions' else 'visitors had been here before'}?",
        formula="100 - new-visitor-share",
        conflict="Visitors who came back within the period, or who were there before it.",
        reason="What is left of new-visitor-share, so that the two add up to 100.",
        example="750 of 800 visits: 93.75 %" if metric.base == "sessions" else "450 of 500 visitors were not new: 90.0 %",
        names={"zh_TW": "回訪者比例", "zh_CN": "回访者比例", "ms": "Bahagian pelawat kembali", "lt": "Grįžtančių lankytojų dalis"},
    )


METRIC = returning(_newness.METRIC)
VARIANTS = tuple(returning(one) for one in _newness.VARIANTS)
