"""Bounce rate: the share of visits that saw one page and did nothing.

In per cent of visits with a page view. Whether a second page or any interaction saves a visit differs between tools; the bounce
rate of Google Analytics 4 is another number, for which no bands are known. Since 0.1.
"""

from collections.abc import Callable
from typing import Any

from cxm.metrics.catalog.web._visits import GOALS, LONG, is_engaged
from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Rows, Setting, Unit, wilson, wilson_cluster


def share(bounced: Callable[[Rows], Expr]) -> Callable[[Rows], dict[str, Expr]]:
    """States: visits with a page view of which it is known whether they bounced, and those that did.

    What one condition leaves open another may settle: of two pages nobody needs to know what was done.
    """

    def states(rows: Rows) -> dict[str, Expr]:
        told = bounced(rows)
        return {"bounced": rows.count(told), "sessions": rows.count(~told.is_null() & (rows.col("pageviews") >= 1))}

    return states


def no_action(rows: Rows) -> Expr:
    """One page and no interaction."""
    return (rows.col("pageviews") == 1) & (rows.col("interactions") == 0)


def single_page(rows: Rows) -> Expr:
    """One page."""
    return rows.col("pageviews") == 1


def without_goal(rows: Rows) -> Expr:
    """One page and no conversion, where it is known whether there was one: an export that knows of none says nothing of visits."""
    return rows.when(~rows.col("converted").is_null()).then(single_page(rows) & ~rows.col("converted"))


def shorter(seconds: int) -> Callable[[Rows], Expr]:
    """One page, for less than so many seconds."""
    return lambda rows: single_page(rows) & (rows.when(rows.col("duration") >= 0).then(rows.col("duration")) < seconds)


def heartbeats(rows: Rows) -> Expr:
    """One page, fewer than two events the tool sends while somebody is there, and no conversion."""
    silent = rows.col("hits") - rows.col("pageviews") - rows.col("interactions")
    return single_page(rows) & (silent < 2) & ~rows.col("converted").fill_null(value=False)


def per_visitor(rows: Rows) -> dict[str, Expr]:
    """Visits of a visitor of which it is known whether they bounced, and those that did."""
    return {f"_{name}": count for name, count in share(no_action)(rows).items()}


def visitors(rows: Rows) -> dict[str, Expr]:
    """Visitors all of whose visits bounced."""
    bounced, known = rows.col("_bounced"), rows.col("_sessions")
    return {"bounced": rows.count((known > 0) & (bounced == known)), "visitors": rows.count(known > 0)}


def single_hit(rows: Rows) -> dict[str, Expr]:
    """Visits, and those with one hit."""
    return {"bounced": rows.count(rows.col("hits") == 1), "sessions": rows.size()}


def not_engaged(rows: Rows) -> dict[str, Expr]:
    """Visits the tool calls engaged or not."""
    engaged = rows.col("engaged")
    return {"bounced": rows.count(~engaged), "sessions": rows.count(~engaged.is_null())}


def without_criteria(rows: Rows) -> dict[str, Expr]:
    """Visits that meet no criterion of engagement."""
    return {"bounced": rows.count(~is_engaged(rows)), "sessions": rows.size()}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    bounced, visits = rows.col("bounces"), rows.col("sessions")
    both = (bounced >= 0) & (visits >= 0)
    return {"bounced": rows.total(rows.when(both).then(bounced)), "sessions": rows.total(rows.when(both).then(visits))}


def rebuilt(rows: Rows) -> dict[str, Expr]:
    """Bounces of each row from its rate and its visits."""
    share, visits = rows.col("bounce_rate"), rows.col("sessions")
    both = ~share.is_null() & (visits >= 0)
    return {"bounced": rows.total(rows.when(both).then(share * visits)), "sessions": rows.total(rows.when(both).then(visits))}


METRIC = Metric(
    title="Bounce rate",
    frame="session",
    definition="no_action",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("started_at", "pageviews", "interactions"),
    uses=("session_id", "visitor_id"),
    states=share(no_action),
    base="sessions",
    value=lambda s: 100 * s.bounced / s.sessions,
    interval=wilson("bounced"),
    shown=("bounced",),
    min_grade_n=100,
    aliases=("bounce",),
    question="What share of visits left without doing anything?",
    formula="100 x visits with one page view and no interaction / visits with a page view",
    counted="visits with a page view",
    left_out="visits without one, or of one page and an unknown number of interactions; bots and staff",
    conflict=(
        "No action at all (Nextiva, Zoho, Matomo, Plausible since 2025), a single page (Xoxoday, Umami), a single page and no goal (Piwik "
        "PRO), less than 5 (Medama), 10 (PostHog) or 15 seconds (Yandex), no sign of life (Snowplow), not engaged (Google Analytics 4). "
        "Visits or visitors."
    ),
    reason=(
        "A visit that did something was no bounce; where an export has no interactions, a single page must do, and the id says so. The "
        "published 20 to 55 % belong to these readings; GA4's is another number under the same name and gets no grade from them. Tools "
        "count visits."
    ),
    users="Matomo, Universal Analytics",
    example="180 of 400 visits saw one page and did nothing: 45.0 %",
    pitfalls=(
        "A reader who found the answer bounces too.",
        "Below 20 % tags usually fire twice.",
        "E-mails that come back are another thing: email-bounce-rate.",
    ),
    names={"zh_TW": "跳出率 (Bounce rate)", "zh_CN": "跳出率", "ms": "Kadar lantunan", "lt": "Atmetimo dalis"},
)

