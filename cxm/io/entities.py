"""Entities: where a row of an export is a line, an update, a join or an event, and the canonical row is what these are of.

Each preparation is a lazy group-by, so it streams and its memory grows with the entities, not with the rows. Rows without a key stay
rows of their own. What a later row of the same entity means is said by each preparation: it adds up, or it replaces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

import polars as pl

from cxm._record import Record
from cxm.io.derive import moment
from cxm.io.signals import FILE
from cxm.io.spec import HISTORY
from cxm.metrics.engine.table import EXPORT
from cxm.metrics.spec import UNREADABLE, Frame, Kind

PLACE = "~place"
"""The place of a row in the export, which tells the first from the last."""
KEY = "~key"
ROWS = "~rows"
FILES = "~files"
"""How many rows, and how many files, an entity was made of."""

STANDING = ("active", "trial", "past_due", "paused", "canceling", "pending", "ended", "never_started")
"""States of a subscription; lines of one that differ make it what the first of these says."""


class Lines(Record):
    """Rows that are not entities yet.

    Args:
        lazy: fields, their flags, hidden instants, columns of the export, PLACE, and FILE if there are several files.
        frame: the frame they become.
        fields: the fields there are, those that only serve the preparation included.
        times: those of them that are times.
        extras: columns of the export, behind `@`.
        newest: fields that order the rows of one entity.
        files: the names of the files.
        held: field, or column of the export behind `@` -> the files that have it, where not all of them do.
    """

    lazy: pl.LazyFrame
    frame: Frame
    fields: frozenset[str]
    times: frozenset[str]
    extras: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    held: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """The column of a field: of a time the hidden instant."""
        return moment(name) if name in self.times else name

    def order(self) -> pl.Expr:
        """What orders the rows of one entity: the fields declared, then the place in the export."""
        return pl.struct(*(pl.col(self.column(name)) for name in self.newest if name in self.fields), pl.col(PLACE))

    def order_of(self, name: str) -> pl.Expr:
        """What orders the rows that could tell a field: of two tables read together, those of the one that has it."""
        if name not in self.held:
            return self.order()
        return pl.when(pl.col(FILE).is_in(sorted(self.held[name]))).then(self.order())


Aggregates = dict[str, pl.Expr]


class Preparation(Record):
    """How rows become entities.

    Args:
        row, entity: the words for one and for the other.
        key: the field that names the entity; of several, all together.
        default: how a field is taken over: 'first' cell that is filled, or 'latest', the cell of the last row.
        fields: field -> first, latest, sum, min, max, any.
        make: further fields, and those that need more than one column.
        before: what is done to the rows first; it may give them further fields.
        overlaps: rows add up, so that an entity must not be taken from two exports that overlap.
    """

    row: str
    entity: str
    key: tuple[str, ...]
    default: str
    fields: Mapping[str, str] = field(default_factory=dict)
    make: Callable[[Lines], Aggregates] | None = None
    before: Callable[[Lines], Lines] | None = None
    overlaps: bool = False

    def taken(self, name: str) -> str:
        """How a field is taken over."""
        return self.fields.get(name, self.default)


def entities(name: str, lines: Lines) -> tuple[pl.LazyFrame, frozenset[str], frozenset[str]]:
    """The entities that rows are of.

    Returns:
        one row per entity, the fields it has, and those of them that are times, each in its hidden column.
    """
    how = PREPARATIONS[name]
    lines = how.before(lines) if how.before else lines
    keys = [key for key in how.key if key in lines.fields]
    own = pl.concat_str(pl.lit("\0"), pl.col(PLACE).cast(pl.String))
    parts = [pl.col(lines.column(key)).cast(pl.String).fill_null("" if place else own) for place, key in enumerate(reversed(keys))]
    lazy = lines.lazy.with_columns(pl.concat_str(*parts, separator="\x1f").alias(KEY) if parts else own.alias(KEY))
    made = how.make(lines) if how.make else {}
    kept = sorted(one for one in lines.fields if one not in made and one in lines.frame)
    aggregates = {lines.column(one): TAKEN[how.taken(one)](pl.col(lines.column(one)), lines, one) for one in kept}
    known = lines.lazy.collect_schema().names()
    flags = {one: one + UNREADABLE for one in kept if one + UNREADABLE in known}
    # What an older state held does not matter; of rows that add up, or stand in for each other, any may spoil the whole.
    aggregates |= {
        flag: TAKEN["latest" if how.taken(one) == "latest" else "any"](pl.col(flag), lines, one).fill_null(value=False)
        for one, flag in flags.items()
    }
    aggregates |= {EXPORT + extra: _extra(extra, lines, how) for extra in lines.extras}
    times = {one for one in made if one in lines.frame and lines.frame[one].kind in (Kind.INSTANT, Kind.DATE)}
    aggregates |= {moment(one) if one in times else one: value for one, value in made.items()}
    grouped = _grouped(lazy, aggregates, len(lines.files) if how.overlaps else 1)
    fields = frozenset(kept) | frozenset(one for one in made if one in lines.frame)
    return grouped, fields, (lines.times | times) & fields


def _grouped(lazy: pl.LazyFrame, aggregates: Mapping[str, pl.Expr], files: int) -> pl.LazyFrame:
    """Group by the key; an entity that several files hold is taken from the last of them, for exports overlap.

    The entities are in the order of their first rows, so that the same export gives the same table.
    """
    facts = [pl.len().cast(pl.Int64).alias(ROWS), pl.col(PLACE).min()]
    named = [*(value.alias(name) for name, value in aggregates.items()), *facts]
    if files <= 1:
        grouped = lazy.group_by(KEY).agg(*named, pl.lit(1, pl.Int64).alias(FILES))
    else:
        within = lazy.group_by(KEY, FILE).agg(*named)
        last = [pl.col(name).max_by(pl.col(FILE)).alias(name) for name in aggregates]
        grouped = within.group_by(KEY).agg(*last, pl.col(ROWS).sum(), pl.col(PLACE).min(), pl.len().cast(pl.Int64).alias(FILES))
    return grouped.sort(PLACE).drop(KEY, PLACE)


TAKEN: Mapping[str, Callable[[pl.Expr, Lines, str], pl.Expr]] = {
    "first": lambda column, _, __: column.min_by(pl.when(column.is_not_null()).then(pl.col(PLACE))),
    "latest": lambda column, lines, name: column.max_by(lines.order_of(name)),
    "sum": lambda column, _, __: pl.when(column.count() > 0).then(column.sum()),
    "min": lambda column, _, __: column.min(),
    "max": lambda column, _, __: column.max(),
    "any": lambda column, _, __: column.any(),
}
"""How a field of the rows becomes the entity's, by its column, the rows and its name."""


