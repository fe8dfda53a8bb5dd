"""What metrics of the words of comments share. Standard library only."""

from typing import Any

from cxm.metrics.spec import Better, Metric, Parts, Unit, mentioned, wilson


def mentions(part: str, prepare: str, **own: Any) -> Metric:
    """The share of comments that mention a part: one row for each part that occurs, and a comment counts in all it mentions.

    Args:
        part: the column that names it.
        prepare: the preparation that finds the parts of a comment.
        own: what else the metric declares.
    """
    shared = Metric(
        title="",
        frame="survey",
        definition="",
        version=1,
        unit=Unit.PERCENT,
        better=Better.NEUTRAL,
        bounds=(0, 100),
        needs=("comment",),
        uses=("responded_at",),
        prepare=prepare,
        parts=Parts(part, lambda rows: rows.col(part), (), "hits"),
        states=lambda rows: mentioned(rows, part, "comments"),
        base="comments",
        value=lambda s: 100 * s.hits / s.comments,
        interval=wilson("hits"),
        formula=f"100 x comments that mention the {part} / comments",
    )
    return shared.but(**own)
