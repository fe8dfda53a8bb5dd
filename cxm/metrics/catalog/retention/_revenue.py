"""What rates of recurring revenue share. Standard library only."""

from collections.abc import Callable

from cxm.metrics.spec import Expr, Rows, ratio_states


def opened(rows: Rows) -> Expr:
    """Customers with revenue at the opening."""
    return rows.col("opening") > 0


def of_opening(part: Callable[[Rows], Expr], there: Callable[[Rows], Expr] = opened) -> Callable[[Rows], dict[str, Expr]]:
    """States: sums of a part of the opening revenue over customers, and how many they are.

    Args:
        there: the customers who take part.
    """

    def states(rows: Rows) -> dict[str, Expr]:
        kept, many = there(rows), rows.col("customers")
        sums = ratio_states(rows, rows.when(kept).then(part(rows)), rows.when(kept).then(rows.col("opening")), many)
        return sums | {
            "customers": rows.total(rows.when(kept).then(many)).cast(rows.x.Int64),
            "n_missing": rows.count(rows.col("missing")),
            "n_invalid": rows.count(rows.col("invalid")),
        }

    return states
