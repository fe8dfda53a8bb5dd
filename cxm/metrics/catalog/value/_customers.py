"""What metrics of orders share: the orders of each customer gathered, and the settings that say what counts as one."""

from cxm.metrics.spec import Collapse, Expr, Rows, Setting

NEEDS = ("ordered_at", "revenue")
OF_CUSTOMERS = ("customer_id", *NEEDS)
USES = ("refund", "status", "currency", "updated_at")
KEEP_REFUNDED = Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count as orders of 0")
POSITIVE_ONLY = Setting("positive_only", "flag", default=False, meaning="orders that cost nothing do not count")
COUNTED = (KEEP_REFUNDED, POSITIVE_ONLY)


def gathered(rows: Rows) -> dict[str, Expr]:
    """Money and purchases of a customer, or of a guest's order."""
    return {
        "net": rows.total(rows.col("net")),
        "gross": rows.total(rows.col("gross")),
        "orders": rows.count(rows.col("order")),
        "gross_of_orders": rows.total(rows.when(rows.col("order")).then(rows.col("gross"))),
        "known": rows.col("known").max(),
        "missing": rows.count(rows.col("missing")),
        "negative": rows.count(rows.col("negative")),
        "years": rows.col("years").max(),
    }


PER_CUSTOMER = Collapse(by=("unit",), of=gathered)


def faults(rows: Rows) -> dict[str, Expr]:
    """Orders without an amount, and those of which more was paid back than charged."""
    return {
        "n_missing": rows.total(rows.col("missing")).cast(rows.x.Int64),
        "negative": rows.total(rows.col("negative")).cast(rows.x.Int64),
    }


def buyers(rows: Rows) -> Expr:
    """Customers who are named and bought something."""
    return rows.col("known") & (rows.col("orders") > 0)


def guests(rows: Rows) -> dict[str, Expr]:
    """What nobody's name is on."""
    unnamed = ~rows.col("known")
    return {
        "guest_orders": rows.total(rows.when(unnamed).then(rows.col("orders"))).cast(rows.x.Int64),
        "guest_revenue": rows.total(rows.when(unnamed).then(rows.col("net"))),
    }
