"""Rules: fields that follow from other fields, each declared once.

A rule fills a field the export lacks, or its empty cells where `fills` says so; only those with `over` overrule a cell. Instants are compared
in UTC. What is derived is named in the notes of the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field, replace

import polars as pl

from cxm._record import Record
from cxm.metrics.spec import Frame, Kind

MONTHS: Mapping[str, float] = {"day": 12 / 365.25, "week": 7 * 12 / 365.25, "month": 1.0, "quarter": 3.0, "year": 12.0}
"""Billing interval -> its length in months; a year has 365.25 days."""

INTERACTIONS = ("likes", "comments", "shares", "saves", "clicks")


class Given(Record):
    """The fields a rule may use: values, and times as instants in UTC.

    Args:
        fields: what the export has.
        times: those of them that are times.
    """

    frame: Frame
    fields: frozenset[str]
    times: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether the export has a field."""
        return name in self.fields

    def __getitem__(self, name: str) -> pl.Expr:
        """A field; null everywhere where the export does not have it."""
        if name not in self.fields:
            return pl.lit(None)
        return pl.col(moment(name) if name in self.times else name)


class Rule(Record):
    """One derived field.

    Args:
        needs: fields without which it says nothing; of `some`, one is enough.
        make: the field from others.
        fills: whether it also fills the empty cells of a field the export has.
        over: it says better what the field holds than the field itself.
        instead: fields whose presence makes the rule unnecessary.
        calendar: durations among `needs` from which no instant follows when they are in hours of business.
        by_row: applied to the rows of the export, before they become entities.
        named: the name under which readers ask for a rule that does not hold for every vendor.
        why: the rule in words.
    """

    frame: str
    field: str
    needs: tuple[str, ...]
    make: Callable[[Given], pl.Expr]
    why: str
    fills: bool = True
    instead: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    by_row: bool = False
    named: str = ""
    some: tuple[str, ...] = ()
    over: bool = False


class Derived(Record):
    """What rules gave.

    Args:
        fields: the fields they made or filled.
        told: field the export lacks -> the rule in words.
    """

    fields: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: Derived) -> Derived:
        return Derived(self.fields | other.fields, {**self.told, **other.told})


def moment(name: str) -> str:
    """The hidden column that holds a time as an instant in UTC."""
    return f"~{name}"


def _later(start: str, seconds: str) -> Callable[[Given], pl.Expr]:
    return lambda given: given[start] + pl.duration(microseconds=(given[seconds] * 1_000_000).round(0).cast(pl.Int64))


def _between(start: str, end: str) -> Callable[[Given], pl.Expr]:
    return lambda given: (given[end] - given[start]).dt.total_microseconds() / 1_000_000


def _sum(*names: str) -> Callable[[Given], pl.Expr]:
    def make(given: Given) -> pl.Expr:
        present = [given[name] for name in names if given.has(name)]
        total = pl.sum_horizontal(*(one.fill_null(0) for one in present))
        return pl.when(pl.any_horizontal(*(one.is_not_null() for one in present))).then(total)

    return make


def _mrr(given: Given) -> pl.Expr:
    months = given["interval"].replace_strict(dict(MONTHS), default=None, return_dtype=pl.Float64)
    count = given["interval_count"].cast(pl.Float64).fill_null(1.0)
    quantity = given["quantity"].cast(pl.Float64).fill_null(1.0)
    length = months * count
    return pl.when(length > 0).then(given["amount"].cast(pl.Float64) * quantity / length)


def _mrr_by_period(given: Given) -> pl.Expr:
    """The paid period tells the interval: whole months where it is about as long, else its days."""
    days = (given["period_end_at"] - given["period_start_at"]).dt.total_seconds() / 86_400
    months = days * 12 / 365.25
    whole = months.round(0)
    length = pl.when((whole >= 1) & ((months - whole).abs() < 0.1)).then(whole).otherwise(months)
    quantity = given["quantity"].cast(pl.Float64).fill_null(1.0)
    return pl.when(length > 0).then(given["amount"].cast(pl.Float64) * quantity / length)


def _ended(given: Given) -> pl.Expr:
    return pl.when(given["status"] == "ended").then(pl.coalesce(given["period_end_at"], given["cancelled_at"]).cast(pl.Datetime("us")))


def _not_renewed(given: Given) -> pl.Expr:
    """The end of the term of a subscription that renews by itself moves on; it is an end only once the subscription is over."""
    renews = given["_termed"].fill_null(value=True) & given["_renews"].cast(pl.Boolean).fill_null(value=True)
    over = (given["status"] == "ended").fill_null(value=False)
    return pl.when(over | ~renews).then(given["ended_at"])


