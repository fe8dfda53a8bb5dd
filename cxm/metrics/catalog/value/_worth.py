"""What the values of customers share: revenue over customers and years, and the settings that stand for what an export does not tell."""

from collections.abc import Callable

from cxm.metrics.catalog.value._customers import COUNTED, buyers, faults, gathered, guests
from cxm.metrics.spec import Collapse, Expr, Factor, Rows, Setting, ratio_factor, ratio_states

LIFESPAN = Setting("lifespan", "years", None, "how long a customer stays, such as 3y or 18mo", example=3.0)
WINDOW = Setting("window", "number", 0, "months before the end of each period whose orders count; 0: those of the period")
MARGIN = Setting("margin", "number", None, "share of the revenue that is left after the cost of goods, such as 0.4", example=0.4)
CAC = Setting("cac", "number", None, "acquisition cost of one customer, instead of --with costs.csv")
COST_TYPES = Setting("cost_types", "words", (), "only costs of these types")
LAG = Setting("lag", "number", 0, "take the costs of so many periods before")
OF_ORDERS = (LIFESPAN, WINDOW, *COUNTED)
OF_COSTS = (CAC, COST_TYPES, LAG)


def of_customers(rows: Rows) -> dict[str, Expr]:
    """Money and purchases of a customer, new customers, costs, and what the user states."""
    stated = {name: rows.col(name).max() for name in ("lifespan", "margin_share", "stated_clv", "stated_cac") if rows.has(name)}
    costs = {"new": rows.col("customer").max(), "spent": rows.total(rows.col("amount"))} if rows.has("customer") else {}
    return gathered(rows) | stated | costs


PER_CUSTOMER = Collapse(by=("unit",), of=of_customers)


def revenue(rows: Rows) -> dict[str, Expr]:
    """Revenue and buyers over named customers, and the length of the period in years."""
    nothing = rows.lit(0.0)
    money = rows.when(rows.col("known")).then(rows.col("net")).otherwise(nothing)
    bought = rows.when(buyers(rows)).then(rows.lit(1.0)).otherwise(nothing)
    return ratio_states(rows, money, bought) | {
        "revenue": rows.total(money),
        "orders": rows.total(rows.when(rows.col("known")).then(rows.col("orders"))).cast(rows.x.Int64),
        "customers": rows.count(buyers(rows)),
        "units": rows.count(rows.col("known")),
        "years": rows.col("years").max(),
        "lifespan_years": rows.col("lifespan").max(),
        **guests(rows),
        **faults(rows),
    }


def costs(rows: Rows) -> dict[str, Expr]:
    """New customers, what was spent on them, and what the user states instead."""
    return {
        "new_customers": rows.count(rows.col("new")),
        "cost": rows.total(rows.col("spent")),
        "stated_cac": rows.col("stated_cac").max(),
        "stated_clv": rows.col("stated_clv").max(),
    }


def per_customer(s: object, *, margin: bool = False) -> Expr:
    """Revenue per customer and year times the years of a lifespan."""
    value = s.revenue / s.customers / s.years * s.lifespan_years  # type: ignore[attr-defined]
    return value * s.margin_share.fill_null(1.0) if margin else value  # type: ignore[attr-defined]


def cost_of_one(s: object) -> Expr:
    """What was spent per new customer, or what the user says it was."""
    return s.stated_cac.fill_null(s.cost / s.new_customers)  # type: ignore[attr-defined]


def revenue_factor(given: str = "", through: Callable[..., float] | None = None) -> Factor:
    """Revenue per customer as an estimate over customers."""
    return ratio_factor("units", given, through)


NEW_CUSTOMERS = Factor("count", {"count": "new_customers"}, given="stated_cac")
"""New customers as a Poisson count: what was spent is taken as known."""