def _extra(name: str, lines: Lines, how: Preparation) -> pl.Expr:
    """A column of the export, such as a segment: that of the first line, or of the latest state."""
    column = pl.col(EXPORT + name)
    return column.min_by(pl.col(PLACE)) if how.default == "first" else column.max_by(lines.order_of(EXPORT + name))


# ── Joins ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people_of_events(lines: Lines) -> Lines:
    """Who was where.

    A person is who an address or, where there is none, a name stands for: in any case, without the former name in brackets. An
    event that recurs keeps its number, so its start belongs to its name; of a file that names no event the file is the event.
    """
    lazy, fields = lines.lazy, lines.fields
    if "person_id" in fields:
        told = [pl.col(name) for name in ("person_id", "name") if name in fields]
        person = pl.coalesce(*told).str.to_lowercase().str.replace(r"^(.*[^\s(])\s*\([^()]*\)$", "$1").str.strip_chars()
        lazy = lazy.with_columns(person.alias("person_id"))
    if len(lines.files) > 1:
        file = pl.col(FILE).replace_strict(dict(enumerate(lines.files)), return_dtype=pl.String)
        event = pl.coalesce("event_id", file) if "event_id" in fields else file
        start = pl.col(lines.column("event_start_at")).cast(pl.String) if "event_start_at" in fields else file
        lazy = lazy.with_columns(event.alias("event_id"), pl.coalesce(start, file).alias("_occurrence"))
        fields = fields | {"event_id", "_occurrence"}
    return replace(lines, lazy=lazy, fields=fields)


