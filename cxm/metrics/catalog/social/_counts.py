"""What counts of posts share. Standard library only."""

from collections.abc import Callable

from cxm.metrics.spec import Expr, Metric, Rows, Unit, mean_of, mean_states


def _count(rows: Rows, field: str) -> Expr:
    """A count of a post, null where it is below 0."""
    return rows.when(rows.col(field) >= 0).then(rows.col(field))


def summed(field: str) -> Callable[[Rows], dict[str, Expr]]:
    """States: the sum of a count over the posts, and the posts that have it."""
    return lambda rows: {field: rows.total(_count(rows, field)), "posts": rows.count(~_count(rows, field).is_null())}


def per_post(metric: Metric, field: str) -> Metric:
    """The mean of a count per post beside the metric that sums it."""
    return metric.but(
        definition="per_post",
        unit=Unit.RATIO,
        states=lambda rows: mean_states(rows, _count(rows, field)) | {"posts": rows.count(~_count(rows, field).is_null())},
        value=lambda s: s.total / s.posts,
        interval=mean_of("total", "squares", "cubes"),
        formula="mean of the count over the posts published in the period",
        example="",
    )