def _until_next(given: Given) -> pl.Expr:
    """What a snapshot says holds until the next one of the export; what the last one says has no end yet."""

    def following(instants: pl.Series) -> pl.Series:
        at = instants.to_physical()
        every = at.drop_nulls().unique().sort()
        after = every.search_sorted(at.fill_null(0), side="right")
        ends = every.append(pl.Series([None], dtype=every.dtype)).gather(after).cast(instants.dtype)
        return pl.select(pl.when(instants.is_not_null()).then(ends)).to_series()

    return given["snapshot_at"].cast(pl.Datetime("us")).map_batches(following, return_dtype=pl.Datetime("us"))


def _resolved(given: Given) -> pl.Expr:
    if not given.has("status"):
        return given["closed_at"]
    return pl.when(given["status"].is_null() | given["status"].is_in(["solved", "closed"])).then(given["closed_at"])


def _closed(given: Given) -> pl.Expr:
    """A status nobody knows says less than the date on which the ticket was closed."""
    known = given["status"].is_in(list(given.frame["status"].words))
    return pl.when(given["closed_at"].is_not_null() & ~known.fill_null(value=False)).then(pl.lit("closed")).otherwise(given["status"])


def _cancelled(given: Given) -> pl.Expr:
    """No money was taken from an order that was cancelled while it was pending."""
    return (
        pl.when(given["cancelled_at"].is_not_null() & (given["status"] == "pending")).then(pl.lit("cancelled")).otherwise(given["status"])
    )


def _scrolled(given: Given) -> pl.Expr:
    length = given["_length"].cast(pl.Float64)
    share = 100 * (given["_reached"] + given["_window"]) / length
    return pl.when(length > 0).then(share.clip(0, 100))


def _share(rate: str, of: str) -> Callable[[Given], pl.Expr]:
    """A count that a rate and its base give: the whole number next to their product."""
    return lambda given: (given[rate] * given[of]).round(0)


RULES: tuple[Rule, ...] = (
    Rule("ticket", "first_response_at", ("created_at", "first_response_s"), _later("created_at", "first_response_s"),
         "the creation plus the time to the first reply", calendar=("first_response_s",)),
    Rule("ticket", "first_response_s", ("created_at", "first_response_at"), _between("created_at", "first_response_at"),
         "from the creation to the first reply", fills=False),
    Rule("ticket", "status", ("_overruled",), lambda given: pl.coalesce(given["_overruled"], given["status"]), "another column of the vendor",
         by_row=True, over=True),
    Rule("ticket", "status", ("status", "closed_at"), _closed, "closed, of tickets with a date of closing and a status of the user's own",
         over=True),
    Rule("ticket", "resolved_at", ("closed_at",), _resolved, "the closing, of tickets that are solved or closed"),
    Rule("ticket", "resolved_at", ("created_at", "resolution_s"), _later("created_at", "resolution_s"),
         "the creation plus the time to resolution", fills=False, calendar=("resolution_s",)),
    Rule("ticket", "resolution_s", ("created_at", "resolved_at"), _between("created_at", "resolved_at"),
         "from the creation to the resolution", fills=False),
    Rule("subscription", "mrr", ("amount", "interval"), _mrr, "amount x quantity / months of the interval", by_row=True),
    Rule("subscription", "mrr", ("amount", "period_start_at", "period_end_at"), _mrr_by_period,
         "amount x quantity / months of the paid period", by_row=True, named="mrr_by_period"),
    Rule("subscription", "status", ("status", "_cancels"),
         lambda given: pl.when((given["status"] == "active") & given["_cancels"]).then(pl.lit("canceling")).otherwise(given["status"]),
         "canceling, of active subscriptions that will not be renewed", by_row=True, over=True),
    Rule("subscription", "ended_at", ("status", "ended_at", "_termed"), _not_renewed,
         "the end date, of subscriptions that are ended or will not renew", by_row=True, over=True),
    Rule("subscription", "ended_at", ("status", "period_end_at"), _ended, "the end of the paid period, of subscriptions that are ended"),
    Rule("subscription", "ended_at", ("status", "cancelled_at"), _ended, "the cancellation, of subscriptions that are ended",
         instead=("period_end_at",), named="ended_when_cancelled"),
    Rule("subscription", "started_at", ("snapshot_at",), lambda given: given["snapshot_at"], "the snapshot", by_row=True, named="snapshots"),
    Rule("subscription", "ended_at", ("snapshot_at",), _until_next, "the next snapshot of the export", by_row=True, named="snapshots"),
    Rule("subscription", "is_trial", ("status",), lambda given: given["status"] == "trial", "the status is trial"),
    Rule("order", "revenue", ("quantity", "price"), lambda given: given["quantity"] * given["price"], "quantity x price",
         fills=False, by_row=True),
    Rule("order", "status", ("status", "cancelled_at"), _cancelled, "cancelled, of pending orders with a date of cancellation", over=True),
    Rule("campaign", "bounces", ("hard_bounces", "soft_bounces"), _sum("hard_bounces", "soft_bounces"), "hard plus soft bounces"),
    Rule("campaign", "delivered", ("sent", "bounces"), lambda given: given["sent"] - given["bounces"], "sent minus bounces"),
    Rule("post", "engagements", (), _sum(*INTERACTIONS), f"the sum of those of {', '.join(INTERACTIONS)} that the export has",
         fills=False, some=INTERACTIONS),
    Rule("hit", "session_id", ("visitor_id", "_session"),
         lambda given: pl.concat_str(given["visitor_id"], given["_session"], separator=".", ignore_nulls=False),
         "the visitor and the number of the visit", fills=False),
    Rule("hit", "scroll", ("_reached", "_window", "_length"), _scrolled, "how far the window reached, of the length of the page", fills=False),
    Rule("session", "converted", ("conversions",), lambda given: given["conversions"] > 0, "conversions above 0", fills=False),
    Rule("attendance", "attended", ("minutes",), lambda given: pl.when(given["minutes"] > 0).then(pl.lit(value=True)),
         "minutes above 0", instead=("attended", "joined_at")),
    Rule("attendance", "attended", ("joined_at",), lambda given: given["joined_at"].is_not_null(), "a time of joining",
         instead=("attended",)),
    Rule("web_report", "bounces", ("entrances", "bounce_rate"), _share("bounce_rate", "entrances"), "bounce rate x entrances",
         fills=False, instead=("sessions",)),
    Rule("web_report", "bounces", ("sessions", "bounce_rate"), _share("bounce_rate", "sessions"), "bounce rate x visits", fills=False),
    Rule("web_report", "bounces", ("sessions", "engaged_sessions"), lambda given: given["sessions"] - given["engaged_sessions"],
         "visits that are not engaged", instead=("bounce_rate",), fills=False),
    Rule("web_report", "engaged_sessions", ("sessions", "engagement_rate"), _share("engagement_rate", "sessions"),
         "engagement rate x visits", fills=False),
    Rule("web_report", "exits", ("pageviews", "exit_rate"), _share("exit_rate", "pageviews"), "exit rate x page views", fills=False),
    Rule("web_report", "total_duration_s", ("sessions", "avg_session_duration_s"),
         lambda given: given["avg_session_duration_s"] * given["sessions"], "mean duration x visits", fills=False),
)  # fmt: skip