BUILT = METRIC.but(frame="hit", needs=("viewed_at",), uses=("session_id", "visitor_id", "event"), prepare="sessions", settings=HITS)
SINGLE = {
    "definition": "single_page",
    "states": share(single_page),
    "formula": "100 x visits with one page view / visits with a page view",
    "left_out": "visits without a page view; bots and staff",
    "users": "",
}


def both(
    *needs: str, uses: tuple[str, ...] = (), settings: tuple[Setting, ...] = (), goals: bool = False, **own: Any
) -> tuple[Metric, Metric]:
    """A reading for exports of visits, and for visits built from hits.

    Args:
        needs, uses: further fields of a visit.
        goals: whether conversions matter, which hits may not name.
        own: what else the reading declares.
    """
    built = (*settings, *((GOALS,) if goals else ()), *HITS)
    visits = METRIC.but(needs=("started_at", "pageviews", *needs), uses=(*METRIC.uses, *uses), settings=settings, **own)
    return visits, BUILT.but(settings=built, **own)


def of_one_page(
    definition: str, bounced: Callable[[Rows], Expr], *needs: str, that: str, users: str, goals: bool = False
) -> tuple[Metric, Metric]:
    """A reading by which visits of one page bounce, if something more is true of them."""
    return both(
        *needs,
        goals=goals,
        definition=definition,
        states=share(bounced),
        formula=f"100 x visits with one page view {that} / visits with a page view",
        left_out="visits without a page view, or of one page and nothing known of the rest; bots and staff",
        users=users,
    )


VARIANTS = (
    METRIC.but(needs=("started_at", "pageviews"), **SINGLE),
    METRIC.but(
        definition="ga4",
        needs=("started_at", "engaged"),
        states=not_engaged,
        formula="100 - session-engagement-rate",
        counted="visits the tool calls engaged or not",
        left_out="visits without the mark; bots and staff",
        users="Google Analytics 4",
    ),
    BUILT,
    BUILT.but(**SINGLE),
    *of_one_page(
        "single_page_no_goal",
        without_goal,
        "converted",
        that="and no conversion",
        users="Piwik PRO",
        goals=True,
    ),
    *of_one_page("under_15_s", shorter(15), "duration", that="that lasted less than 15 seconds", users="Yandex Metrica"),
    *of_one_page("under_5_s", shorter(5), "duration", that="that lasted less than 5 seconds", users="Medama"),
    *of_one_page(
        "no_action_under_10_s",
        lambda rows: shorter(10)(rows) & no_action(rows),
        *("duration", "interactions"),
        that="that lasted less than 10 seconds without an interaction",
        users="PostHog",
    ),
    *both(
        definition="ga4_criteria",
        uses=("duration", "converted"),
        settings=(LONG,),
        goals=True,
        states=without_criteria,
        formula="100 x visits of at most 10 seconds, without a conversion and with less than two page views / visits",
        counted="every visit; an unknown duration is not long",
        left_out="bots and staff",
        users="Google Analytics 4, where an export does not have its mark",
    ),
    *(
        one.but(needs=("visitor_id", *one.needs))
        for one in both(
            "interactions",
            definition="visitors",
            per=Collapse(("visitor_id",), per_visitor),
            states=visitors,
            base="visitors",
            value=lambda s: 100 * s.bounced / s.visitors,
            by_name=True,
            question="What share of visitors never did anything?",
            formula="100 x visitors all of whose visits saw one page and did nothing / visitors with a page view",
            counted="distinct visitors with a page view",
            left_out="visits without a visitor or a page view, or of one page and an unknown number of interactions; bots and staff",
            users="publishers who write of visitors: Zoho, Nextiva, Xoxoday",
            example="A bounced on both of two visits, B on one of two: 1 of 2 visitors, 50 %, where 3 of 4 visits are 75 %",
        )
    ),
    BUILT.but(
        definition="heartbeats",
        settings=(GOALS, *HITS),
        states=share(heartbeats),
        formula="100 x visits with one page view, fewer than two events the tool sends by itself and no conversion / visits with a page view",
        left_out="visits without a page view; bots and staff",
        users="Snowplow",
    ),
    BUILT.but(
        definition="single_hit",
        states=single_hit,
        formula="100 x visits with one hit of any kind / visits",
        counted="every visit",
        left_out="bots and staff",
        users="",
    ),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("bounces", "sessions"),
        uses=("date",),
        states=reported,
        interval=wilson_cluster("bounced"),
        formula="100 x sum of bounces / sum of visits, as the tool counts them",
        counted="rows with both counts",
        left_out="rows that lack one",
        users="",
    ),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("bounce_rate", "sessions"),
        uses=("date",),
        states=rebuilt,
        interval=wilson_cluster("bounced"),
        formula="100 x sum of (bounce rate x visits) / sum of visits, as the tool counts them",
        counted="rows with the rate and visits",
        left_out="rows that lack one",
        users="",
    ),
)
