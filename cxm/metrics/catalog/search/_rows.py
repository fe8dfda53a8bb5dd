"""Counts that search rows add up. Standard library only."""

from typing import Any

from cxm.metrics.spec import Better, Metric, Unit, garwood


def summed(count: str, **own: Any) -> Metric:
    """The sum of a count over search rows.

    Args:
        own: what else the metric declares.
    """
    shared = Metric(
        title="",
        frame="search_row",
        definition="sum",
        version=1,
        unit=Unit.COUNT,
        better=Better.HIGHER,
        bounds=(0, None),
        needs=(count,),
        uses=("date", "query", "page", "country", "device", "search_type"),
        states=lambda rows: {count: rows.total(rows.col(count))},
        base=count,
        value=lambda s: getattr(s, count),
        interval=garwood(count),
        formula=f"sum of {count}",
        counted=f"rows with {count}",
        left_out="rows without them",
        example="30 on Monday, 12 on Tuesday: 42",
        pitfalls=("The last two or three days of an export are still filling up.", "An export of exactly 1,000 rows is cut by the tool."),
    )
    return shared.but(**own)
