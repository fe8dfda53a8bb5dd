"""Margins: what an export says outside the cells of its table: above it, in its title, in its name, or within one cell.

Each becomes a column of its own, named as readers name it (`meta:Topic`, `title:Views`, `file:status`, `param:ga_session_id`), so
that roles, `--map` and `--by` know it like any other. Only those that the reader or the user asks for are made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import polars as pl

from cxm._record import Record
from cxm.io.layout import Head, joined
from cxm.io.recognise import Claim
from cxm.io.signals import FILE
from cxm.io.spec import Reader, normal

KINDS = ("meta:", "title:", "file:", "param:")

PAIR = (
    r"""["']key["']\s*:\s*["']{key}["']\s*,\s*["']value["']\s*:\s*\{{(?:\s*["'][a-z]+_value["']\s*:\s*(?:null|None)\s*,)*"""
    r"""\s*["'][a-z]+_value["']\s*:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',}}]+)"""
)
"""One pair of key and value in the text of a cell, as BigQuery and the tools that flatten its tables write it."""
QUOTED = r"(?s)^[\"'](.*)[\"']$"
ESCAPES = (("\\/", "/"), ("\\u0026", "&"), ("\\u003d", "="), ("\\u003c", "<"), ("\\u003e", ">"), ('\\"', '"'))


class Margin(Record):
    """One column that is made of what lies outside the table.

    Args:
        name: as readers name it.
        values: what it is in each file, for all of its rows; empty for the other two kinds.
        column: the column of the table it repeats, in the files of `places`.
        places: indexes of the files it holds for.
        key: the parameter it is, in the cells of `column`.
        path: the path of a value in the JSON objects in the cells of `column`.
    """

    name: str
    values: tuple[str | None, ...] = ()
    column: str = ""
    places: tuple[int, ...] = ()
    key: str = ""
    path: str = ""

    def cells(self, sample: Mapping[str, Sequence[str | None]], counts: Sequence[int]) -> list[str | None]:
        """Its sample of cells, from the samples of the columns and the number of rows that each file gave."""
        if self.values:
            return [value for value, count in zip(self.values, counts, strict=True) for _ in range(count)]
        found = list(sample.get(self.column, ()))
        if self.key:
            return [_parameter(cell, self.key) for cell in found]
        if self.path:
            return [_looked_up(cell, self.path) for cell in found]
        belongs = [place in self.places for place, count in enumerate(counts) for _ in range(count)]
        return [cell if own else None for cell, own in zip(found, belongs, strict=True)]

    def expression(self, kind: pl.DataType | None, files: int) -> pl.Expr:
        """The column, on rows that know the place of their file if there are several.

        Args:
            kind: the type of `column`.
        """
        if self.key:
            return _parameters(self.column, self.key, kind)
        if self.path:
            steps = (f"[{key}]" if key.isdecimal() else f"['{key}']" for key in self.path.split("."))
            return pl.col(self.column).cast(pl.String).str.json_path_match("$" + "".join(steps))
        if self.values and len(set(self.values)) == 1:
            return pl.lit(self.values[0], pl.String)
        if self.values:
            return pl.coalesce(
                *(
                    pl.when(pl.col(FILE) == place).then(pl.lit(value, pl.String))
                    for place, value in enumerate(self.values)
                    if value is not None
                )
            )
        if len(self.places) == files:
            return pl.col(self.column)
        return pl.when(pl.col(FILE).is_in(self.places)).then(pl.col(self.column))

    @property
    def by_file(self) -> bool:
        """Whether rows have to know which file they come from."""
        return not self.key and not self.path and (len(set(self.values)) > 1 or bool(self.places))


def asked(reader: Reader, roles: Mapping[str, str]) -> list[str]:
    """The margins that a reader and the roles a user declares name."""
    named = [name for column in reader.columns.values() for name in (*column.names, *_unit_names(column.unit, column.units))]
    names = [name for name in (*named, *roles.values()) if name.startswith(KINDS) or ("." in name and not name.startswith("re:"))]
    return list(dict.fromkeys(names))


def _unit_names(unit: str, units: Mapping[str, str]) -> list[str]:
    return ["meta:" + one.partition(":")[2] for one in (unit, *units.values()) if one.startswith("days_since:")]


def margins(
    names: Sequence[str],
    reader: Reader,
    sample: Mapping[str, Sequence[str | None]],
    files: Sequence[str],
    tops: Sequence[Sequence[Sequence[str]]],
) -> tuple[Margin, ...]:
    """Those of the named margins that the files have.

    Args:
        sample: the columns of the table, each with a sample of its cells.
        files: the names of the files.
        tops: the rows above the header of each text file.
    """
    columns = list(sample)
    metas = [meta(rows) for rows in tops]
    titles = [rows[-1][0].strip() if rows else "" for rows in tops]
    kinds = [re.search(reader.signature.file, file, re.IGNORECASE) if reader.signature.file else None for file in files]
    found: list[Margin | None] = []
    for name in names:
        kind, _, rest = name.partition(":")
        if not name.startswith(KINDS):
            found.append(_nested(name, sample))
        elif kind == "meta":
            found.append(_constant(name, [_told(rest, one, rows) for one, rows in zip(metas, tops, strict=True)]))
        elif kind == "title":
            places = tuple(place for place, title in enumerate(titles) if normal(title) == normal(rest))
            found.append(Margin(name, column=columns[1], places=places) if places and len(columns) > 1 else None)
        elif kind == "param":
            box = next((column for column in columns if reader.params and normal(column) == normal(reader.params)), None)
            found.append(Margin(name, column=box, key=rest) if box else None)
        elif ":" in rest:
            wanted, _, column = rest.partition(":")
            places = tuple(place for place, match in enumerate(kinds) if match and match.groups() and (match[1] or "").casefold() == wanted)
            found.append(Margin(name, column=column, places=places) if places and column in columns else None)
        else:
            found.append(_constant(name, [match.groupdict().get(rest) if match else None for match in kinds]))
    return tuple(one for one in found if one is not None)


def _told(label: str, found: Mapping[str, str], rows: Sequence[Sequence[str]]) -> str | None:
    """What the rows above a table say under a label: in a cell of its own, or behind it on a line that begins with it."""
    for said, told in found.items():
        if normal(said) == normal(label):
            return told
    alone = [normal(cells[0]) for cells in rows if len([cell for cell in cells if cell.strip()]) == 1]
    return next((line[len(label) :].strip(" :") for line in alone if line.startswith(normal(label) + " ")), None)


def _nested(name: str, sample: Mapping[str, Sequence[str | None]]) -> Margin | None:
    """A key of the JSON objects that the cells of a column hold, or of the lists in them, whose items are numbered from 0."""
    if name in sample:
        return None
    for column, cells in sample.items():
        path = name[len(column) + 1 :]
        said = [cell for cell in cells if cell and cell.strip()]
        if normal(name).startswith(normal(column) + ".") and said and all(cell.lstrip().startswith(("{", "[")) for cell in said):
            return Margin(name, column=column, path=path)
    return None


def _looked_up(cell: str | None, path: str) -> str | None:
    """The value at a path of a JSON object, for the sample."""
    try:
        value = json.loads(cell or "null")
    except ValueError:
        return None
    for key in path.split("."):
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _constant(name: str, values: Sequence[str | None]) -> Margin | None:
    return Margin(name, values=tuple(values)) if any(values) else None


def rows_above(head: Head, claim: Claim) -> list[tuple[str, ...]]:
    """The rows of a text file above its header."""
    return [row.cells for row in head.rows[: claim.header]]


def meta(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Labels and values in the rows above a table: `# Label: value`, two cells of a row, or a row of labels over one of values."""
    found: dict[str, str] = {}
    for place, cells in enumerate(rows):
        filled = [cell.strip() for cell in cells if cell.strip()]
        if cells and cells[0].startswith("#"):
            label, mark, value = joined(cells).lstrip("# ").partition(":")
            pairs = [(label, value)] if mark else []
        elif len(filled) == 2:
            pairs = [(filled[0], filled[1])]
        elif len(filled) > 2 and place + 1 < len(rows) and len(rows[place + 1]) == len(cells):
            pairs = list(zip(cells, rows[place + 1], strict=True))
        else:
            pairs = []
        for label, value in pairs:
            if label.strip() and value.strip():
                found.setdefault(label.strip().rstrip(":"), value.strip())
    return found


def _parameter(cell: str | None, key: str) -> str | None:
    """The value of a parameter in a cell, for the sample."""
    match = re.search(PAIR.format(key=re.escape(key)), cell) if cell else None
    if match is None or match[1] in ("null", "None"):
        return None
    value = re.sub(QUOTED, r"\1", match[1])
    for written, meant in ESCAPES:
        value = value.replace(written, meant)
    return value


def _parameters(column: str, key: str, kind: pl.DataType | None) -> pl.Expr:
    """The values of a parameter, of text cells or of lists of pairs."""
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        value = next((field.dtype for field in kind.inner.fields if field.name == "value"), None)
        pair = pl.element().filter(pl.element().struct.field("key") == key).struct.field("value")
        first = pl.col(column).list.eval(pair).list.first()
        if isinstance(value, pl.Struct):
            return pl.coalesce(*(first.struct.field(field.name).cast(pl.String) for field in value.fields))
        return first.cast(pl.String)
    text = pl.col(column).cast(pl.String).str.extract(PAIR.format(key=re.escape(key)), 1)
    text = pl.when(~text.is_in(["null", "None"])).then(text.str.replace(QUOTED, "$1"))
    for written, meant in ESCAPES:
        text = text.str.replace_all(written, meant, literal=True)
    return text
