"""Benchmarks of whole commands against a baseline, in pairs, in one run.

    python tests/benchmark/run.py                  all of them on 20 million rows (needs 4 GB of disk)
    python tests/benchmark/run.py --smoke          all of them on a few rows, once: they run, nothing is gated
    python tests/benchmark/run.py --only help      one of them

Absolute times mean nothing on a shared machine; the ratio of medians does. Exit status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CXM = [sys.executable, "-m", "cxm"]

DUCKDB = """
import duckdb
duckdb.sql(\"\"\"
    select date_trunc('month', created_at) as month, region,
           count(*) filter (score between 9 and 10) as promoters, count(*) filter (score between 0 and 6) as detractors,
           count(*) filter (score between 0 and 10) as answers, count(*) filter (score is null) as missing,
           count(*) filter (score < 0 or score > 10) as invalid
    from {source} group by all order by all
\"\"\").fetchall()
"""
NORMALISE = """
import polars as pl

columns = ["timestamp", "visitor_id", "url", "event", "source", "medium", "device", "country"]
text = pl.col("timestamp")
time = text.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)
fields = [pl.col("url").alias("page"), pl.col("visitor_id", "event", "source", "medium", "device", "country")]
pl.scan_csv("{source}", schema_overrides={{"timestamp": pl.String}}).select(
    *fields,
    time.dt.replace_time_zone("UTC").alias("viewed_at"),
    (time.is_null() & text.is_not_null()).alias("viewed_at_unreadable"),
    *[pl.col(name).alias("export_" + name) for name in columns],
).sink_parquet("{out}")
"""
SESSIONS = """
from datetime import timedelta
import polars as pl

hits = pl.scan_parquet("{source}").select("visitor_id", "viewed_at", "event").sort("visitor_id", "viewed_at")
silent = pl.col("viewed_at").diff() > timedelta(minutes=30)
begins = silent | (pl.col("visitor_id") != pl.col("visitor_id").shift())
at, views = pl.col("viewed_at"), (pl.col("event").is_null() | (pl.col("event") == "page_view")).sum()
length = (at.max() - at.min()).dt.total_seconds(fractional=True)
visits = hits.with_columns(begins.fill_null(True).cum_sum().alias("visit")).group_by("visit")
visits = visits.agg(pl.col("visitor_id").first(), at.min().dt.date().alias("day"), length.alias("length"), views.alias("views"))
visits = visits.collect(engine="streaming")
daily = visits.group_by("day").len()["len"]
print(visits.height, (visits.height * max(1, daily.var() / daily.mean())) ** 0.5)
visitors = visits.group_by("visitor_id").agg(pl.len().alias("visits"), pl.col("length", "views").sum())
for name in ("length", "views"):
    y, x = visitors[name], visitors["visits"]
    mean = y.sum() / x.sum()
    print(mean, ((y - mean * x) ** 2).sum() ** 0.5 / x.sum())
