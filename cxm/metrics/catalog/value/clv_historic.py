"""Historic customer value: what the customers of each cohort have brought so far.

In money: net revenue of a cohort up to an age / its customers, one row for each period of first purchase and each age in periods. At age
3 it is what the first three periods brought. Ages whose period is not over are empty. Over the whole span cohorts are months, and each
age pools the cohorts that have reached it. `to_date` is all that a cohort has brought until the observation end. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, OF_CUSTOMERS, USES
from cxm.metrics.catalog.value._worth import MARGIN
from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Money of cohorts, and their customers."""

    def whole(name: str) -> Expr:
        return rows.total(rows.col(name)).cast(rows.x.Int64)

    powers = {name: rows.col(name).sum() for name in ("squares", "cubes")} | {"largest": rows.greatest(rows.col("largest"))}
    return {"members": whole("members"), "total": rows.total(rows.col("total")), **powers, "n_immature": whole("immature")}


def so_far(rows: Rows) -> dict[str, Expr]:
    """Money of customers by their first purchase."""
    return mean_states(rows, rows.when(rows.col("customer")).then(rows.col("net"))) | {
        "members": rows.count(rows.col("customer")),
        "orders": rows.total(rows.col("orders")).cast(rows.x.Int64),
        "n_missing": rows.count(rows.col("missing")),
    }


METRIC = Metric(
    title="Historic customer value",
    frame="order",
    definition="by_age",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="cohort_money",
    parts=Parts("age", lambda rows: rows.col("age"), (), "members"),
    settings=COUNTED,
    states=states,
    base="members",
    value=lambda s: s.total / s.members,
    interval=mean_of("total", "squares", "cubes"),
    shown=("total",),
    min_grade_n=50,
    aliases=("historic-clv",),
    question="How much has a customer of each cohort brought so far?",
    formula="net revenue of the cohort up to that age / customers of the cohort",
    counted="customers with a name, by the period of their first purchase in the export",
    left_out="orders of guests; periods that are not over; cancelled and test orders",
    conflict="Revenue to date, or by the age of the customer; revenue or margin.",
    reason="By age, so that old customers are not held against young ones; the average to date stands beside it.",
    users="whoever needs no model: what was counted, not what may come",
    example="100 customers came in January, 3,000 in January to March: 30.00 at age 3",
    pitfalls=(
        "It rises with age by construction: compare cohorts at the same age.",
        "Who bought before the export begins looks new in it: leave out its first period.",
    ),
    names={"zh_TW": "歷史客戶價值", "zh_CN": "历史客户价值", "ms": "Nilai sejarah pelanggan", "lt": "Istorinė kliento vertė"},
)

VARIANTS = (
    METRIC.but(
        definition="margin",
        uses=(*METRIC.uses, "margin"),
        settings=(MARGIN, *COUNTED),
        formula="margin of the cohort up to that age / customers of the cohort",
        counted="customers with a name, by the period of their first purchase; the margin of each order where the export has it, else the share the user states",
        users="whoever holds customers against what winning them cost",
        example="100 customers came in January and left a margin of 1,200 in January to March: 12.00 at age 3",
    ),
    METRIC.but(
        definition="to_date",
        prepare="first_orders",
        parts=None,
        states=so_far,
        shown=("total", "orders"),
        formula="all net revenue of the cohort until the observation end / customers of the cohort",
        example="100 customers came in January and brought 4,000 until today: 40.00",
        pitfalls=("Older cohorts had more time: compare them by age.",),
    ),
)
