"""First contact resolution: the share of resolved tickets that took one contact.

In per cent of the resolved tickets of the period whose seven days after resolution are over. One contact: at most one reply of an
agent, no reopening, and no other ticket of the customer within seven days (about the same category where there is one). Without a
count of replies that condition is dropped. The definition `survey` is the share of customers who say so. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Setting, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Resolved tickets that had time to come back, and those that took one contact."""
    known = ~rows.col("customer_id").is_null()
    done, over = known & rows.col("resolved"), rows.col("settled")
    once = ~rows.col("came_back")
    if rows.has("agent_replies"):
        once = once & (rows.col("agent_replies") <= 1).fill_null(value=True)
    return {
        "resolved": rows.count(done & over),
        "at_first_contact": rows.count(done & over & once),
        "n_immature": rows.count(done & ~over),
        "n_missing": rows.count(~known),
    }


def one_touch(rows: Rows) -> dict[str, Expr]:
    """Resolved tickets with a count of replies, and those with one at most and no reopening."""
    replies = rows.col("agent_replies")
    known = rows.col("resolved") & ~replies.is_null()
    once = replies <= 1
    if rows.has("reopens"):
        once = once & ~(rows.col("reopens") > 0).fill_null(value=False)
    return {
        "resolved": rows.count(known),
        "at_first_contact": rows.count(known & once),
        "n_missing": rows.count(rows.col("resolved") & replies.is_null()),
    }


def said(rows: Rows) -> dict[str, Expr]:
    """Answers, and those that say yes."""
    score = rows.col("score")
    return {"answers": rows.count(~score.is_null()), "at_first_contact": rows.count(score >= 1)}


METRIC = Metric(
    title="First contact resolution (FCR)",
    frame="ticket",
    definition="system",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "created_at", "resolved_at"),
    uses=("agent_replies", "reopens", "category", "status", "closed_at", "updated_at", "first_response_at"),
    prepare="repeat_contacts",
    settings=(Setting("within", "days", 7, "days after the resolution in which a contact is a repeat"),),
    not_about=("nps", "csat", "ces"),
    states=states,
    base="resolved",
    value=lambda s: 100 * s.at_first_contact / s.resolved,
    interval=wilson("at_first_contact"),
    shown=("at_first_contact",),
    min_grade_n=100,
    aliases=("fcr",),
    question="What share of issues was solved at the first contact?",
    formula="100 x resolved tickets with one reply at most, no reopening and no repeat contact within 7 days / resolved tickets",
    counted="resolved tickets of known customers, resolved at least 7 days before the observation end",
    left_out="tickets resolved later (immature), tickets without a customer; each counted",
    conflict="From the help desk's data, or from asking customers (SQM).",
    reason="It needs no survey; the published 70 to 79 % are of surveys and are held against the definition survey only.",
    users="help desk data; call centres ask their customers (definition survey)",
    example="400 resolved, 296 at first contact: 74 % (95 % interval 69.5 to 78.1)",
    pitfalls=(
        "Published benchmarks of 70 to 79 % come from surveys after calls: what the system says is usually higher, and is not graded by them.",
    ),
    names={
        "zh_TW": "首次聯繫解決率 (FCR)",
        "zh_CN": "首次联系解决率 (FCR)",
        "ms": "Penyelesaian hubungan pertama (FCR)",
        "lt": "Išspręsta pirmuoju kontaktu (FCR)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="one_touch",
        needs=("created_at", "resolved_at", "agent_replies"),
        states=one_touch,
        formula="100 x resolved tickets with one reply at most and no reopening / resolved tickets",
        counted="resolved tickets with a count of replies",
        left_out="tickets without a count of replies; each counted",
        users="Zendesk's one-touch tickets",
        example="",
    ),
    METRIC.but(
        definition="survey",
        frame="survey",
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight"),
        scale=Scale(0, 1),
        prepare="",
        settings=(),
        states=said,
        base="answers",
        value=lambda s: 100 * s.at_first_contact / s.answers,
        formula="100 x answers yes (1) / answers to: was your issue resolved at the first contact",
        counted="answers 0 (no) and 1 (yes)",
        left_out="blank answers, answers off the scale; each counted",
        users="SQM and other surveys after calls",
        example="296 of 400 say yes: 74 %",
        pitfalls=(),
    ),
)
