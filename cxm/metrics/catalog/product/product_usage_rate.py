"""Product usage rate: of the customers who have a product, the share who use it.

In per cent, one row per product, of the customers with a subscription to it that runs in the period, from a second export of
subscriptions that names products. The definition `products_per_customer` is how many products an active customer uses. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Parts, Rows, Setting, Unit, mean_of, mean_states, wilson

EACH = Setting("each", "text", "period", "what a customer counts in: each complete month, the whole period, or each day")
PRODUCTS = Setting("by_product", "flag", default=True, meaning="customers count in each product they have")


def states(rows: Rows) -> dict[str, Expr]:
    """Customers who have the product, and those of them who used it."""
    member = rows.col("member")
    return {"used": rows.count(member & rows.col("active")), "customers": rows.count(member)}


def of_customer(rows: Rows) -> dict[str, Expr]:
    """Different products a customer used."""
    return {"products": rows.distinct(rows.col("product"))}


def products(rows: Rows) -> dict[str, Expr]:
    """Sums over customers who used a product that has a name."""
    count = rows.col("products")
    return mean_states(rows, rows.when(count > 0).then(count)) | {"customers": rows.count(count > 0)}


METRIC = Metric(
    title="Product usage rate",
    frame="product_event",
    definition="of_entitled",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at", "product"),
    uses=("customer_id", "event", "event_id"),
    prepare="entitled",
    other="subscription",
    parts=Parts("product", lambda rows: rows.col("product"), (), "customers"),
    states=states,
    base="customers",
    value=lambda s: 100 * s.used / s.customers,
    interval=wilson("used"),
    settings=(EACH, PRODUCTS, EVENTS),
    shown=("used",),
    min_grade_n=50,
    question="Do customers use the products they have?",
    formula="100 x customers who have the product and used it in the period / customers who have it",
    counted="customers with a subscription to the product that runs in the period",
    left_out="use of products a customer has no subscription to; trials; events without a user; staff and bots",
    conflict="Xoxoday names it without a formula, for selling further products.",
    reason="By product: users of it among customers entitled to it, so that nobody is held against what he cannot use.",
    example="90 of the 150 customers who have product B used it: 60 %",
    pitfalls=("Both exports must call a product by the same name.", "Without products it is user-activity-rate."),
    names={"zh_TW": "產品使用率", "zh_CN": "产品使用率", "ms": "Kadar penggunaan produk", "lt": "Produkto naudojimo dalis"},
)

VARIANTS = tuple(
    METRIC.but(
        definition="products_per_customer",
        by_name=True,
        unit=Unit.RATIO,
        bounds=(0, None),
        needs=(unit, "product"),
        uses=("occurred_at", "event_id"),
        prepare="",
        other="",
        parts=None,
        per=Collapse((unit,), of_customer),
        states=products,
        value=lambda s: s.total / s.customers,
        interval=mean_of("total", "squares", "cubes"),
        settings=(),
        shown=(),
        question="How many products does an active customer use?",
        formula="different products used by each customer, summed / customers who used one",
        counted="customers, or users where events name no customer, with an event that names a product",
        left_out="events without a product or a user; staff and bots",
        example="three customers who used 1, 2 and 3 products: 2",
        pitfalls=(),
    )
    for unit in ("customer_id", "user_id")
)
