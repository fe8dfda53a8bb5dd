"""Purchase frequency: how often a customer buys in a year.

Orders of named customers / customers who bought / length of the period in years. Whole years are those of the calendar, what is left
over is in years of 365.2425 days; a period that has not ended is as long as was observed of it. `in_period` leaves the length aside.
Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, OF_CUSTOMERS, PER_CUSTOMER, buyers, faults, gathered, guests
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Unit, mean_of, mean_states, product_of, ratio_factor, ratio_states

YEAR_DAYS = 365.2425


def of_guests(rows: Rows) -> dict[str, Expr]:
    """Orders nobody's name is on; what they brought is in any currency, and not added up."""
    return {"guest_orders": guests(rows)["guest_orders"]}


def states(rows: Rows) -> dict[str, Expr]:
    """Orders over customers with a name, and the length of the period."""
    own = rows.when(buyers(rows)).then(rows.col("orders"))
    return mean_states(rows, own) | {
        "orders": rows.total(own).cast(rows.x.Int64),
        "customers": rows.count(buyers(rows)),
        "years": rows.col("years").max(),
        **of_guests(rows),
        **faults(rows),
    }


def apart(rows: Rows) -> dict[str, Expr]:
    """Orders of a customer, and the days from the first of them to the last."""
    day = rows.when(rows.col("order")).then(rows.col("date"))
    return gathered(rows) | {"span": day.max() - day.min()}


def gaps(rows: Rows) -> dict[str, Expr]:
    """Gaps between the orders of customers who came back, and the days they add up to."""
    back = buyers(rows) & (rows.col("orders") > 1)
    many = rows.when(back).then(rows.col("orders") - 1).otherwise(rows.lit(0))
    days = rows.when(back).then(rows.col("span")).otherwise(rows.lit(0))
    return ratio_states(rows, many, days) | {
        "gaps": rows.total(many).cast(rows.x.Int64),
        "gap_days": rows.total(days).cast(rows.x.Int64),
        "customers": rows.count(back),
        **of_guests(rows),
        **faults(rows),
    }


METRIC = Metric(
    title="Purchase frequency",
    frame="order",
    definition="per_year",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=OF_CUSTOMERS,
    uses=("order_id", "refund", "status", "updated_at"),
    prepare="order_counts",
    per=PER_CUSTOMER,
    settings=COUNTED,
    states=states,
    base="customers",
    value=lambda s: s.orders / s.customers / s.years,
    interval=mean_of("total", "squares", "cubes", exposure="years"),
    shown=("orders", "years"),
    shown_as={"orders": Unit.COUNT},
    min_grade_n=50,
    aliases=("order-frequency",),
    question="How often does a customer buy?",
    formula="orders / customers who bought / years",
    counted="orders of customers with a name, as average order value counts them",
    left_out="orders of guests, cancelled and test orders, orders paid back in full",
    conflict="Orders per customer in the period, or in a year; or a year over the gaps between orders, which only those who came back have.",
    reason="Per year, the factor in Nextiva's lifetime value; in_period is the same without stretching it.",
    users="the second factor of a simple lifetime value",
    example="420 orders of 175 customers in one year: 2.4",
    pitfalls=(
        "Who came late in the period had less time: a growing shop takes twelve months.",
        "A short period looks frequent: everyone counted has bought at least once in it.",
    ),
    names={"zh_TW": "購買頻率", "zh_CN": "购买频率", "ms": "Kekerapan pembelian", "lt": "Pirkimo dažnumas"},
)

VARIANTS = (
    METRIC.but(
        definition="in_period",
        value=lambda s: s.orders / s.customers,
        interval=mean_of("total", "squares", "cubes"),
        shown=("orders",),
        formula="orders / customers who bought",
        example="420 orders of 175 customers: 2.4 in the period, however long",
        pitfalls=("Periods of unequal length do not compare.",),
    ),
    METRIC.but(
        definition="by_gaps",
        per=Collapse(("unit",), apart),
        states=gaps,
        value=lambda s: YEAR_DAYS * s.gaps / s.gap_days,
        interval=product_of(ratio_factor("customers", through=lambda each, _: YEAR_DAYS * each)),
        shown=("gaps", "gap_days"),
        shown_as={"gaps": Unit.COUNT, "gap_days": Unit.COUNT},
        formula="365.2425 / mean days between two orders of a customer",
        counted="customers with two orders or more in the period",
        left_out="customers who bought once; orders of guests, cancelled and test orders, orders paid back in full",
        users="whoever asks when a customer is due again",
        example="orders on 1 January, 31 January and 2 March: gaps of 30 days, 12.2 a year",
        pitfalls=(
            "Who bought once has no gap: it is higher than what customers buy in a year.",
            "A gap that begins in one period and ends in the next is in neither: take a year.",
        ),
    ),
)
