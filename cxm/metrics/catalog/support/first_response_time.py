"""First response time: how long a customer waits for the first public answer of a person.

The median in seconds over the tickets created in the period. Tickets still unanswered have waited at least until now: they are
censored at their age, not dropped and not 0, so the median is a Kaplan-Meier quantile; when all are answered it is the ordinary
one. Mean (of the answered) and p90 stand beside it. Calendar time, or working time with --business-hours. Since 0.1.
"""

from cxm.metrics.spec import BUSINESS_HOURS, Better, Estimate, Expr, Interval, Metric, Rows, Unit, mean_of, mean_states

QUESTION = "How long does a customer wait for the first answer of a person?"
NAMES = {"zh_TW": "首次回應時間", "zh_CN": "首次响应时间", "ms": "Masa respons pertama", "lt": "Vidutinis atsakymo laikas"}


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets with a possible waiting time, answered and not."""
    known, ended = ~rows.col("response_s").is_null(), rows.col("response_ended")
    return {
        "tickets": rows.count(known),
        "answered": rows.count(known & ended),
        "unanswered": rows.count(~ended),
        "n_invalid": rows.count(rows.col("response_invalid")),
    }


def waited(rows: Rows) -> Expr:
    """Seconds to the answer; nothing for a ticket without one."""
    return rows.when(rows.col("response_ended")).then(rows.col("response_s"))


def ended(rows: Rows) -> Expr:
    """Whether the ticket was answered."""
    return rows.col("response_ended")


def mean(rows: Rows) -> dict[str, Expr]:
    """Sums of the waiting times of answered tickets."""
    return states(rows) | mean_states(rows, waited(rows))


def quantile(at: float) -> Estimate:
    """The time by which a share of the tickets was answered."""
    return Estimate("quantile", lambda rows: rows.col("response_s"), ended, at)


METRIC = Metric(
    title="First response time",
    frame="ticket",
    definition="median",
    version=1,
    unit=Unit.SECONDS,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("created_at", "first_response_at"),
    uses=("resolved_at", "closed_at", "updated_at", "status", "channel"),
    prepare="durations",
    estimate=quantile(0.5),
    settings=BUSINESS_HOURS,
    states=states,
    base="tickets",
    value=lambda s: s.median,
    interval=Interval("order_stat"),
    shown=("mean", "p90", "answered", "unanswered"),
    aliases=("frt", "first-reply-time"),
    question=QUESTION,
    formula="median of first_response_at - created_at; unanswered tickets are censored at their age",
    counted="tickets created in the period, answered or not",
    left_out="tickets answered before they were created; counted as invalid",
    conflict="Mean (LiveAgent) or median (most help desks in practice); calendar or working hours; automatic answers in or out.",
    reason=(
        "One forgotten ticket moves a mean by hours, so the median is the value and the mean stands beside it. Calendar time is what the "
        "customer waits; --business-hours counts the other and shows both. Tickets without an answer count as longer, not as absent."
    ),
    users="Zendesk, Freshdesk, Intercom and most help desks",
    example="10, 20, 30 and 600 minutes: median 25 min, mean 165 min",
    pitfalls=(
        "Channels must not be pooled: chats are answered in seconds, e-mails in hours.",
        "The mean beside it is that of the answered only: it forgets those who still wait.",
        "Automatic acknowledgements are no answer: export the first answer of a person.",
    ),
    names=NAMES,
)

EXPORTED = METRIC.but(
    definition="median_exported",
    needs=("created_at", "first_response_s"),
    settings=(),
    prepare="exported_durations",
    formula="median of the exported first reply time; tickets without one are censored at their age",
    left_out="tickets with a time below 0; where the help desk counted working hours, tickets still unanswered as well",
    pitfalls=(*METRIC.pitfalls, "The help desk's clock counted: its working hours need not be yours."),
)

VARIANTS = (
    EXPORTED,
    *(
        one.but(
            definition=one.definition.replace("median", "p90"),
            estimate=quantile(0.9),
            value=lambda s: s.p90,
            formula=one.formula.replace("median", "90th percentile"),
            shown=("mean", "median", "answered", "unanswered"),
            example="",
        )
        for one in (METRIC, EXPORTED)
    ),
    *(
        one.but(
            definition=one.definition.replace("median", "mean"),
            estimate=None,
            states=mean,
            base="answered",
            value=lambda s: s.total / s.answered,
            interval=mean_of("total", "squares", "cubes"),
            formula=one.formula.replace("median", "mean").partition(";")[0] + ", answered tickets only",
            counted="answered tickets created in the period",
            left_out="unanswered tickets, whose number is printed beside it",
            shown=("answered", "unanswered"),
        )
        for one in (METRIC, EXPORTED)
    ),
    METRIC.but(
        definition="median_by_answer",
        period_by="first_response_at",
        estimate=Estimate("quantile", waited, ended, 0.5),
        base="answered",
        formula="median of first_response_at - created_at over the tickets first answered in the period",
        counted="tickets answered in the period, whenever they came in",
        left_out="tickets without an answer; tickets answered before they were created; counted as invalid",
        shown=("mean", "p90", "answered"),
        users="reports of what agents did",
        pitfalls=("It says nothing of who still waits: the worse a month, the later it shows.", *METRIC.pitfalls[:1]),
    ),
)
