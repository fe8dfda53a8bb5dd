"""Leads generated: how many people became leads.

Distinct visitors with the goal of a lead; forms one person sends again count once in a period. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import told_at_all
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, garwood

GOALS = Setting("lead_goals", "words", ("lead", "generate_lead"), "goals, or events, that mark a lead")


def is_lead(rows: Rows) -> Expr:
    """Whether a row marks a lead."""
    words = [str(word).casefold() for word in rows.options["lead_goals"]]
    found = rows.lit(value=False)
    for name in ("goal", "event"):
        if rows.has(name):
            found = found | rows.col(name).str.to_lowercase().is_in(words).fill_null(value=False)
    return found


def people(rows: Rows) -> dict[str, Expr]:
    """People with a lead, and all."""
    return {"leads": rows.count(rows.col("is_lead")), "seen": rows.size()}


def submissions(rows: Rows) -> dict[str, Expr]:
    """Rows that mark a lead, and all."""
    return {"leads": rows.count(is_lead(rows)), "seen": rows.size()}


METRIC = Metric(
    title="Leads generated",
    frame="session",
    definition="people",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("visitor_id", "started_at", "goal"),
    per=Collapse(("visitor_id",), lambda rows: {"is_lead": rows.count(is_lead(rows)) > 0}),
    states=people,
    base="leads",
    value=lambda s: s.leads,
    interval=garwood("leads"),
    settings=(GOALS,),
    question="How many leads were won?",
    formula="number of distinct visitors with the goal of a lead",
    counted="one per visitor and period",
    left_out="visits without a visitor; bots and staff",
    conflict="People, or forms sent.",
    reason="Two forms of one person are one lead.",
    example="38 forms of 35 people: 35",
    names={"zh_TW": "潛在客戶數", "zh_CN": "潜在客户数", "ms": "Penjanaan prospek", "lt": "Potencialių klientų generavimas"},
)

SUBMISSIONS = METRIC.but(
    definition="submissions",
    needs=("started_at", "goal"),
    per=None,
    states=submissions,
    formula="number of visits with the goal of a lead",
    counted="every one",
)
OF_HITS = SUBMISSIONS.but(frame="hit", needs=("viewed_at", "goal"), uses=("event",), formula="number of hits that mark a lead")
BY_EVENT = {
    # Without goals only the names of events can tell: where none of them is a lead, nobody knows whether there were any.
    "value": lambda s: told_at_all(s.leads, s.leads, s.seen),
    "untold": "no hit is a lead: --set lead_goals=WORD,WORD names the events that are",
    "uses": (),
}

VARIANTS = (
    SUBMISSIONS,
    METRIC.but(frame="hit", needs=("visitor_id", "viewed_at", "goal"), uses=("event",)),
    METRIC.but(frame="hit", needs=("visitor_id", "viewed_at", "event")).but(**BY_EVENT),
    OF_HITS,
    OF_HITS.but(needs=("viewed_at", "event")).but(**BY_EVENT),
)
