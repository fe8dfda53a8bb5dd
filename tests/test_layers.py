"""The arrows between the parts of the house, read from the syntax trees: who may import whom, and what `metrics` may not touch.

A planted breach of each rule is found, so that a rule cannot go blind without a test that fails.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "cxm"


@dataclass(frozen=True)
class Import:
    """One import: the module it names, its line, and whether it stands in a function."""

    module: str
    line: int
    late: bool


@dataclass(frozen=True)
class Source:
    """One file of the package, by its dotted module name."""

    module: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def line(self, number: int) -> str:
        return self.text.splitlines()[number - 1]

    def inside(self, *packages: str) -> bool:
        return any(self.module == package or self.module.startswith(package + ".") for package in packages)


def sources() -> list[Source]:
    """Every file of the package."""
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append(Source(".".join(parts).removesuffix(".__init__"), path.read_text(encoding="utf-8")))
    return found


def checked(node: ast.AST) -> bool:
    """Whether a block is read by type checkers only."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imports(source: Source, *, typing: bool = False) -> Iterator[Import]:
    """All imports of a file, those in functions too; with those for type checkers only on request."""

    def walk(node: ast.AST, *, late: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(name.name, child.lineno, late) for name in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{source.module}:{child.lineno} is a relative import"
                whole = child.module or ""
                # `from cxm.io import spec` names the module cxm.io.spec, `from cxm.errors import CxmError` no module of its own.
                yield from (
                    Import(f"{whole}.{name.name}" if is_module(f"{whole}.{name.name}") else whole, child.lineno, late)
                    for name in child.names
                )
            elif typing or not checked(child):
                yield from walk(child, late=late or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))

    return walk(source.tree, late=False)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def of(name: str, *packages: str) -> bool:
    """Whether a module is one of the packages or lies in one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


# The arrows of the design, as what each part may import of cxm, and what of the outside it may not.

LEAVES = ("cxm._record", "cxm.errors", "cxm._registry")
ARROWS: dict[str, tuple[str, ...]] = {
    "cxm._record": (),
    "cxm.errors": ("cxm._record",),
    "cxm._registry": ("cxm.errors",),
    "cxm._language": ("cxm.errors",),
    "cxm.metrics.spec": ("cxm._record",),
    "cxm.metrics.catalog": ("cxm.metrics.spec",),
    "cxm.metrics.frames": ("cxm.metrics.spec",),
    "cxm.metrics.prepare": ("cxm.metrics.spec", "cxm.metrics.prepare", *LEAVES),
    "cxm.metrics.benchmarks": ("cxm.metrics.spec", *LEAVES),
    "cxm.metrics.engine": ("cxm.metrics", *LEAVES),
    "cxm.metrics": ("cxm.metrics.spec", *LEAVES),
    "cxm.io": (
        "cxm.io",
        "cxm.metrics",
        "cxm.metrics.spec",
        "cxm.metrics.frames",
        "cxm.metrics.engine.result",
        "cxm.metrics.engine.table",
        "cxm._language",
        *LEAVES,
    ),
    "cxm._settle": ("cxm.io", "cxm.metrics", *LEAVES),
    "cxm._api": ("cxm", "cxm.io", "cxm.metrics", *LEAVES),
    "cxm.cli": ("cxm",),
    "cxm": ("cxm",),
}
"""Part -> what of cxm it may import; the longest part that fits a module decides. `cxm.metrics` itself is the registries."""

EXACT = frozenset({"cxm.metrics"})
"""Packages that stand for themselves alone where `cxm.io` names them: the registries, not what lies below."""

OUTSIDE: dict[str, tuple[str, ...]] = {
    "cxm.errors": ("polars",),
    "cxm._registry": ("polars",),
    "cxm.metrics": ("rich", "typer", "pyarrow", "click"),
    "cxm.io.readers": ("rich", "typer"),
    "cxm.io": ("typer",),
}
"""Part -> distributions it may not import."""

STANDARD_ONLY = (*LEAVES, "cxm._language", "cxm.metrics.spec", "cxm.metrics.catalog", "cxm.metrics.frames", "cxm.metrics.benchmarks")
"""Parts that listing and explaining load: the standard library and cxm, nothing else."""

LATE = ("cxm.cli.commands", "cxm.cli.completion", "cxm.cli.listing", "cxm.cli.app", "cxm._api")
"""Modules whose functions may import: the engine is loaded when it is needed. Elsewhere a comment on the line says why."""

CALLS = ("open", "print", "input", "breakpoint", "exec", "eval")
METHODS = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "Path.cwd", "os.getenv", "sys.exit")
FILES = (
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "read_csv",
    "scan_csv",
    "read_parquet",
    "scan_parquet",
    "write_csv",
    "sink_csv",
)


def part_of(source: Source, parts: dict[str, tuple[str, ...]]) -> str | None:
    """The longest part a module lies in; the package itself holds only its own file and other loose ones."""
    fitting = [part for part in parts if source.inside(part)]
    return max(fitting, key=len, default=None)


def wrong_arrows(source: Source) -> list[str]:
    part = part_of(source, ARROWS)
    assert part is not None
    allowed = ARROWS[part]
    outside = [one for one in imports(source) if of(one.module, "cxm") and not any(fits(one.module, target, source) for target in allowed)]
    return [f"{source.module}:{one.line} imports {one.module}" for one in outside]


def shared(module: str, source: Source) -> bool:
    """Whether a module is the private one in which the items of one folder keep what they share, such as `catalog/web/_visits`."""
    folder, _, name = module.rpartition(".")
    return name.startswith("_") and folder == source.module.rpartition(".")[0] != "cxm"


def fits(module: str, target: str, source: Source) -> bool:
    if shared(module, source):
        return True
    if target in EXACT and not source.inside("cxm.metrics.engine", "cxm._settle", "cxm._api"):
        return module == target
    return of(module, target)


def wrong_distributions(source: Source) -> list[str]:
    banned = [name for part, names in OUTSIDE.items() if source.inside(part) for name in names]
    found = [f"{source.module}:{one.line} imports {one.module}" for one in imports(source) if of(one.module, *banned)]
    if part_of(source, dict.fromkeys(STANDARD_ONLY, ())):
        found += [
            f"{source.module}:{one.line} imports {one.module}"
            for one in imports(source)
            if one.module.partition(".")[0] not in {*sys.stdlib_module_names, "cxm"}
        ]
    return list(dict.fromkeys(found))


def neighbours(source: Source) -> list[str]:
    """Metrics, frames, readers and writers that import one another: what two share belongs to neither."""
    for folder in ("cxm.metrics.catalog", "cxm.metrics.frames", "cxm.io.readers", "cxm.io.writers"):
        if source.inside(folder) and source.module != folder:
            mates = [one for one in imports(source) if of(one.module, folder) and not one.module.rpartition(".")[2].startswith("_")]
            return [f"{source.module}:{one.line} imports {one.module}" for one in mates]
    return []


def late_imports(source: Source) -> list[str]:
    if source.inside(*LATE) or source.module == "cxm":
        return []
    return [
        f"{source.module}:{one.line} imports {one.module} in a function without saying why"
        for one in imports(source)
        if one.late and "#" not in source.line(one.line)
    ]


def impure_calls(source: Source) -> list[str]:
    """Files, clocks and terminals in `metrics`; benchmarks read the figures that lie beside them."""
    if not source.inside("cxm.metrics"):
        return []
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            touches = (
                name in CALLS
                or name.endswith(METHODS)
                or (name.rpartition(".")[2] in FILES and not source.inside("cxm.metrics.benchmarks"))
            )
            if touches:
                found.append(f"{source.module}:{node.lineno} calls {name}")
    return found


def costly_classes(source: Source) -> list[str]:
    """Frozen dataclasses: a `Record` is the same and costs a tenth to define, which every start of the tool pays."""
    return [
        f"{source.module}:{node.lineno} {node.name} is to inherit cxm._record.Record"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        if any(ast.unparse(decorator) == "dataclass(frozen=True)" for decorator in node.decorator_list)
    ]


def one_engine_only(source: Source) -> list[str]:
    """What metrics may not ask of an expression, since only polars has it; what they write instead."""
    if not source.inside("cxm.metrics.catalog"):
        return []
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    found = [(node, instead) for node in calls if (instead := PORTABLE.get(node.func.attr)) is not None]
    found += [(node, "a condition before the cast") for node in calls if any(word.arg == "strict" for word in node.keywords)]
    return [f"{source.module}:{node.lineno} {ast.unparse(node.func)}: write {instead}" for node, instead in found]


PORTABLE = {
    "is_not_null": "~expression.is_null()",
    "drop_nulls": "rows.distinct(expression)",
    "filter": "rows.when(condition).then(expression)",
    "sort_by": "an order in prepare/",
    "over": "a window in prepare/",
    "replace_strict": "rows.when(condition).then(value)",
    "map_elements": "an expression",
}

RULES = (wrong_arrows, wrong_distributions, neighbours, late_imports, impure_calls, costly_classes, one_engine_only)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule):
    assert [breach for source in sources() for breach in rule(source)] == []


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (wrong_arrows, "cxm.metrics.engine.planted", "from cxm.io.read import Options"),
        (wrong_arrows, "cxm.metrics.engine.planted", "def f():\n    import cxm.cli.app  # to be quick"),
        (wrong_arrows, "cxm.metrics.catalog.survey.planted", "from cxm.metrics.engine.measure import measure"),
        (wrong_arrows, "cxm.metrics.catalog.survey.planted", "from cxm.metrics import METRICS"),
        (wrong_arrows, "cxm.metrics.frames.planted", "from cxm.errors import UsageError"),
        (wrong_arrows, "cxm.metrics.spec", "from cxm.errors import UsageError"),
        (wrong_arrows, "cxm.io.readers.survey.planted", "from cxm.metrics.catalog.survey import nps"),
        (wrong_arrows, "cxm.io.planted", "from cxm.metrics.engine.compute import compute"),
        (wrong_arrows, "cxm.io.planted", "from cxm.cli.console import say"),
        (wrong_arrows, "cxm.io.planted", "from cxm._settle import settle"),
        (wrong_arrows, "cxm.errors", "from cxm._registry import Registry"),
        (wrong_distributions, "cxm.metrics.engine.planted", "import rich.table"),
        (wrong_distributions, "cxm.metrics.engine.planted", "from typer import Option"),
        (wrong_distributions, "cxm.metrics.engine.planted", "import pyarrow as pa"),
        (wrong_distributions, "cxm.metrics.catalog.survey.planted", "import polars as pl"),
        (wrong_distributions, "cxm.metrics.frames.planted", "import numpy"),
        (wrong_distributions, "cxm.errors", "import polars"),
        (neighbours, "cxm.metrics.catalog.survey.planted", "from cxm.metrics.catalog.survey.nps import cut"),
        (wrong_arrows, "cxm.metrics.catalog.survey.planted", "from cxm.metrics.catalog.web._visits import SESSIONS"),
        (neighbours, "cxm.io.readers.survey.planted", "from cxm.io.readers.survey.qualtrics import READER"),
        (late_imports, "cxm.metrics.engine.planted", "def f():\n    import json\n"),
        (late_imports, "cxm.io.planted", "class A:\n    def f(self):\n        from math import pi\n"),
        (late_imports, "cxm.cli.options", "def f():\n    import polars\n"),
        (impure_calls, "cxm.metrics.engine.planted", "with open('x') as file:\n    pass"),
        (impure_calls, "cxm.metrics.engine.planted", "from datetime import datetime\nnow = datetime.now()"),
        (impure_calls, "cxm.metrics.engine.planted", "import datetime as d\ntoday = d.date.today()"),
        (impure_calls, "cxm.metrics.engine.planted", "from pathlib import Path\nPath('x').read_text()"),
        (impure_calls, "cxm.metrics.engine.planted", "import polars as pl\npl.scan_csv('x')"),
        (impure_calls, "cxm.metrics.engine.planted", "print('x')"),
        (one_engine_only, "cxm.metrics.catalog.web.planted", "known = rows.col('a').is_not_null()"),
        (one_engine_only, "cxm.metrics.catalog.web.planted", "number = rows.col('a').cast(rows.x.Float64, strict=False)"),
        (costly_classes, "cxm.io.planted", "@dataclass(frozen=True)\nclass A:\n    b: int"),
    ],
)
def test_a_planted_breach_is_found(rule, module: str, text: str):
    assert len(rule(Source(module, text))) == 1


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (wrong_arrows, "cxm.metrics.spec", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import polars as pl"),
        (wrong_distributions, "cxm.metrics.spec", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import polars as pl"),
        (wrong_arrows, "cxm.io.planted", "from cxm.metrics import FRAMES"),
        (wrong_arrows, "cxm.cli.commands.planted", "def f():\n    from cxm.metrics.engine.compute import compute"),
        (late_imports, "cxm.cli.commands.planted", "def f():\n    from cxm.metrics.engine.compute import compute"),
        (late_imports, "cxm.metrics.engine.planted", "def f():\n    import json  # only ever needed on the way to an error"),
        (impure_calls, "cxm.io.planted", "open('x')"),
        (one_engine_only, "cxm.metrics.catalog.web.planted", "known = ~rows.col('a').is_null()"),
    ],
)
def test_what_is_allowed_is_not_found(rule, module: str, text: str):
    assert rule(Source(module, text)) == []


def test_no_module_imports_itself_in_a_circle():
    graph = {source.module: {one.module for one in imports(source) if not one.late and of(one.module, "cxm")} for source in sources()}
    state: dict[str, int] = {}

    def circle(module: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        state[module] = 1
        for target in sorted(graph.get(module, ())):
            if state.get(target) == 1:
                return (*path, module, target)
            if target not in state and (found := circle(target, (*path, module))) is not None:
                return found
        state[module] = 2
        return None

    assert [found for module in sorted(graph) if module not in state and (found := circle(module, ())) is not None] == []
