"""Customer churn rate: the share of the customers at the start of a period who are gone at its end.

In per cent of the customers active at the first instant of the period: a true proportion, moved by nothing that is sold later, and
with retention-rate it adds up to 100. Customers who join and leave within the period are in neither number; those who leave and are
back before its end have not churned. Trials are no customers. A snapshot that marks who has left has a definition of its own.
The length of the period is part of the name: a yearly rate is not twelve monthly ones. Since 0.1.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cxm.metrics.spec import NO_INTERVAL, Better, Collapse, Expr, Factor, Metric, Rows, Setting, Unit, product_of, wilson

SETTINGS = (
    Setting("grace", "days", 0, "gaps between subscriptions up to so many days are not churn"),
    Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
    Setting("on_cancel", "flag", default=False, meaning="a customer is gone when the cancellation is asked for, not when access stops"),
)


def customers(rows: Rows, condition: Expr) -> Expr:
    """Number of customers for whom a condition holds."""
    return rows.total(rows.when(condition).then(rows.col("customers"))).cast(rows.x.Int64)


def states(rows: Rows) -> dict[str, Expr]:
    """Customers at both ends, and who came and went between."""
    start, end = rows.col("opening"), rows.col("closing")
    came = (rows.col("joined") | rows.col("back")) & ~start
    return {
        "starting": customers(rows, start),
        "lost": customers(rows, start & ~end),
        "joined": customers(rows, came),
        "joined_and_left": customers(rows, came & ~end),
        "ending": customers(rows, end),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def all_losses(rows: Rows) -> dict[str, Expr]:
    """Losses of starters and joiners, over several bases."""
    counts = states(rows)
    start, end = rows.col("opening"), rows.col("closing")
    came = (rows.col("joined") | rows.col("back")) & ~start
    half = rows.total(rows.when(start).then(rows.col("customers"))) + rows.total(rows.when(end).then(rows.col("customers")))
    return counts | {
        "lost": customers(rows, (start | came) & ~end),
        "present": customers(rows, start | came),
        "average": 0.5 * half,
    }


def events(rows: Rows) -> dict[str, Expr]:
    """Starters who left at some moment, back again or not."""
    return states(rows) | {"lost": customers(rows, rows.col("opening") & rows.col("ended"))}


def net(rows: Rows) -> dict[str, Expr]:
    """Starters lost, and former customers back."""
    return states(rows) | {"returned": customers(rows, rows.col("back") & ~rows.col("opening") & rows.col("closing"))}


def flagged(rows: Rows) -> dict[str, Expr]:
    """Customers of a snapshot, and those it marks as gone."""
    gone = rows.col("churned")
    return {"starting": rows.count(~gone.is_null()), "lost": rows.count(gone), "n_missing": rows.count(gone.is_null())}


def of_day(rows: Rows) -> dict[str, Expr]:
    """Customers at the start of a day, and those lost on it, back or new that day included."""
    start, end = rows.col("opening"), rows.col("closing")
    return {
        "there": customers(rows, start),
        "gone": customers(rows, (start | rows.col("joined") | rows.col("back")) & ~end),
        "faulty": rows.count(rows.col("missing")),
        "wrong": rows.count(rows.col("invalid")),
    }


def daily(rows: Rows) -> dict[str, Expr]:
    """The rates of the days of a period, added up."""
    there, gone = rows.col("there"), rows.col("gone")
    return {
        "customer_days": rows.total(there).cast(rows.x.Int64),
        "lost": rows.total(gone).cast(rows.x.Int64),
        "rates": rows.total(rows.when(there > 0).then(gone / there)),
        "n_missing": rows.total(rows.col("faulty")).cast(rows.x.Int64),
        "n_invalid": rows.total(rows.col("wrong")).cast(rows.x.Int64),
    }


def yearly(share: float, _: Mapping[str, Any]) -> float:
    """What a share lost each month comes to in a year, in per cent."""
    return 100 * (1 - (1 - share) ** 12)


def lapsed(rows: Rows) -> dict[str, Expr]:
    """Customers active at the start, and those who no longer are at the end."""
    return {"starting": rows.size(), "lost": rows.count(rows.col("lapsed"))}


def of(base: str) -> Callable[..., Expr]:
    """The losses per 100 of a base."""
    return lambda s: 100 * s.lost / getattr(s, base)


METRIC = Metric(
    title="Customer churn rate (logo churn)",
    frame="subscription",
    definition="start",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_periods",
    settings=SETTINGS,
    states=states,
    base="starting",
    value=of("starting"),
    interval=wilson("lost"),
    shown=("lost", "joined_and_left"),
    shown_as={"lost": Unit.COUNT, "joined_and_left": Unit.COUNT, "joined": Unit.COUNT},
    min_grade_n=100,
    aliases=("churn", "customer-churn", "logo-churn"),
    question="What share of the customers we had at the start left during the period?",
    formula="100 x customers active at the start and not at the end / customers active at the start",
    counted="customers with a paid subscription that runs at the first instant of the period",
    left_out="customers who join within the period, trials and free plans, rows without a customer or a start",
    conflict=(
        "The base: customers at the start (LiveAgent, ChartMogul), those plus new ones (Stripe; Nextiva's customers of the period), the "
        "mean of start and end, or the sum of daily rates (ChartMogul for shops). The losses: of starters only, or of everybody "
        "(Baremetrics), or of subscriptions. Without contracts: after how many days without an order a buyer has left. Whether Nextiva's "
        "healthy 2 to 8 % are per month."
    ),
    reason=(
        "Starters lost over starters is a true proportion from 0 to 100 with an exact interval, new sales cannot move it, and only with "
        "it churn and retention add up to 100. In one example the four bases give 4.0, 4.55, 4.88 and 5.0 %. The band is held against "
        "months only."
    ),
    users="LiveAgent, ChartMogul; the only one that adds up to 100 with retention",
    example="10 of 100 customers are gone: 10 % (95 % interval 5.5 to 17.4)",
    pitfalls=(
        "Monthly and yearly churn are different metrics: 4 % a month is 38.7 % a year, not 48 %.",
        "An end at the instant the period ends belongs to the next period.",
        "Name a period: over the whole export only the customers of its first day count.",
    ),
    names={"zh_TW": "流失率 (Churn rate)", "zh_CN": "客户流失率", "ms": "Kadar churn", "lt": "Atsisakymo greitis"},
)

SNAPSHOT = METRIC.but(
    definition="snapshot",
    needs=("churned",),
    uses=("customer_id",),
    prepare="",
    settings=(),
    states=flagged,
    shown=("lost",),
    formula="100 x customers marked as gone / customers with a mark",
    counted="customers with a mark",
    left_out="customers without a mark; each counted",
    users="snapshots of a customer base, such as the Telco sample of IBM",
    example="1,869 of 7,043 customers are marked: 26.5 %",
    pitfalls=("The snapshot must say over which time it marks: without it the number compares with nothing.",),
)

VARIANTS = (
    SNAPSHOT,
    METRIC.but(
        definition="start_plus_new",
        states=all_losses,
        base="present",
        value=of("present"),
        shown=("lost", "joined"),
        formula="100 x customers lost / (customers at the start + customers who joined)",
        counted="customers active at any time of the period",
        left_out="trials and free plans, rows without a customer or a start",
        users="Stripe; Nextiva's total customers of the set period",
        example="500 at the start, 50 join, 20 and 5 of them leave: 25 / 550 = 4.55 %",
    ),
    METRIC.but(
        definition="all_losses",
        bounds=(0, None),
        states=all_losses,
        interval=NO_INTERVAL,
        shown=("lost", "joined"),
        formula="100 x customers lost, joiners included / customers at the start",
        counted="customers lost in the period",
        left_out="trials and free plans, rows without a customer or a start",
        users="Baremetrics",
        example="500 at the start, 50 join, 20 and 5 of them leave: 25 / 500 = 5 %",
        pitfalls=("It can exceed 100 %: customers who join and leave are in the numerator only.",),
    ),
    METRIC.but(
        definition="average",
        bounds=(0, None),
        states=all_losses,
        base="average",
        value=of("average"),
        interval=NO_INTERVAL,
        shown=("lost", "joined"),
        formula="100 x customers lost, joiners included / mean of customers at the start and at the end",
        counted="customers lost in the period",
        left_out="trials and free plans, rows without a customer or a start",
        users="",
        example="500 at the start, 525 at the end, 25 lost: 25 / 512.5 = 4.88 %",
    ),
    METRIC.but(
        definition="event",
        states=events,
        formula="100 x customers active at the start who left at some moment of the period / customers active at the start",
        counted="customers at the start; those who left and came back have left",
        users="",
        example="",
    ),
    METRIC.but(
        definition="net",
        bounds=(None, 100),
        states=net,
        value=lambda s: 100 * (s.lost - s.returned) / s.starting,
        interval=NO_INTERVAL,
        shown=("lost", "returned"),
        shown_as={"lost": Unit.COUNT, "returned": Unit.COUNT},
        formula="100 x (customers lost - former customers back) / customers active at the start",
        counted="customers at the start; former customers back at the end",
        users="",
        example="10 of 100 lost, 4 former ones back: 6 %",
    ),
    METRIC.but(
        definition="daily_sum",
        bounds=(0, None),
        prepare="customer_days",
        per=Collapse(("step",), of_day),
        states=daily,
        base="customer_days",
        value=lambda s: 100 * s.rates,
        interval=NO_INTERVAL,
        shown=("lost",),
        formula="100 x sum over the days of the period of customers lost on the day / customers at its start",
        counted="customers of each day, those who joined within the period included",
        left_out="days without a customer at their start; trials and free plans, rows without a customer or a start",
        users="ChartMogul, for shops and consumers who come and go",
        example="200 customers and 2 lost on the first day, 198 and 3 on the second: 1 % + 1.515 % = 2.515 %",
        pitfalls=("It is no share of anybody: over a long period it exceeds 100 %.",),
    ),
    METRIC.but(
        definition="annualised",
        prepare="monthly_customers",
        value=lambda s: 100 * (1 - (1 - s.lost / s.starting).pow(12)),
        interval=product_of(Factor("share", {"hits": "lost", "trials": "starting"}, yearly)),
        shown=("lost",),
        formula="100 x (1 - (1 - customers lost / customers at the start)^12), over the whole months of the period",
        counted="customers at the start of each whole month, once for each",
        left_out="months that are not over; trials and free plans, rows without a customer or a start",
        users="whoever holds months against years",
        example="20 of 500 lost in a month: 1 - 0.96^12 = 38.7 % a year, not 48 %",
        pitfalls=("It takes every month to be like those counted: new customers leave sooner than old ones.",),
    ),
    METRIC.but(
        definition="subscriptions",
        needs=("subscription_id", *METRIC.needs),
        prepare="subscription_periods",
        settings=SETTINGS[1:],
        question="What share of the subscriptions we had at the start ended during the period?",
        formula="100 x subscriptions that run at the start and not at the end / subscriptions that run at the start",
        counted="paid subscriptions that run at the first instant of the period, each for itself",
        left_out="subscriptions that begin within the period, trials and free plans, rows without a subscription or a start",
        users="Baremetrics, beside its churn of customers",
        example="a customer of two subscriptions ends one: 1 of 2, and no customer is lost",
        pitfalls=("A change of plan that is a new subscription counts as an end.",),
    ),
    METRIC.but(
        frame="order",
        definition="inactivity",
        needs=("customer_id", "ordered_at"),
        uses=("order_id", "status", "revenue", "refund", "updated_at"),
        prepare="lapses",
        settings=(
            Setting("inactivity", "days", None, "days without an order after which a customer has left", example=90),
            Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count"),
        ),
        states=lapsed,
        shown=("lost",),
        question="What share of the customers who were buying at the start had stopped by the end of the period?",
        formula="100 x customers active at the start and not at the end / customers active at the start; active: an order in the days before",
        counted="customers with an order in so many days before the period",
        left_out="orders without a customer; orders cancelled, failed, of a test or paid back in full",
        users="shops without contracts, where nobody says that he leaves",
        example="80 customers bought in the 90 days before May, 20 of them in none of the 90 days before June: 25 %",
        pitfalls=(
            "The days decide it: by default they are twice the gap that nine in ten gaps do not exceed, which is printed.",
            "Periods at the beginning of the export have no days before them and no value.",
            "Who has left may come back: the next order makes a customer of him again.",
        ),
    ),
)