def _presence(lines: Lines) -> Aggregates:
    """Time attended: of overlapping joins, such as by two devices, the union; the minutes as exported where times are missing."""
    made: Aggregates = {}
    if {"joined_at", "left_at"} <= lines.fields:
        start, end = (pl.col(lines.column(name)) for name in ("joined_at", "left_at"))
        known = start.is_not_null() & end.is_not_null() & (end >= start)
        starts, ends = start.filter(known).sort_by(start.filter(known)), end.filter(known).sort_by(start.filter(known))
        before = ends.cum_max().shift(1)
        fresh = pl.when(before.is_null() | (starts > before)).then(ends - starts).when(ends > before).then(ends - before)
        union = fresh.dt.total_microseconds().sum() / 60_000_000
        exported = pl.col("minutes").sum() if "minutes" in lines.fields else pl.lit(None, pl.Float64)
        counted = pl.col("minutes").count() > 0 if "minutes" in lines.fields else pl.lit(value=False)
        made["minutes"] = pl.when(known.all() & (known.sum() > 0)).then(union).when(counted).then(exported)
    return made


# ── Recipient events ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _campaign(lines: Lines) -> Aggregates:
    """Counts of a campaign: recipients count once, opens and clicks by machines do not; what no event tells is null, not 0."""
    event, person = pl.col("event"), pl.col("recipient_id") if "recipient_id" in lines.fields else pl.col(PLACE)
    human = ~pl.col("traffic").is_in(["bot", "test"]).fill_null(value=False) if "traffic" in lines.fields else pl.lit(value=True)
    kind = pl.col("bounce_type") if "bounce_type" in lines.fields else pl.lit(None, pl.String)

    def people(condition: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(person).drop_nulls().n_unique().cast(pl.Int64)

    def if_any(word: str, count: pl.Expr) -> pl.Expr:
        return pl.when((event == word).any()).then(count)

    made = {
        "sent": if_any("sent", people(event == "sent")),
        "delivered": if_any("delivered", people(event == "delivered")),
        "unique_opens": people((event == "open") & human),
        "opens": ((event == "open") & human).sum().cast(pl.Int64),
        "machine_opens": people(event == "open") - people((event == "open") & human),
        "unique_clicks": people((event == "click") & human),
        "clicks": ((event == "click") & human).sum().cast(pl.Int64),
        "bounces": people(event.is_in(["bounce", "dropped"])),
        "hard_bounces": people((event == "bounce") & (kind == "hard")),
        "soft_bounces": people((event == "bounce") & (kind == "soft")),
        "unsubscribes": people(event == "unsubscribe"),
        "complaints": people(event == "complaint"),
        "conversions": people(event == "convert"),
        "forwards": (event == "forward").sum().cast(pl.Int64),
    }
    if "bounce_type" not in lines.fields:
        del made["hard_bounces"], made["soft_bounces"]
    if "traffic" not in lines.fields:
        del made["machine_opens"]
    at = pl.col(lines.column("occurred_at")) if "occurred_at" in lines.fields else pl.lit(None, pl.Datetime("us"))
    sent = pl.when(event.is_in(["sent", "delivered"])).then(at).min()
    made["sent_at"] = pl.coalesce(pl.col(lines.column("sent_at")).min(), sent) if "sent_at" in lines.fields else sent
    return made


# ── Field history ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _history(lines: Lines) -> Aggregates:
    """A ticket from the changes of its fields: when it came in, what it is now, when it was solved and how often opened again."""
    name, value, at = pl.col("_field"), pl.col("_value"), pl.col(moment("_changed_at"))
    state = name == "status"
    solved, closed = state & value.is_in(["solved", "closed"]), state & (value == "closed")

    def last(field: str) -> pl.Expr:
        return value.max_by(pl.when((name == field) & value.is_not_null()).then(lines.order()))

    first_solved = pl.when(solved).then(at).min()
    status = last("status")
    reopened = (state & ~value.is_in(["solved", "closed"]) & (at > first_solved)).sum().cast(pl.Int64)
    made = {
        "created_at": at.min(),
        "first_resolved_at": first_solved,
        "updated_at": at.max(),
        "status": status.replace({"hold": "on_hold", "on-hold": "on_hold"}),
        "resolved_at": pl.when(status.is_in(["solved", "closed"])).then(_since(solved, state, at)),
        "closed_at": pl.when(closed).then(at).min(),
        "reopens": reopened,
    }
    return made | {field: last(known) for field, known in HISTORY.items()}


def _since(solved: pl.Expr, state: pl.Expr, at: pl.Expr) -> pl.Expr:
    """Since when a ticket is solved without having been opened again: the first such change after the last other one."""
    opened = pl.when(state & ~solved).then(at).max()
    return pl.when(solved & (opened.is_null() | (at > opened))).then(at).min()


# ── Subscribed lines ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _subscribed(lines: Lines) -> Aggregates:
    """A subscription runs while any of its lines runs, and is worth what the lines that run are worth."""
    made: Aggregates = {}
    running = pl.lit(value=True)
    if "ended_at" in lines.fields:
        end = pl.col(lines.column("ended_at"))
        running = end.is_null()
        made["ended_at"] = pl.when(running.any()).then(None).otherwise(end.max())
    for name in ("mrr", "amount", "quantity"):
        if name in lines.fields:
            column = pl.col(name)
            counted = pl.when(running | ~running.any()).then(column)
            made[name] = pl.when(counted.count() > 0).then(counted.sum())
    if "status" in lines.fields:
        rank = pl.col("status").replace_strict({word: place for place, word in enumerate(STANDING)}, default=len(STANDING))
        made["status"] = pl.col("status").min_by(rank)
    return made


ORDERED = {"ordered_at": "min", "paid_at": "max", "updated_at": "max", "quantity": "sum"}

PREPARATIONS: Mapping[str, Preparation] = {
    "order_lines": Preparation(
        "order lines", "orders", ("order_id",), "first", ORDERED | {"revenue": "sum", "refund": "sum", "margin": "sum"},
        overlaps=True,
    ),
    "order_lines_with_totals": Preparation("order lines", "orders", ("order_id",), "first", ORDERED, overlaps=True),
    "ticket_updates": Preparation(
        "updates", "tickets", ("ticket_id",), "latest",
        {"created_at": "min", "first_response_at": "min", "first_response_s": "min", "reopens": "max", "agent_replies": "max",
         "updated_at": "max", "is_complaint": "any"},
    ),
    "joins": Preparation(
        "joins", "attendees", ("event_id", "_occurrence", "person_id"), "first",
        {"joined_at": "min", "left_at": "max", "minutes": "sum", "attended": "any", "interactions": "sum", "invited_at": "min",
         "registered_at": "min", "revenue": "sum"},
        make=_presence, before=_people_of_events,
    ),
    "versions": Preparation("versions", "subscriptions", ("subscription_id",), "latest"),
    "subscribed_lines": Preparation(
        "subscribed lines", "subscriptions", ("subscription_id",), "first", {"started_at": "min", "period_end_at": "max"}, make=_subscribed,
        overlaps=True,
    ),
    "recipient_events": Preparation("recipient events", "campaigns", ("campaign_id",), "first", make=_campaign),
    "field_history": Preparation("changes", "tickets", ("ticket_id",), "latest", make=_history),
}  # fmt: skip


def counted(lazy: pl.LazyFrame, name: str) -> str:
    """How many rows became how many entities, in words; reads all rows once."""
    how = PREPARATIONS[name]
    facts = lazy.select(pl.col(ROWS).sum(), pl.len().alias("entities"), (pl.col(FILES) > 1).sum().alias("several")).collect(
        engine="streaming"
    )
    rows, found, several = facts.row(0)
    told = f"{rows:,} {how.row} became {found:,} {how.entity}"
    return told + (f"; {several:,} of them are in several files, of which the last counts" if several else "")
