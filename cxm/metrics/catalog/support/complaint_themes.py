"""Complaint themes: what complaints are about, as the share of each category.

In per cent of the complaints with a category, one row for each category that occurs, the most frequent first. Since 0.1.
"""

from cxm.metrics.spec import THEMES, Better, Expr, Metric, Parts, Rows, Setting, Unit, mentioned, wilson


def theme(rows: Rows) -> Expr:
    """The category of a complaint, trimmed; null for other tickets and blanks."""
    text = rows.col("category").cast(rows.x.String).str.strip_chars()
    return rows.when(rows.col("is_complaint") & (text != "")).then(text)


def states(rows: Rows) -> dict[str, Expr]:
    """Complaints of the category."""
    return {"hits": rows.count(~theme(rows).is_null())}


METRIC = Metric(
    title="Complaint themes",
    frame="ticket",
    definition="category",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("is_complaint", "category"),
    uses=("created_at", "customer_id", "status"),
    parts=Parts("theme", theme, (), "hits"),
    states=states,
    base="complaints",
    value=lambda s: 100 * s.hits / s.complaints,
    interval=wilson("hits"),
    question="What are complaints about?",
    formula="100 x complaints of the category / complaints with a category",
    counted="tickets marked as complaints that have a category",
    left_out="complaints without a category, other tickets",
    conflict="By the category of the ticket, or by reading its text.",
    reason="A category can be checked; themes guessed from text cannot.",
    example="delivery in 30 of 60 complaints: 50 %",
    pitfalls=("A category is what somebody chose from a list: no text is read.",),
    names={"zh_TW": "投訴主題", "zh_CN": "投诉主题", "ms": "Tema aduan", "lt": "Skundų temos"},
)

VARIANTS = (
    METRIC.but(
        definition="categories",
        needs=("created_at", "category"),
        prepare="complaints",
        settings=(Setting("complaint_categories", "words", (), "categories that are complaints"),),
        counted="tickets of the categories named with --set complaint_categories",
        left_out="other tickets",
    ),
    METRIC.but(
        definition="keywords",
        needs=("subject",),
        uses=("is_complaint", "category", "text", "created_at", "customer_id", "status"),
        prepare="themes",
        parts=Parts("theme", lambda rows: rows.col("theme"), (), "hits"),
        states=lambda rows: mentioned(rows, "theme", "complaints"),
        settings=(THEMES, Setting("complaint_categories", "words", (), "categories that are complaints")),
        formula="100 x complaints that mention the theme / complaints",
        counted="complaints with a subject or a text; whole words in any case, * stands for further letters",
        left_out="complaints in which nothing was written, other tickets",
        pitfalls=(
            "Words are counted, not understood.",
            "A complaint that mentions two themes counts in both: shares may add up to over 100 %.",
        ),
    ),
)
