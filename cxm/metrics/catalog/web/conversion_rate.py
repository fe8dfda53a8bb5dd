"""Conversion rate: the share of visitors who did what we wanted.

In per cent of distinct visitors. A visitor counts in the segment of the first visit of the period, so that segments add up. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import GOALS
from cxm.metrics.spec import (
    HITS,
    Better,
    Collapse,
    Expr,
    Metric,
    Rows,
    Unit,
    mean_of,
    mean_states,
    ratio_of,
    ratio_states,
    wilson,
    wilson_cluster,
)


def per_visitor(rows: Rows) -> dict[str, Expr]:
    """Whether a visitor converted; null where no visit says."""
    done = rows.col("converted")
    return {"converted": rows.when(rows.count(~done.is_null()) > 0).then(rows.count(done) > 0)}


def visitors(rows: Rows) -> dict[str, Expr]:
    """Visitors who converted, and those of whom it is known."""
    return {"converted": rows.count(rows.col("converted")), "visitors": rows.count(~rows.col("converted").is_null())}


def visits(rows: Rows) -> dict[str, Expr]:
    """Visits with a conversion, and those of which it is known."""
    return {"converted": rows.count(rows.col("converted")), "sessions": rows.count(~rows.col("converted").is_null())}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    done, all_of = rows.col("converted_sessions"), rows.col("sessions")
    both = (done >= 0) & (all_of >= 0)
    return {"converted": rows.total(rows.when(both).then(done)), "sessions": rows.total(rows.when(both).then(all_of))}


def conversions_of_visits(rows: Rows) -> dict[str, Expr]:
    """Conversions over visits, where nothing tells which visits converted."""
    done, all_of = rows.col("conversions"), rows.col("sessions")
    both = (done >= 0) & (all_of >= 0)
    return {"converted": rows.total(rows.when(both).then(done)), "sessions": rows.total(rows.when(both).then(all_of))}


def conversions(rows: Rows) -> dict[str, Expr]:
    """Conversions of a visitor; null where no visit says."""
    done = rows.col("conversions")
    known = done >= 0
    return {"conversions": rows.when(rows.count(known) > 0).then(rows.total(rows.when(known).then(done)))}


def conversions_of_visitors(rows: Rows) -> dict[str, Expr]:
    """Sums over visitors of their conversions."""
    done = rows.col("conversions")
    return mean_states(rows, done) | {"visitors": rows.count(~done.is_null())}


def reported_visitors(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts; a row is a unit."""
    done, people = rows.col("conversions"), rows.col("visitors")
    both = (done >= 0) & (people > 0)
    y, x = rows.when(both).then(done), rows.when(both).then(people)
    return ratio_states(rows, y, x) | {"visitors": rows.total(x), "rows": rows.count(both)}


METRIC = Metric(
    title="Conversion rate",
    frame="session",
    definition="visitors",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("visitor_id", "started_at", "converted"),
    uses=("session_id", "conversions"),
    per=Collapse(("visitor_id",), per_visitor, segment="first"),
    states=visitors,
    base="visitors",
    value=lambda s: 100 * s.converted / s.visitors,
    interval=wilson("converted"),
    shown=("converted",),
    min_grade_n=100,
    aliases=("cvr",),
    question="What share of visitors did what we wanted?",
    formula="100 x distinct visitors with a conversion / distinct visitors",
    counted="visitors, in the segment of their first visit of the period",
    left_out="visits without a visitor; visitors of whom nothing says whether they converted; bots and staff",
    conflict=(
        "Converting visitors over visitors (Zoho, LiveAgent), visits over visits (Google Analytics 4), or all conversions over visitors, "
        "which can exceed 100 %."
    ),
    reason="People who converted over people is a proportion with an exact interval, and equals the others where nobody converts twice.",
    example="50 of 500 visitors: 10 %",
    pitfalls=(
        "By the first source of a visitor segments differ from those by the last one: name which it is.",
        "A conversion days after the visit belongs to the period of the visit in which it happened.",
    ),
    names={"zh_TW": "轉換率 (Conversion rate)", "zh_CN": "转化率", "ms": "Kadar penukaran", "lt": "Konversijos greitis"},
)

SESSIONS = METRIC.but(
    definition="sessions",
    needs=("started_at", "converted"),
    uses=("session_id", "visitor_id", "conversions"),
    per=None,
    states=visits,
    base="sessions",
    value=lambda s: 100 * s.converted / s.sessions,
    formula="100 x visits with a conversion / visits",
    counted="visits",
    left_out="visits of which nothing says whether they converted; bots and staff",
    users="Google Analytics 4 (session key event rate)",
)
PER_VISITOR = METRIC.but(
    definition="conversions_of_visitors",
    bounds=(0, None),
    needs=("visitor_id", "started_at", "conversions"),
    uses=("session_id",),
    per=Collapse(("visitor_id",), conversions, segment="first"),
    states=conversions_of_visitors,
    value=lambda s: 100 * s.total / s.visitors,
    interval=mean_of("total", "squares", "cubes"),
    shown=(),
    by_name=True,
    question="How many conversions are there for every 100 visitors?",
    formula="100 x conversions / distinct visitors; several conversions of one visitor can bring it over 100",
    left_out="visits without a visitor; visitors of whom nothing says how often they converted; bots and staff",
    users="LiveAgent",
    example="60 conversions of 500 visitors, 50 of whom converted: 12 %, where 10 % converted",
)
HIT = {"frame": "hit", "uses": ("session_id", "event", "goal"), "prepare": "sessions", "settings": (GOALS, *HITS)}
REPORT = SESSIONS.but(
    frame="web_report", uses=("date",), interval=wilson_cluster("converted"), counted="rows with both counts", left_out="rows that lack one"
)

VARIANTS = (
    SESSIONS,
    METRIC.but(needs=("visitor_id", "viewed_at"), **HIT),
    SESSIONS.but(needs=("viewed_at",), **HIT),
    REPORT.but(needs=("converted_sessions", "sessions"), states=reported, formula="100 x sum of visits with a conversion / sum of visits"),
    PER_VISITOR,
    PER_VISITOR.but(needs=("visitor_id", "viewed_at"), **HIT),
    PER_VISITOR.but(
        frame="web_report",
        needs=("conversions", "visitors"),
        uses=("date",),
        per=None,
        states=reported_visitors,
        value=lambda s: 100 * s.y / s.x,
        interval=ratio_of("rows"),
        formula="100 x sum of conversions / sum of the visitors of the rows",
        counted="rows with both counts; the rows are the units of the interval",
        left_out="rows that lack one",
        pitfalls=("Who comes on several days, or by several channels, is a visitor of several rows: their sum is more than the people.",),
    ),
    REPORT.but(
        definition="conversions_of_sessions",
        needs=("conversions", "sessions"),
        states=conversions_of_visits,
        formula="100 x sum of conversions / sum of visits; several conversions of one visit can bring it over 100",
    ),
)
