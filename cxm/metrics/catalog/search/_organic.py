"""Visits from unpaid search, as web analytics tell them. Standard library only."""

from collections.abc import Iterator

from cxm.metrics.spec import HITS, Expr, Metric, Rows, Setting

ORGANIC = Setting("organic", "words", ("organic", "organic search", "自然搜索", "自然搜尋"), "channels, media or sources of unpaid search")
TOLD_BY = ("channel", "medium", "source")
"""Fields that tell where a visit came from; the first there is counts."""


def is_organic(rows: Rows) -> Expr:
    """Whether a visit, or a row of a report, is of unpaid search."""
    words = [str(word).strip().casefold() for word in rows.options["organic"]]
    told = next(name for name in TOLD_BY if rows.has(name))
    return rows.col(told).str.strip_chars().str.to_lowercase().is_in(words).fill_null(value=False)


def in_web_exports(visits: Metric, **of_report: object) -> Iterator[Metric]:
    """A definition of organic visits for exports of visits, of hits and of reports, whichever field tells where visits came from.

    Args:
        of_report: what the definition for reports, whose rows are sums of visits, declares otherwise.
    """
    for told in TOLD_BY:
        uses = tuple(name for name in (*TOLD_BY, "session_id", "visitor_id") if name != told)
        yield visits.but(frame="session", needs=("started_at", told), uses=uses)
        built = {"prepare": visits.prepare or "sessions", "settings": (*visits.settings, *HITS)}
        yield visits.but(frame="hit", needs=("viewed_at", told), uses=(*uses, "event"), **built)
        yield visits.but(frame="web_report", needs=("date", "sessions", told), uses=uses[:2], **of_report)
