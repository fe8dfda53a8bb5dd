"""Customer lifetime value by a model: what customers without a contract will bring in the months to come.

In money, per customer: expected purchases x their expected worth, month by month, discounted. How often a customer will buy comes from
BG/NBD (Fader, Hardie and Lee 2005), what a purchase is worth from Gamma-Gamma (Fader and Hardie 2013), both fitted to the orders by
maximum likelihood; purchases of one day are one. Only named customers count. The interval is over samples of the customers, each fitted
anew. It needs scipy: pip install 'cxm[clv]'. `by_decile` shows tenths of the customers. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, OF_CUSTOMERS, USES
from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Parts, Rows, Setting, Unit


def gathered(rows: Rows) -> dict[str, Expr]:
    """Sums of one sample."""
    return {name: rows.total(rows.col(name)) for name in ("customers", "worth", "purchases")}


def states(rows: Rows) -> dict[str, Expr]:
    """The customers as they are, and the mean of each sample of them."""
    real = rows.col("replicate") == 0
    drawn = rows.when(~real & (rows.col("customers") > 0)).then(rows.col("worth") / rows.col("customers"))
    return {
        "customers": rows.total(rows.when(real).then(rows.col("customers"))).cast(rows.x.Int64),
        "worth": rows.total(rows.when(real).then(rows.col("worth"))),
        "purchases": rows.total(rows.when(real).then(rows.col("purchases"))),
        "_samples": rows.listed(drawn),
    }


METRIC = Metric(
    title="Customer lifetime value (BG/NBD + Gamma-Gamma)",
    frame="order",
    definition="bg_nbd",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="expected_worth",
    per=Collapse(by=("replicate",), of=gathered),
    settings=(
        Setting("horizon", "number", 12, "months to come"),
        Setting("discount", "number", 0.1, "price of money, as a rate of a year"),
        Setting("resamples", "number", 200, "samples of the customers the interval is taken from; 0 for none"),
        Setting("seed", "number", 20240214, "where the random numbers of the samples begin"),
        *COUNTED,
    ),
    states=states,
    base="customers",
    value=lambda s: s.worth / s.customers,
    interval=Interval("model_bootstrap", {"samples": "_samples"}),
    shown=("worth", "purchases"),
    shown_as={"purchases": Unit.SCORE},
    min_grade_n=200,
    least_n=200,
    aliases=("predicted-clv",),
    question="How much will each customer buy in the next months, given past buying without contracts?",
    formula="sum over months of (E[X(k)] - E[X(k-1)]) x E[M] / (1 + d)^(k / 12), over customers",
    counted="customers with a name, by the days on which they bought",
    left_out="guests, cancelled and test orders, orders paid back in full",
    conflict="Which model of buying.",
    reason=(
        "BG/NBD with Gamma-Gamma is the published standard for customers without contracts; its parameters are checked against the CDNOW "
        "data."
    ),
    users="shops; the models of Fader and Hardie",
    example="CDNOW, 39 weeks: r 0.243, alpha 4.414, a 0.793, b 2.426; a customer with x = 2, t_x = 30.43, T = 38.86 buys 1.226 times in 39 weeks",
    pitfalls=(
        "Fewer than 200 customers, 50 of whom came back, or 26 weeks of orders are refused.",
        "Subscriptions end by themselves: the model is wrong for them, take clv-margin.",
        "Seasons: the history must cover whole years.",
    ),
    names={
        "zh_TW": "客戶終身價值(機率模型)",
        "zh_CN": "客户终生价值(概率模型)",
        "ms": "Nilai seumur hidup pelanggan (model kebarangkalian)",
        "lt": "Kliento gyvavimo ciklų vertė (tikimybinis modelis)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="by_decile",
        parts=Parts("decile", lambda rows: rows.col("decile"), tuple(str(tenth) for tenth in range(1, 11)), "customers"),
        formula="the same for each tenth of the customers, 1 being those expected to bring least",
        example="the last tenth often brings half of what is to come",
        pitfalls=("The tenths are those of the model: who is in them is as uncertain as it is.",),
    ),
)
