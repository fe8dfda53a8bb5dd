"""E-mail open rate: the share of delivered messages that somebody opened.

In per cent of delivered, by the day of sending; every later open belongs to the send. Ratio of sums, never a mean of rates. A rate above
100 means that the export contradicts itself; it is shown and not graded. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, ratio_of, ratio_states, wilson_cluster

METRIC = Metric(
    title="E-mail open rate",
    frame="campaign",
    definition="of_delivered",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("unique_opens", "delivered"),
    uses=("sent_at", "campaign_id"),
    states=sums(opened="unique_opens", delivered="delivered"),
    base="delivered",
    value=lambda s: 100 * s.opened / s.delivered,
    interval=wilson_cluster("opened"),
    shown=("opened",),
    aliases=("open-rate",),
    question="What share of recipients opened the e-mail?",
    formula="100 x recipients who opened / delivered",
    counted="campaigns with unique_opens and delivered",
    left_out="campaigns that lack one of the counts",
    conflict="Over delivered (Mailchimp) or over sent (Mautic, GetResponse); opens by machines in or out.",
    reason=(
        "A mail that did not arrive cannot be opened. Machine opens are left out where the export marks them; since 2021 opens without "
        "marks are inflated."
    ),
    users="Mailchimp and most tools",
    example="950 delivered, 237.5 unique opens on average: 25.0 %; of 1,000 sent it would be 23.75 %",
    pitfalls=(
        "Opens by machines (Apple Mail Privacy Protection since September 2021) are in the count where the tool does not take them out: it is then a ceiling.",
    ),
    names={"zh_TW": "電子郵件開信率", "zh_CN": "电子邮件打开率", "ms": "Kadar terbuka", "lt": "El. pašto atidarymo dalis"},
)


def repeated(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts, every campaign a unit."""
    opens, base = rows.col("opens"), rows.col("delivered")
    both = ~opens.is_null() & (base > 0)
    return ratio_states(rows, rows.when(both).then(opens), rows.when(both).then(base)) | {"campaigns": rows.count(both)}


def with_machines(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have all counts."""
    people, machines, base = rows.col("unique_opens"), rows.col("machine_opens"), rows.col("delivered")
    every = ~people.is_null() & ~machines.is_null() & ~base.is_null()
    return {
        "opened": rows.total(rows.when(every).then(people + machines)),
        "by_machines": rows.total(rows.when(every).then(machines)),
        "delivered": rows.total(rows.when(every).then(base)),
    }


VARIANTS = (
    METRIC.but(
        definition="with_machine_opens",
        needs=("unique_opens", "machine_opens", "delivered"),
        states=with_machines,
        by_name=True,
        question="For what share of recipients did anybody, or anything, open the e-mail?",
        formula="100 x (recipients who opened + recipients for whom machines alone did) / delivered",
        counted="campaigns with unique_opens, machine_opens and delivered",
        users="tools that do not tell machines apart",
        example="200 recipients opened 950 delivered mails, machines 300 others: 52.6 %, not 21.1 %",
        pitfalls=("It says as much of the mail programs of the recipients as of the recipients.",),
    ),
    METRIC.but(
        definition="of_sent",
        needs=("unique_opens", "sent"),
        states=sums(opened="unique_opens", sent="sent"),
        base="sent",
        value=lambda s: 100 * s.opened / s.sent,
        formula="100 x recipients who opened / sent",
        counted="campaigns with unique_opens and sent",
        users="Mautic, GetResponse; exports without delivered",
    ),
    METRIC.but(
        definition="total_opens",
        needs=("opens", "delivered"),
        bounds=(0, None),
        states=repeated,
        base="campaigns",
        value=lambda s: 100 * s.y / s.x,
        interval=ratio_of("campaigns"),
        shown=(),
        by_name=True,
        question="How often was the e-mail opened, per 100 delivered?",
        formula="100 x opens, repeats included / delivered",
        counted="campaigns with opens and delivered",
        users="",
        example="1,140 opens of 950 delivered: 120, which is no share",
        pitfalls=("One recipient who opens three times counts three times.",),
    ),
)
