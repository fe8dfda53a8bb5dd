"""Complaint severity: how serious complaints are, as an index of their severity.

The mean weight of the complaints that say how severe they are: low or minor 1, medium or normal 3, high, major or critical 9. The
weights are a convention of cxm, no standard: compare within one firm only. Severities that are numbers from 1 to 5 are averaged as
they are (definition `mean_1_5`); `high_share` gives the share of the most severe. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, rating, wilson

WEIGHTS = {1: ("low", "minor"), 3: ("medium", "normal"), 9: ("high", "major", "critical", "urgent")}


NUMBER = r"^[0-9]+([.][0-9]+)?$"


def word(rows: Rows, field: str = "severity") -> Expr:
    """The severity as written, trimmed and in small letters; null where it is blank or the ticket is no complaint."""
    text = rows.col(field).cast(rows.x.String).str.strip_chars().str.to_lowercase()
    return rows.when(rows.col("is_complaint") & (text != "")).then(text)


def weight(said: Expr, rows: Rows) -> Expr:
    """The weight of a severity, null where it is none of the words."""
    low, medium, high = (said.is_in(list(words)) for words in WEIGHTS.values())
    weights = [rows.lit(float(one)) for one in WEIGHTS]
    return rows.when(low).then(weights[0]).otherwise(rows.when(medium).then(weights[1]).otherwise(rows.when(high).then(weights[2])))


def told(rows: Rows, said: Expr, severity: Expr) -> dict[str, Expr]:
    """Complaints with a severity, and those without or with another word."""
    return {
        "complaints": rows.count(~severity.is_null()),
        "n_missing": rows.count(rows.col("is_complaint") & said.is_null()),
        "n_invalid": rows.count(~said.is_null() & severity.is_null()),
    }


def weighted(field: str) -> Callable[[Rows], dict[str, Expr]]:
    """States: sums of the weights, and complaints by the severity a field tells."""

    def states(rows: Rows) -> dict[str, Expr]:
        said = word(rows, field)
        one = weight(said, rows)
        counts = {name: rows.count(one == value) for name, value in (("low", 1.0), ("medium", 3.0), ("high", 9.0))}
        return told(rows, said, one) | counts | {"total": rows.total(one), "squares": rows.total(one * one)}

    return states


def numbers(rows: Rows) -> dict[str, Expr]:
    """Sums of severities that are numbers from 1 to 5."""
    text = word(rows)
    number = rows.when(text.str.contains(NUMBER)).then(text).cast(rows.x.Float64)
    number = rows.when((number >= 1) & (number <= 5)).then(number)
    return told(rows, text, number) | {"total": rows.total(number), "squares": rows.total(number * number)}


METRIC = Metric(
    title="Complaint severity",
    frame="ticket",
    definition="index_1_3_9",
    version=1,
    unit=Unit.SCORE,
    better=Better.LOWER,
    bounds=(1, 9),
    needs=("is_complaint", "severity"),
    uses=("created_at", "customer_id", "status"),
    states=weighted("severity"),
    base="complaints",
    value=lambda s: s.total / s.complaints,
    interval=rating("total", "squares"),
    shown=("low", "medium", "high"),
    question="How serious are the complaints?",
    formula="(1 x low + 3 x medium + 9 x high) / complaints with a severity",
    counted="complaints with a severity: low or minor, medium or normal, high, major or critical",
    left_out="complaints without a severity, or with another word; each counted",
    conflict="A share of severe complaints, or an index with weights; of a severity, or of the priority help desks have instead.",
    reason="The distribution comes first; weights of 1, 3 and 9 are a convention, printed and never a standard.",
    example="50 low, 8 medium, 2 high: 92 / 60 = 1.53",
    pitfalls=("The weights are a convention: the index compares months of one firm, not firms.",),
    names={"zh_TW": "投訴嚴重程度", "zh_CN": "投诉严重程度", "ms": "Keterukan aduan", "lt": "Skundų sunkumas"},
)

VARIANTS = (
    METRIC.but(
        definition="index_of_priority",
        needs=("is_complaint", "priority"),
        states=weighted("priority"),
        by_name=True,
        formula="(1 x low + 3 x medium + 9 x high) / complaints with a priority",
        counted="complaints with a priority: low or minor, medium or normal, high, urgent, major or critical",
        left_out="complaints without a priority, or with another word; each counted",
        pitfalls=("How soon somebody is answered is not how bad it was.", *METRIC.pitfalls),
    ),
    METRIC.but(
        definition="high_share",
        unit=Unit.PERCENT,
        bounds=(0, 100),
        value=lambda s: 100 * s.high / s.complaints,
        interval=wilson("high"),
        formula="100 x complaints of high severity / complaints with a severity",
        example="50 low, 8 medium, 2 high: 3.3 %",
        pitfalls=(),
    ),
    METRIC.but(
        definition="mean_1_5",
        bounds=(1, 5),
        states=numbers,
        shown=(),
        formula="sum of the severities / complaints with a severity from 1 to 5",
        counted="complaints with a severity from 1 to 5",
        example="1, 1, 2 and 5: 2.25",
        pitfalls=(),
    ),
)
