"""The options of the commands, each written once. A command takes the groups it needs with `takes`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer

from cxm.cli import completion

F = TypeVar("F", bound=Callable[..., Any])
Group = tuple[inspect.Parameter, ...]


def option(name: str, kind: Any, default: Any, *flags: str, help: str, panel: str, **more: Any) -> inspect.Parameter:  # noqa: A002 - typer's word
    """One option as a keyword parameter of a command."""
    annotation = Annotated[kind, typer.Option(*flags, help=help, rich_help_panel=panel, show_default=False, **more)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def takes(*groups: Group) -> Callable[[F], F]:
    """Give a command the options of groups; it gets their values as keywords."""

    def decorate(command: F) -> F:
        own = [
            parameter
            for parameter in inspect.signature(command, eval_str=True).parameters.values()
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        parameters = [*own, *(parameter for group in groups for parameter in group)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return decorate


INPUT = "Further exports"
SPLIT = "Split and select"
ROWS = "Rows"
COLUMNS = "Columns and questions"
FILE = "How the export is written"
SURE = "Certainty and grades"
OUT = "Output"

SECOND: Group = (
    option("with_", list[str] | None, None, "--with", help="A second export the metric takes, such as costs; cxm explain tells which. Repeat for several files of it.", panel=INPUT, metavar="EXPORT"),
    option("with_map", list[str] | None, None, "--with-map", help="Column of any field of that export, as --map for the first. Repeatable.", panel=INPUT, metavar="ROLE=COL"),
    option("with_options", list[str] | None, None, "--with-option", help="Any other reading option of that export by its name, such as decimal=, or date-order=dmy or mapping=FILE. Repeatable.", panel=INPUT, metavar="NAME=VALUE"),
)  # fmt: skip

REPORT: Group = (
    option("family", str | None, None, "--family", help="Every metric of one family that the export supports.", panel=SPLIT, metavar="NAME", autocompletion=completion.families),
    option("by", list[str] | None, None, "--by", help="Split by columns; COL,COL crosses them. Repeat for several views in one pass.", panel=SPLIT, metavar="COL[,COL]", autocompletion=completion.columns),
    option("fold_case", bool, False, "--fold-case", help="Labels that differ only in capitals are one segment, in small letters.", panel=SPLIT),
    option("period", str | None, None, "--period", metavar="LENGTH", help="day, week, month, quarter, year, fiscal-quarter, fiscal-year, all, or days such as 28d. Default all.", panel=SPLIT, autocompletion=completion.periods),
    option("step", str | None, None, "--step", metavar="DAYS", help="Days from one period of so many days to the next, such as 7d. Default: the period, so that none overlap.", panel=SPLIT),
    option("start", str | None, None, "--from", help="First day reported.", panel=SPLIT, metavar="DATE"),
    option("end", str | None, None, "--to", help="Last day reported.", panel=SPLIT, metavar="DATE"),
    option("as_of", str | None, None, "--as-of", help="Last observed day. Default: the latest in the export.", panel=SPLIT, metavar="DATE"),
    option("tz", str, "UTC", "--tz", help="Zone the days belong to. Default UTC.", panel=SPLIT, metavar="ZONE"),
    option("business_hours", str | None, None, "--business-hours", help='Count working time only, such as "Mon-Fri 09:00-17:00; Sat 10:00-14:00", in the zone of --tz.', panel=SPLIT, metavar="HOURS"),
    option("holidays", list[str] | None, None, "--holidays", help="Day without working time, or a file with one date a line. Repeatable.", panel=SPLIT, metavar="DATE|FILE"),
    option("week_start", str, "monday", "--week-start", help="First day of the week. Default monday.", panel=SPLIT, metavar="DAY"),
    option("fiscal_start", int, 1, "--fiscal-start", help="First month of the fiscal year, 1 to 12.", panel=SPLIT, metavar="MONTH", min=1, max=12),
    option("fiscal_label", str | None, None, "--fiscal-label", metavar="end|start", help="Name fiscal years by the calendar year they end in, or start in: end, start. Default end.", panel=SPLIT),
    option("compare", str | None, None, "--compare", metavar="previous|yoy", help="Change against the previous period, or the same one a year before: previous, yoy.", panel=SPLIT),
    option("like_for_like", bool, False, "--like-for-like", help="With --compare: a period that is not over is compared with as many first days of the other.", panel=SPLIT),
    option("total", bool, True, "--total/--no-total", help="Rows over all segments. Default on.", panel=SPLIT),
    option("top", int | None, None, "--top", help="Keep the N largest segments, the rest is (other).", panel=SPLIT, metavar="N", min=1),
    option("sort", str | None, None, "--sort", help="Order segments by a result column; -COL descends. Default: size.", panel=SPLIT, metavar="COL"),
)  # fmt: skip

READING: Group = (
    option("where", str | None, None, "--where", help="Only rows this SQL condition on columns holds for, such as \"country = 'DE' and responded_at >= '2026-01-31'\".", panel=ROWS, metavar="EXPR"),
    option("dedupe", str, "none", "--dedupe", metavar="none|respondent-period", help="none, or respondent-period: each respondent's last answer in each period.", panel=ROWS),
    option("missing", list[str] | None, None, "--missing", help="A further word that means no answer. Repeatable.", panel=ROWS, metavar="WORD"),
    option("score", str | None, None, "--score", help="Column of the answers.", panel=COLUMNS, metavar="COL", autocompletion=completion.columns),
    option("time", str | None, None, "--time", help="Column of the time.", panel=COLUMNS, metavar="COL", autocompletion=completion.columns),
    option("respondent", str | None, None, "--respondent", help="Column of the respondent; - for none.", panel=COLUMNS, metavar="COL", autocompletion=completion.columns),
    option("weight", str | None, None, "--weight", help="Column of the weights.", panel=COLUMNS, metavar="COL", autocompletion=completion.columns),
    option("roles", list[str] | None, None, "--map", help="Column of any field, such as touchpoint=Stage; - for none. Repeatable.", panel=COLUMNS, metavar="ROLE=COL"),
    option("scale", str | None, None, "--scale", help="Answers the question allows, such as 0-10 or 1-7.", panel=COLUMNS, metavar="LOW-HIGH"),
    option("higher_is", str | None, None, "--higher-is", metavar="easier|harder", help="What a high effort score means: easier, harder.", panel=COLUMNS),
    option("mapping", str | None, None, "--mapping", help="Mapping file of cxm inspect --save: read as it says, and exit 4 if the export has changed.", panel=COLUMNS, metavar="FILE"),
    option("reader", str | None, None, "--reader", help="Format of the export. Default: recognised.", panel=FILE, metavar="NAME", autocompletion=completion.readers),
    option("input_tz", str | None, None, "--input-tz", help="Zone of times that carry none. Default: the vendor's, else --tz.", panel=FILE, metavar="ZONE"),
    option("date_order", str | None, None, "--date-order", metavar="dmy|mdy|ymd", help="Order of day, month and year.", panel=FILE),
    option("year", int | None, None, "--year", metavar="YEAR", help="Year of the newest date, where dates have none.", panel=FILE, min=1900, max=2199),
    option("decimal", str | None, None, "--decimal", metavar=",|.", help="Decimal separator.", panel=FILE),
    option("encoding", str | None, None, "--encoding", metavar="NAME", help="Such as utf-8, cp1257, big5.", panel=FILE),
    option("delimiter", str | None, None, "--delimiter", metavar="CHAR", help="Such as ; or tab.", panel=FILE),
    option("skip_rows", int, 0, "--skip-rows", help="Rows above the header.", panel=FILE, metavar="N", min=0),
    option("header_rows", int | None, None, "--header-rows", help="Rows the header takes; the first holds the names. 0: no header, columns are called 1, 2, 3.", panel=FILE, metavar="N", min=0),
    option("surplus", str | None, None, "--surplus", metavar="drop|keep", help="Rows with more cells than the header: drop leaves them out, keep reads their first cells. Default drop.", panel=FILE),
    option("sheet", str | None, None, "--sheet", help="Sheet of a workbook. Default: the first.", panel=FILE, metavar="NAME"),
)  # fmt: skip

MONEY: Group = (
    option("currency", str | None, None, "--currency", help="Only amounts in this currency; with --fx, the currency all are brought to.", panel=ROWS, metavar="CODE"),
    option("fx", str | None, None, "--fx", help="File of rates (date, currency, rate: what one unit is worth): amounts are brought to one currency by the last rate on or before their day.", panel=ROWS, metavar="FILE"),
    option("fx_fixed", bool, False, "--fx-fixed", help="One rate for all days, the last of each currency: for recurring revenue, where rates that move look like growth.", panel=ROWS),
)  # fmt: skip

CERTAINTY: Group = (
    option("sum_duplicates", bool, False, "--sum-duplicates", help="Add up rows of a report that are the same in every column, instead of refusing them.", panel=ROWS),
    option("strict", bool, False, "--strict", help="Exit 3 if a value cannot be used, instead of leaving it out: off the scale, no number, no date.", panel=ROWS),
    option("definition", str | None, None, "--definition", help="Definition of the metric; see cxm explain.", panel=SURE, metavar="ID"),
    option("compare_definitions", bool, False, "--compare-definitions", help="By every definition that the data support, and how many change sides.", panel=SURE),
    option("settings", list[str] | None, None, "--set", help="A setting of the metric; see cxm explain. Repeatable.", panel=SURE, metavar="NAME=VALUE"),
    option("confidence", float, 0.95, "--confidence", help="Level of the intervals. Default 0.95.", panel=SURE, metavar="LEVEL", min=0.5, max=0.9999),
    option("interval", str | None, None, "--interval", metavar="score|adjusted-wald", help="Interval of net shares, such as NPS: score, adjusted-wald. Default score.", panel=SURE),
    option("population", int | None, None, "--population", metavar="N", help="How many people could have answered: intervals of totals are narrower where over 5 in 100 did.", panel=SURE, min=1),
    option("min_grade_n", int | None, None, "--min-grade-n", help="Fewest answers for a grade. Default: the metric's own.", panel=SURE, metavar="N", min=0),
    option("grade_partial", bool, False, "--grade-partial", help="Grade rates of periods that are not over; counts, which still grow, never are.", panel=SURE),
    option("suppress_below", int, 0, "--suppress-below", help="Hide cells with fewer answers, and what would reveal them.", panel=SURE, metavar="N", min=0),
    option("engine", str | None, None, "--engine", help="Who counts: polars, or duckdb to check it by (pip install 'cxm[duckdb]'). Default polars.", panel=SURE, metavar="NAME"),
    option("fail_if", list[str] | None, None, "--fail-if", help='Exit 1 when certain, 5 when it cannot be told: "value < 30". Repeatable.', panel=SURE, metavar="TEST"),
    option("fail_on", str | None, None, "--fail-on", metavar="bad|warn", help="Exit 1 on a grade this bad or worse, 5 when the interval only reaches one.", panel=SURE),
)  # fmt: skip

LANGUAGE: Group = (
    option("lang", str | None, None, "--lang", help="Language of names, grades and labels: en, zh-TW, zh-CN, ms, lt. Default: the locale's, else en. Data stay English.", panel=OUT, metavar="LANG", autocompletion=completion.languages),
)  # fmt: skip
BENCHMARK: Group = (
    option("benchmark", str | None, None, "--benchmark", help="Publisher to grade by; cxm benchmarks lists them.", panel=SURE, metavar="NAME", autocompletion=completion.benchmarks),
    option("benchmark_file", list[str] | None, None, "--benchmark-file", help="Bands of your own, such as targets: they grade before any publisher. Repeatable.", panel=SURE, metavar="FILE.toml"),
    option("profile", str | None, None, "--profile", help="Kind of business, for bands stated for one: small, large.", panel=SURE, metavar="NAME"),
)  # fmt: skip

OUTPUT: Group = (
    option("format", str | None, None, "--format", "-f", metavar="NAME", help="table, json, ndjson, csv, tsv, parquet, arrow, markdown. Default: table on a terminal, else csv.", panel=OUT, autocompletion=completion.formats),
    option("output", str | None, None, "--output", "-o", help="File to write; its ending tells the format.", panel=OUT, metavar="PATH"),
    option("full", bool, False, "--full", help="All columns in CSV and TSV.", panel=OUT),
    option("rejects", str | None, None, "--rejects", help="File for the rows left out, each with its reason.", panel=OUT, metavar="PATH"),
    option("quiet", bool, False, "--quiet", "-q", help="No notes and no progress on stderr.", panel=OUT),
    option("color", str, "auto", "--color", metavar="auto|always|never", help="Colours. Default auto.", panel=OUT),
)  # fmt: skip
