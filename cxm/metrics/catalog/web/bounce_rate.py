"""Bounce rate: the share of visits that saw one page and did nothing.

In per cent of visits with a page view. Whether a second page or any interaction saves a visit differs between tools; the bounce
rate of Google Analytics 4 is another number, for which no bands are known. Since 0.1.
"""

from cxm.metrics.spec import HITS, Better, Expr, Metric, Rows, Unit, wilson, wilson_cluster


def no_action(rows: Rows) -> dict[str, Expr]:
    """Visits with a page view, and those with one and no interaction. Of one page, an unknown number of interactions tells nothing."""
    views, done = rows.col("pageviews"), rows.col("interactions")
    known = (views > 1) | ((views == 1) & ~done.is_null())
    return {"bounced": rows.count((views == 1) & (done == 0)), "sessions": rows.count(known)}


def single_page(rows: Rows) -> dict[str, Expr]:
    """Visits with a page view, and those with one."""
    views = rows.col("pageviews")
    return {"bounced": rows.count(views == 1), "sessions": rows.count(views >= 1)}


def single_hit(rows: Rows) -> dict[str, Expr]:
    """Visits, and those with one hit."""
    return {"bounced": rows.count(rows.col("hits") == 1), "sessions": rows.size()}


def not_engaged(rows: Rows) -> dict[str, Expr]:
    """Visits the tool calls engaged or not."""
    engaged = rows.col("engaged")
    return {"bounced": rows.count(~engaged), "sessions": rows.count(~engaged.is_null())}


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
    states=no_action,
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
        "No action at all (Nextiva, Zoho, Matomo, Plausible since 2025), a single page (Xoxoday, Umami), not engaged (Google Analytics "
        "4), less than 15 seconds (Yandex). Visits or visitors."
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
    "states": single_page,
    "formula": "100 x visits with one page view / visits with a page view",
    "left_out": "visits without a page view; bots and staff",
    "users": "",
}

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
