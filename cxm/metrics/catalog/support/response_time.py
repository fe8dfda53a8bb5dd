"""Response time: how long customers wait for each answer, not only the first.

The median in seconds over the turns of customers: from the first message not yet answered to the next message of an agent. It is
computed from messages, not from tickets. Turns still unanswered are counted beside it; `all_turns` counts them as waiting until
now, `per_ticket` takes the mean of each ticket first. Since 0.1.
"""

from cxm.metrics.spec import BUSINESS_HOURS, Better, Collapse, Estimate, Expr, Interval, Metric, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Turns, answered and not."""
    ended = rows.col("turn_ended")
    return {"turns": rows.size(), "answered": rows.count(ended), "unanswered": rows.count(~ended)}


def mean(rows: Rows) -> dict[str, Expr]:
    """Sums of the times of answered turns."""
    return states(rows) | mean_states(rows, answered(rows))


def answered(rows: Rows) -> Expr:
    """Seconds to the answer; nothing for an unanswered turn."""
    return rows.when(rows.col("turn_ended")).then(rows.col("turn_s"))


def so_far(rows: Rows) -> Expr:
    """Seconds to the answer, or so far."""
    return rows.col("turn_s")


def ended(rows: Rows) -> Expr:
    """Whether the turn was answered."""
    return rows.col("turn_ended")


def of_ticket(rows: Rows) -> dict[str, Expr]:
    """The mean of the answered turns of a ticket."""
    return {"turn_s": answered(rows).mean(), "turn_ended": rows.col("turn_ended").any()}


METRIC = Metric(
    title="Response time (all replies)",
    frame="message",
    definition="median",
    version=1,
    unit=Unit.SECONDS,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("ticket_id", "sent_at", "author_type"),
    uses=("visibility", "channel"),
    prepare="turns",
    estimate=Estimate("quantile", answered, ended, 0.5),
    settings=BUSINESS_HOURS,
    states=states,
    base="answered",
    value=lambda s: s.median,
    interval=Interval("order_stat"),
    shown=("mean", "p90", "answered", "unanswered"),
    question="How long do customers wait for each answer, not only the first?",
    formula="median over the turns of customers of next agent message - first unanswered customer message",
    counted="answered turns that began in the period",
    left_out="unanswered turns, whose number is printed beside it; messages of bots, internal notes",
    conflict="Mean (LiveAgent) or median; every message, or every turn.",
    reason="Several messages of a customer before an answer are one wait, from the first of them.",
    users="LiveAgent",
    example="customer 9:00 and 9:05, agent 9:30: one turn of 30 minutes",
    pitfalls=("Turns of one ticket are alike, so the limits are too narrow: per_ticket takes each ticket's mean first.",),
    names={
        "zh_TW": "平均回應時間",
        "zh_CN": "平均响应时间",
        "ms": "Purata masa respons",
        "lt": "Vidutinis atsakymo laikas (visų atsakymų)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="p90",
        estimate=Estimate("quantile", answered, ended, 0.9),
        value=lambda s: s.p90,
        formula=METRIC.formula.replace("median", "90th percentile"),
        shown=("mean", "median", "answered", "unanswered"),
        example="",
    ),
    METRIC.but(
        definition="mean",
        estimate=None,
        states=mean,
        value=lambda s: s.total / s.answered,
        interval=mean_of("total", "squares", "cubes"),
        formula=METRIC.formula.replace("median", "mean"),
        shown=("answered", "unanswered"),
    ),
    METRIC.but(
        definition="all_turns",
        estimate=Estimate("quantile", so_far, ended, 0.5),
        base="turns",
        formula=METRIC.formula + "; unanswered turns are censored at their age",
        counted="turns that began in the period, answered or not",
        left_out="messages of bots, internal notes",
        pitfalls=("A last message that needs no answer, such as thanks, waits forever.",),
    ),
    METRIC.but(
        definition="per_ticket",
        per=Collapse(("ticket_id",), of_ticket),
        estimate=Estimate("quantile", so_far, ended, 0.5),
        formula="median over tickets of the mean time of their answered turns",
        counted="tickets with an answered turn that began in the period",
        pitfalls=(),
        example="",
    ),
)