def applied(
    lazy: pl.LazyFrame, given: Given, *, by_row: bool, named: tuple[str, ...] = (), business: frozenset[str] = frozenset()
) -> tuple[pl.LazyFrame, Given, Derived]:
    """The rows with the derived fields, one after the other, so that a later rule may use what an earlier one gave.

    Args:
        by_row: whether the rules for rows of the export are meant, or those for entities.
        named: rules of `named` that the reader asks for.
        business: durations in hours of business.

    Returns:
        the rows, the fields they have now, and what was derived. A derived time is in its hidden column.
    """
    told: dict[str, str] = {}
    filled: set[str] = set()
    had = given
    for rule in RULES:
        if rule.frame != given.frame.name or rule.by_row is not by_row or (rule.named and rule.named not in named):
            continue
        if not _applies(rule, given, had, business):
            continue
        timed = given.frame[rule.field].kind in (Kind.INSTANT, Kind.DATE)
        value = rule.make(given) if rule.over or not given.has(rule.field) else pl.coalesce(given[rule.field], rule.make(given))
        lazy = lazy.with_columns(value.alias(moment(rule.field) if timed else rule.field))
        times = given.times | {rule.field} if timed else given.times
        given = replace(given, fields=given.fields | {rule.field}, times=times)
        if not had.has(rule.field):
            told.setdefault(rule.field, rule.why)
        filled.add(rule.field)
    return lazy, given, Derived(frozenset(filled), told)


def _applies(rule: Rule, given: Given, had: Given, business: frozenset[str]) -> bool:
    """Whether a rule says anything about an export: `had` are the fields it has itself."""
    if any(had.has(name) for name in rule.instead) or (had.has(rule.field) and not rule.fills):
        return False
    if set(rule.calendar) & business:
        return False
    return all(given.has(name) for name in rule.needs) and (not rule.some or any(given.has(name) for name in rule.some))


def derivable(frame: str, fields: Collection[str], named: tuple[str, ...] = ()) -> set[str]:
    """Fields, and those that follow from them."""
    known = set(fields)
    for rule in RULES:
        asked = rule.frame == frame and (not rule.named or rule.named in named)
        if asked and set(rule.needs) <= known and (not rule.some or set(rule.some) & known):
            known.add(rule.field)
    return known