"""
"""The three metrics of visits with their standard errors: over days for the count, over visitors for the means."""
UNMAPPED = ["--map", "response_id=-", "--respondent", "-"]
ADDITIVE = "ticket-volume,complaint-count,complaint-themes,tickets-resolved,reopen-rate"
"""Metrics of tickets whose states add up, of both time fields."""
MONTHS = ["--period", "month", "--by", "region", "-f", "csv", "-q"]


@dataclass(frozen=True)
class Benchmark:
    """One bar: a command may take at most `bar` times what the baseline takes; peak memory at most `memory` MB."""

    name: str
    command: list[str]
    baseline: list[str]
    bar: float
    memory: int | None = None


def benchmarks(folder: Path) -> list[Benchmark]:
    """All bars, on the data in a folder."""
    csv, parquet, small = (str(folder / name) for name in ("survey.csv", "survey.parquet", "small.csv"))
    duck_csv = [sys.executable, "-c", DUCKDB.format(source=f"read_csv('{csv}')")]
    duck_parquet = [sys.executable, "-c", DUCKDB.format(source=f"'{parquet}'")]

    def tickets(metrics: str) -> list[str]:
        return [*CXM, "compute", metrics, str(folder / "tickets.csv"), "--period", "month", "-f", "csv", "-q"]

    first = [*CXM, "compute", "nps", csv, *MONTHS, *UNMAPPED]
    views = [
        *CXM,
        "compute",
        "nps,recommend-share,review-score",
        csv,
        "--period",
        "month",
        "--by",
        "region",
        "--by",
        "channel",
        "-f",
        "csv",
        "-q",
        *UNMAPPED,
        "--scale",
        "0-10",
    ]
    hits, canonical, written = (str(folder / name) for name in ("hits.csv", "hits.parquet", "written.parquet"))
    typer_rich = [sys.executable, "-c", "import typer, rich.table"]
    polars_typer = [sys.executable, "-c", "import polars, typer, rich.table"]
    return [
        Benchmark("nps month x region, CSV", first, duck_csv, 0.6, 700),
        Benchmark("the same, duplicates found", [*CXM, "compute", "nps", csv, *MONTHS, "--respondent", "-"], duck_csv, 0.8),
        Benchmark("nps month x region, Parquet", [*CXM, "compute", "nps", parquet, *MONTHS, *UNMAPPED], duck_parquet, 1.0),
        Benchmark("three metrics, three views", views, first, 1.5),
        Benchmark("additive metrics of tickets", tickets(ADDITIVE), tickets("reopen-rate"), 2.0, 3000),
        Benchmark("every metric of tickets", tickets("all"), tickets("backlog"), 2.0),
        Benchmark(
            "normalise hits",
            [*CXM, "normalise", hits, "-o", canonical, "-q"],
            [sys.executable, "-c", NORMALISE.format(source=hits, out=written)],
            1.3,
            1000,
        ),
        Benchmark(
            "sessions of hits",
            [*CXM, "compute", "sessions,session-duration,pages-per-session", canonical, "-f", "csv", "-q"],
            [sys.executable, "-c", SESSIONS.format(source=canonical)],
            1.3,
            1000,
        ),
        Benchmark("help", [*CXM, "--help"], typer_rich, 1.5),
        Benchmark("metrics", [*CXM, "metrics"], typer_rich, 1.5),
        Benchmark("explain", [*CXM, "explain", "nps"], typer_rich, 1.5),
        Benchmark("nps of 1,000 rows", [*CXM, "compute", "nps", small], polars_typer, 1.3),
    ]


def generate(folder: Path, rows: int) -> None:
    """Write survey.csv, survey.parquet and small.csv: ids that rise, seconds within two years, scores as they occur."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(7)
    weights = [0.02, 0.01, 0.02, 0.02, 0.03, 0.06, 0.07, 0.13, 0.20, 0.22, 0.22]
    comments = np.array(["great service", "slow delivery, but ok", "will not return", "support was helpful", 'the "new" app crashes', ""])
    step = 1_000_000
    with (folder / "survey.csv").open("wb") as out:
        for first in range(0, rows, step):
            size = min(step, rows - first)
            seconds = random.integers(0, 730 * 86_400, size).astype("timedelta64[s]")
            frame = pl.DataFrame(
                {
                    "response_id": np.arange(first, first + size),
                    "respondent_id": random.integers(0, max(rows // 3, 1), size),
                    "created_at": (np.datetime64("2024-01-01T00:00:00") + seconds).astype("datetime64[ms]"),
                    "score": random.choice(11, size, p=weights),
                    "region": random.choice(np.array(["EMEA", "AMER", "APAC", "LATAM"]), size),
                    "channel": random.choice(np.array(["email", "chat", "phone", "web", "social"]), size),
                    "comment": comments[random.integers(0, len(comments), size)],
                }
            )
            frame.write_csv(out, include_header=first == 0)
    whole = pl.scan_csv(folder / "survey.csv", schema_overrides={"created_at": pl.Datetime("us")})
    whole.sink_parquet(folder / "survey.parquet")
    whole.head(1000).collect().write_csv(folder / "small.csv")


def generate_tickets(folder: Path, rows: int) -> None:
    """Write tickets.csv: ids and times that rise over a year, answers and resolutions with long tails, a few tickets still open."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(11)
    step, year = min(rows, 1_000_000), 365 * 86_400
    with (folder / "tickets.csv").open("wb") as out:
        for first in range(0, rows, step):
            size = min(step, rows - first)
            begin, end = year * first // rows, year * (first + size) // rows
            created = np.datetime64("2024-01-01", "ms") + np.sort(random.integers(begin, end, size)).astype("timedelta64[s]")
            answered = created + np.clip(random.lognormal(8, 1.5, size), 1, 3e6).astype("timedelta64[s]")
            solved = answered + np.clip(random.lognormal(10, 1.5, size), 1, 6e6).astype("timedelta64[s]")
            still_open = random.random(size) < 0.04
            unanswered = still_open & (random.random(size) < 0.5)
            frame = pl.DataFrame(
                {
                    "ticket_id": np.arange(first, first + size),
                    "created_at": created,
                    "first_response_at": np.where(unanswered, np.datetime64("NaT"), answered),
                    "resolved_at": np.where(still_open, np.datetime64("NaT"), solved),
                    "status": np.where(still_open, "open", "solved"),
                    "channel": random.choice(np.array(["email", "chat", "phone", "web"]), size),
                    "category": random.choice(np.array(["billing", "delivery", "bug", "question", "account"]), size),
                    "customer_id": random.integers(0, max(rows // 5, 1), size),
                    "reopens": random.choice(3, size, p=[0.9, 0.08, 0.02]),
                    "is_complaint": random.random(size) < 0.1,
                }
            )
            frame.write_csv(out, include_header=first == 0, datetime_format="%Y-%m-%dT%H:%M:%S")


def generate_hits(folder: Path, rows: int) -> None:
    """Write hits.csv, and hits.parquet as cxm normalises it: visits of five hits on average, a minute or so apart, in the order of time."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(7)
    many = random.geometric(0.2, max(rows // 5, 1))
    visit = np.repeat(np.arange(many.size), many)[:rows]
    wait = random.integers(5, 120, visit.size)
    wait[np.flatnonzero(np.diff(visit, prepend=-1))] = 0
    before = np.cumsum(wait)
    seconds = random.integers(0, 90 * 86_400, many.size)[visit] + before - before[np.searchsorted(visit, visit)]
    words = {
        "event": ["page_view", "page_view", "page_view", "click", "scroll"],
        "source": ["google", "newsletter", "direct", "partner"],
        "medium": ["organic", "email", "none", "referral"],
        "device": ["desktop", "mobile", "tablet"],
        "country": ["LT", "TW", "MY", "US", "DE"],
    }
    frame = pl.DataFrame(
        {
            "timestamp": (np.datetime64("2026-01-01T00:00:00") + seconds.astype("timedelta64[s]")).astype("datetime64[ms]"),
            "visitor_id": random.integers(0, max(rows // 15, 1), many.size)[visit],
            "url": random.integers(0, 500, visit.size),
        }
        | {name: random.choice(np.array(said), visit.size) for name, said in words.items()}
    )
    texts = [
        pl.col("timestamp").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        pl.format("v{}", "visitor_id").alias("visitor_id"),
        pl.format("/p/{}", "url").alias("url"),
    ]
    frame.sort("timestamp").with_columns(texts).write_csv(folder / "hits.csv")
    timed([*CXM, "normalise", str(folder / "hits.csv"), "-o", str(folder / "hits.parquet"), "-q"])


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a command.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    # An installed package is compiled; to compile it each time would be measured too.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    error = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{' '.join(command)} failed: {error.decode()[-2000:]}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def measure(one: Benchmark, runs: int, *, gated: bool) -> bool:
    """Run a pair in turn, print its figures, and tell whether its bar holds."""
    if gated:
        timed(one.command), timed(one.baseline)  # both warm
    pairs = [(timed(one.command), timed(one.baseline)) for _ in range(runs)]
    ours, theirs = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    peak = max(pair[0][1] for pair in pairs)
    ratio = statistics.median(pair[0][0] / pair[1][0] for pair in pairs)
    good = ratio <= one.bar and (one.memory is None or peak <= one.memory)
    memory = f" of {one.memory}" if one.memory else ""
    verdict = "ran " if not gated else "ok  " if good else "MISS"
    print(
        f"{verdict} {one.name:<30} ratio {ratio:5.2f} (bar {one.bar})  {ours:6.2f} s against {theirs:6.2f} s  {peak:5.0f} MB{memory}",
        flush=True,
    )
    return good


def main() -> int:
    """Generate the data and run what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--data", type=Path, help="folder that holds or gets the data; a temporary one by default")
    parser.add_argument("--only", default="", help="benchmarks whose name holds this")
    parser.add_argument("--smoke", action="store_true", help="few rows, one run, no gate")
    asked = parser.parse_args()
    rows, runs = (20_000, 1) if asked.smoke else (asked.rows, asked.runs)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.data or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        # In processes of their own: what a command is started from counts towards the peak of its memory.
        for write, name, size in (
            (generate, "small.csv", rows),
            (generate_tickets, "tickets.csv", rows // 2),
            (generate_hits, "hits.parquet", rows // 4),
        ):
            if not (folder / name).exists():
                writer = multiprocessing.get_context("spawn").Process(target=write, args=(folder, size))
                writer.start()
                writer.join()
                if writer.exitcode != 0:
                    raise RuntimeError(f"{name} could not be written")
        good = [measure(one, runs, gated=not asked.smoke) for one in benchmarks(folder) if asked.only in one.name]
    return 0 if asked.smoke or all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
