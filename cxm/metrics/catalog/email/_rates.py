"""What rates of campaigns share. Standard library only."""

from collections.abc import Callable

from cxm.metrics.spec import Expr, Rows


def sums(**counts: str) -> Callable[[Rows], dict[str, Expr]]:
    """States that sum counts over the campaigns that have all of them: state -> field."""

    def states(rows: Rows) -> dict[str, Expr]:
        every = rows.lit(value=True)
        for field in counts.values():
            every = every & ~rows.col(field).is_null()
        return {name: rows.total(rows.when(every).then(rows.col(field))) for name, field in counts.items()}

    return states
