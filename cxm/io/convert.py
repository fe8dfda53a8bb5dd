"""Convert: addresses, JSON and workbooks made ready as local text or Parquet that a scan can read."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import polars as pl

from cxm.errors import AmbiguousError, ExportError, Problem, UsageError, unknown
from cxm.io.layout import (
    LONGEST,
    known_encoding,
    undecodable,
    unique_names,
)
from cxm.io.signals import reading, unreadable
from cxm.io.source import Form, Source, Workspace, local_file, spool


def ready(sources: Sequence[Source], workspace: Workspace, *, sheet: str | None = None, encoding: str | None = None) -> tuple[Source, ...]:
    """Sources that are local text, or Parquet or Arrow wherever they are; what is so already is handed back.

    Remote text is copied into the workspace. JSON becomes Parquet of text columns with dotted names, a sheet of a workbook CSV
    in UTF-8 whose lines are the rows of the sheet.

    Args:
        sheet: the sheet of a workbook that has several.
        encoding: of JSON that is not UTF-8.

    Raises:
        ExportError: an address does not answer, or the content is damaged.
        AmbiguousError: a workbook has several sheets with rows.
        UsageError: no such sheet, or a package is missing.
    """
    if sheet is not None and not any(source.form is Form.XLSX or source.url for source in sources):
        raise UsageError("only workbooks have sheets", where=sources[0].name, cure="leave --sheet out")
    found: list[Source] = []
    for source in sources:
        found.extend(workspace.once(("ready", source, sheet, encoding), partial(_ready, source, workspace, sheet, encoding)))
    forms = {source.form: source.name for source in found}
    if len(forms) > 1:
        shown = [f"{name} is {form.name}" for form, name in forms.items()]
        raise UsageError("the files are of different forms", problems=shown, cure="compute one form at a time")
    return tuple(found)


def _ready(source: Source, workspace: Workspace, sheet: str | None, encoding: str | None) -> tuple[Source, ...]:
    if source.url is not None:
        local = _fetched(source, workspace)
        return tuple(one for found in local for one in (_ready(found, workspace, sheet, encoding) if found.url is None else (found,)))
    if source.form is Form.XLSX:
        return (_sheet(source, workspace, sheet),)
    if source.form in (Form.JSON, Form.NDJSON):
        path = _parquet_of(_json_records(source, encoding), source, workspace)
        return (Source(source.name, Form.PARQUET, path, None, path.stat().st_size, source.member),)
    return (source,)


def _fetched(source: Source, workspace: Workspace) -> tuple[Source, ...]:
    """A remote source, brought here unless it is Parquet or Arrow on a server that gives parts of a file."""
    assert source.url is not None
    web = source.url.lower().startswith("http")
    # Polars finds the region of a bucket by itself, and warns that it has to.
    warnings.filterwarnings("ignore", r".*region' not set", UserWarning)
    if source.form in (Form.PARQUET, Form.ARROW):
        try:
            typed_file(source).collect_schema()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            if not web or "Range request not supported" not in str(error):
                raise _unreached(str(error), source) from None
        else:
            return (source,)
    if web:
        return local_file(_download(source, workspace), source.name, workspace)
    return local_file(_lines_of(source, workspace), source.name, workspace)


CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "gc": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
    "ad": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
    "ab": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
"""How the address of an object store begins -> the environment variables that open it."""
NOT_UTF8 = "invalid utf8"
DENIED = "lacked the necessary privileges"
LINK_LOCAL = "169.254.169.254"
"""Where a machine in a cloud asks who it is, which nobody answers elsewhere: the last resort when no credentials are set."""
UNREACHED = ("object-store error", "error sending request", "Error performing", "region")


def _unreached(message: str, source: Source) -> ExportError:
    """The error for an address that does not answer, or that answers with something else than the file."""
    assert source.url is not None
    told = re.sub(r"\?[^\s)]+", "?...", message.partition("\n")[0].replace(source.url, source.name))
    told = re.sub(r"^object-store error: (Generic \w+ error: )?", "", told)
    opens = CREDENTIALS.get(source.url[:2].lower())
    if re.match(r"Object at location .* not found", told):
        cure = "patterns are only for files here: name each address" if "*" in source.name else "check the address"
        return ExportError("nothing is at this address", where=source.name, cure=cure)
    if NOT_UTF8 in told:
        cure = "copy the file here and name the copy, which may be text in any encoding, an archive or a workbook"
        return ExportError("is not text in UTF-8, which is all that is read from an object store as it is", where=source.name, cure=cure)
    if DENIED in told:
        return ExportError("access is denied", where=source.name, cure=f"{opens} have to be those of someone who may read it")
    if LINK_LOCAL in told:
        return ExportError("no credentials are set", where=source.name, cure=f"set {opens}{_endpoint(source.url)}")
    if not any(words in message for words in UNREACHED):
        return unreadable(told, source.name)
    cure = "check the address and the network" + (f", and that {opens} are set{_endpoint(source.url)}" if opens else "")
    return ExportError(f"the address does not answer: {told[:160]}", where=source.name, cure=cure)


def _endpoint(url: str) -> str:
    """What else is to be set for a store that speaks the language of S3 and is not Amazon's."""
    return "; for a store other than Amazon's also AWS_ENDPOINT_URL" if url.lower().startswith("s3") else ""


def _download(source: Source, workspace: Workspace) -> Path:
    import http.client  # noqa: PLC0415 - these cost ten milliseconds, and only addresses need them
    import urllib.error  # noqa: PLC0415
    import urllib.parse  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    assert source.url is not None
    scheme, user, rest = re.fullmatch(r"(\w+://)(?:([^/@]*)@)?(.*)", source.url).groups()  # type: ignore[union-attr]  # it is an address
    url, shown = scheme + rest, source.name
    headers = {"User-Agent": "cxm", "Accept-Encoding": "identity"}
    if user is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(urllib.parse.unquote(user).encode()).decode()
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - http(s) only
            promised = answer.headers.get("Content-Length")
            path = spool(cast("BinaryIO", answer), workspace, shown, what="web")
    except urllib.error.HTTPError as error:
        error.close()
        cure = "sign in and download it in the browser" if error.code in (401, 403) else "check the address"
        raise ExportError(f"the server answers {error.code} {error.reason}", where=shown, cure=cure) from None
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ValueError) as error:
        told = getattr(error, "reason", None) or error
        raise ExportError(f"the address does not answer: {told}", where=shown, cure="check the address and the network") from None
    if promised and promised.isdigit() and path.stat().st_size != int(promised):
        raise ExportError("the download broke off", where=shown, cure="try again")
    return path


def _lines_of(source: Source, workspace: Workspace) -> Path:
    """Text in an object store, copied line by line."""
    if source.form is Form.XLSX:
        raise UsageError("workbooks cannot be read from an object store", where=source.name, cure="copy the file here and name the copy")
    path = workspace.file(".txt")
    try:
        lines = pl.scan_lines(cast("str", source.url), glob=False)
        lines.sink_csv(path, include_header=False, quote_style="never", line_terminator="\n")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _unreached(str(error), source) from None
    return path


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

CHUNK = 20_000
FIELDS_AT_MOST = 5_000
DIGEST = 1024 * 1024
"""Characters of JSON text taken up at a time."""


class _Literal(str):
    """A number or constant of JSON as it is written, so that 64517.0 and 12345678901234567890 stay what they are."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=_Literal, parse_int=_Literal, parse_constant=_Literal)
SPACE = re.compile(r"[ \t\r\n]*")
BETWEEN = re.compile(r"[ \t\r\n,]*")


def _json_records(source: Source, encoding: str | None) -> Iterator[dict[str, Any]]:
    """The records of a file."""
    assert source.path is not None
    page = _json_encoding(source, encoding)
    try:
        with source.path.open(encoding=page, newline="\n") as file:
            yield from _one_per_line(file, source.name) if source.form is Form.NDJSON else _document(file, source.name)
    except UnicodeDecodeError:
        raise undecodable(source.path, page.removesuffix("-sig"), "\n", source.name) from None


def _json_encoding(source: Source, encoding: str | None) -> str:
    assert source.path is not None
    with source.path.open("rb") as file:
        mark = file.read(3)
    if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    page = known_encoding(encoding) if encoding else "utf-8"
    return "utf-8-sig" if page == "utf-8" else page


def _one_per_line(lines: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value, end = DECODER.raw_decode(line, cast("re.Match[str]", SPACE.match(line)).end())
        except (ValueError, RecursionError) as error:
            raise _not_json(error, name, number, line) from None
        if line[end:].strip():
            raise _not_json(ValueError("text follows the record"), name, number, line[end:])
        yield _record(value, name, number)


def _record(value: object, name: str, line: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        shown = _text_of(value) or "null"
        raise ExportError("not a record", where=name, problems=[Problem("a JSON object is expected", row=line, value=shown)])
    return value


def _not_json(error: Exception, name: str, line: int, text: str) -> ExportError:
    told = getattr(error, "msg", None) or str(error) or "nested too deeply"
    problem = Problem(f"not JSON: {told}", row=line, value=text.strip())
    return ExportError("the JSON is damaged or breaks off", where=name, problems=[problem], cure="export it again, or copy it again")


class _Digest:
    """JSON text taken up piece by piece: values are decoded as soon as they are whole, and forgotten."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name
        self._text = ""
        self._place = 0
        self._ended = False
        self.line = 1

    def peek(self, between: re.Pattern[str] = SPACE) -> str:
        """The next character that is not skipped, '' at the end."""
        while True:
            self._go(cast("re.Match[str]", between.match(self._text, self._place)).end())
            if self._place < len(self._text) or not self._more():
                return self._text[self._place : self._place + 1]

    def skip(self, character: str) -> None:
        """Go past a character that has to be there."""
        if self.peek() != character:
            raise self.damage(ValueError(f"{character!r} is expected"))
        self._go(self._place + 1)

    def value(self) -> Any:
        """The next value."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                whole = isinstance(error, RecursionError) or len(self._text) - self._place > LONGEST
                if whole or not self._more():
                    raise self.damage(error) from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._go(end)
            return value

    def damage(self, error: Exception) -> ExportError:
        """The error for text that is not JSON at this place."""
        line = self.line + (self._text.count("\n", self._place, error.pos) if isinstance(error, json.JSONDecodeError) else 0)
        start = error.pos if isinstance(error, json.JSONDecodeError) else self._place
        return _not_json(error, self._name, line, self._text[max(0, start - 20) : start + 40])

    def _go(self, place: int) -> None:
        self.line += self._text.count("\n", self._place, place)
        self._place = place

    def _more(self) -> bool:
        """Take up as much again as is left undecoded, so that a long value costs no more than twice its length."""
        rest = self._text[self._place :]
        fresh = self._file.read(max(DIGEST, len(rest)))
        if fresh:
            self._text, self._place = rest + fresh, 0
        return bool(fresh)


def _document(file: IO[str], name: str) -> Iterator[dict[str, Any]]:
    """An array of records, an object that holds one, or records after one another."""
    text = _Digest(file, name)
    if text.peek() == "[":
        yield from _items(text, name)
        if text.peek():
            raise text.damage(ValueError("text follows the array"))
        return
    while text.peek():
        yield from _object(text, name)


def _items(text: _Digest, name: str) -> Iterator[dict[str, Any]]:
    text.skip("[")
    while (character := text.peek(BETWEEN)) != "]":
        if not character:
            raise text.damage(ValueError("the array is not closed"))
        line = text.line
        yield _record(text.value(), name, line)
    text.skip("]")


def _object(text: _Digest, name: str) -> Iterator[dict[str, Any]]:
    """The records of the one array of an object, or the object itself."""
    own: dict[str, Any] = {}
    held: str | None = None
    text.skip("{")
    while text.peek(BETWEEN) != "}":
        key = text.value()
        text.skip(":")
        if text.peek() == "[":
            first = True
            values = []
            text.skip("[")
            while (character := text.peek(BETWEEN)) != "]":
                if not character:
                    raise text.damage(ValueError("the array is not closed"))
                if first and character == "{":
                    if held is not None:
                        cure = f"keep one of them, such as: jq '.{held}' {name}"
                        raise ExportError(f"the file holds several tables: {held} and {key}", where=name, cure=cure)
                    held = str(key)
                first = False
                line, value = text.line, text.value()
                if held == key:
                    yield _record(value, name, line)
                else:
                    values.append(value)
            text.skip("]")
            if held != key:
                own[key] = values
        else:
            own[key] = text.value()
    text.skip("}")
    if held is None:
        yield own


def _flat(value: Mapping[str, Any], before: str, into: dict[str, str | None]) -> None:
    """Nested objects become dotted names; lists stay JSON text."""
    for key, inner in value.items():
        name = f"{before}.{key}" if before else key or " "  # Parquet has no name for a column without one
        if isinstance(inner, dict):
            _flat(inner, name, into)
            continue
        count, free = 1, name
        while free in into:
            count += 1
            free = f"{name}_{count}"
        into[free] = _text_of(inner)


def _text_of(value: object) -> str | None:
    """A value as the text of a cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else _json_text(value)


def _json_text(value: object) -> str:
    """JSON again, with numbers as they were written."""
    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_json_text(inner) for inner in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key, ensure_ascii=False)}: {_json_text(inner)}' for key, inner in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _parquet_of(found: Iterable[dict[str, Any]], source: Source, workspace: Workspace) -> Path:
    """Records as Parquet of text columns, written in chunks; later chunks may have further columns."""
    names: dict[str, None] = {}
    parts: list[Path] = []
    rows: list[dict[str, str | None]] = []
    for record in found:
        row: dict[str, str | None] = {}
        _flat(record, "", row)
        names.update(dict.fromkeys(row))
        rows.append(row)
        if len(names) > FIELDS_AT_MOST:
            what = f"the records have more than {FIELDS_AT_MOST} different fields"
            raise ExportError(what, where=source.name, cure="some of its keys are data, such as ids: turn them into values first")
        if len(rows) == CHUNK:
            parts.append(_written(rows, names, workspace))
            rows = []
    if rows:
        parts.append(_written(rows, names, workspace))
    if not parts or not names:
        raise ExportError("the file holds no records", where=source.name, cure="export it again")
    held = dict.fromkeys(names, pl.String())
    path = workspace.file(".parquet")
    whole = pl.scan_parquet(parts, schema=held, missing_columns="insert", glob=False)
    columns = [pl.col(old).alias(new) for old, new in zip(names, unique_names(names), strict=True)]
    with reading(source.name):
        whole.select(columns).sink_parquet(path, compression="lz4")
    for part in parts:
        part.unlink()
    return path


def _written(rows: Sequence[Mapping[str, str | None]], names: Iterable[str], workspace: Workspace) -> Path:
    columns = {name: [row.get(name) for row in rows] for name in names}
    path = workspace.file(".parquet")
    try:
        frame = _texts(columns)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON allows and no encoding can write
        frame = _texts({name: [_whole_characters(cell) for cell in cells] for name, cells in columns.items()})
    frame.write_parquet(path, compression="lz4")
    return path


def _texts(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items()])


def _whole_characters(cell: object) -> object:
    return cell.encode("utf-8", errors="replace").decode() if isinstance(cell, str) else cell


# ── Workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
MIDNIGHT = " 00:00:00"
TIME_OF_DAY = r"^(1899-12-3[01]|1900-0[12]-\d\d) "


def _sheet(source: Source, workspace: Workspace, sheet: str | None) -> Source:
    """One sheet as CSV in the workspace: dates in ISO form, one line per row."""
    name = _chosen_sheet(source, sheet)
    frame = _sheet_cells(source, name)
    path = workspace.file(".csv")
    tidy = [_tidy_column(frame[column]) for column in frame.columns]
    pl.DataFrame(tidy).write_csv(path, include_header=False)
    return Source(f"{source.name}:{name}" if sheet is not None else source.name, Form.CSV, path, None, path.stat().st_size, source.member)


def _chosen_sheet(source: Source, sheet: str | None) -> str:
    try:
        book = import_module("fastexcel").read_excel(str(source.path))
    except ImportError:
        raise UsageError(
            "Excel workbooks need one more package", where=source.name, cure="pip install 'cxm[excel]', or save it as CSV"
        ) from None
    except Exception as error:  # noqa: BLE001 - the reader's own errors share no base
        raise _damaged(error, source) from None
    names: list[str] = book.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise unknown("sheet", sheet, names)
        return sheet
    filled = names if len(names) == 1 else [name for name in names if _sheet_cells(source, name).height > 1]
    if not filled:
        raise ExportError("the workbook holds no rows", where=source.name)
    if len(filled) > 1:
        cure = "choose with " + " or ".join(f"--sheet {name!r}" for name in filled[:8])
        raise AmbiguousError("several sheets hold rows", where=source.name, cure=cure)
    return filled[0]


def _sheet_cells(source: Source, name: str) -> pl.DataFrame:
    """All cells of a sheet as text, its empty rows included so that rows keep their numbers."""
    assert source.path is not None
    try:
        return pl.read_excel(
            source.path,
            sheet_name=name,
            engine="calamine",
            has_header=False,
            infer_schema_length=0,
            drop_empty_rows=False,
            raise_if_empty=False,
            read_options={"skip_rows": 0},
        )
    except Exception as error:  # noqa: BLE001 - the reader's own errors share no base
        raise _damaged(error, source) from None


def _damaged(error: Exception, source: Source) -> ExportError:
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ExportError(f"the workbook cannot be read: {told}", where=source.name, cure="save it again as .xlsx, or as CSV")


def _tidy_column(cells: pl.Series) -> pl.Series:
    """Dates without the midnight Excel has no other way to write; durations, which are dates of 1900 to Excel, as H:MM:SS."""
    cells = cells.cast(pl.String).str.replace_all(r"\s*[\r\n]+\s*", " ")
    moments = cells.filter(cells.str.contains(MOMENT))
    if moments.len() == 0:
        return cells
    if moments.str.ends_with(MIDNIGHT).all() and not moments.str.contains(TIME_OF_DAY).any():
        return cells.str.replace(MIDNIGHT + "$", "")
    old = [cell for cell in moments.unique().to_list() if re.match(TIME_OF_DAY, cell)]
    return cells.replace(old, [_duration(cell) for cell in old]) if old else cells


def _duration(cell: str) -> str:
    day, clock = cell.split(" ")
    days = {"1899-12-30": 0, "1899-12-31": 0}.get(day, int(day[8:]) + (31 if day[5:7] == "02" else 0))
    hours, rest = clock.split(":", 1)
    return f"{days * 24 + int(hours)}:{rest}"


def typed_file(source: Source) -> pl.LazyFrame:
    """A scan of one file whose columns have types of their own."""
    address = source.url or source.path
    assert address is not None
    glob = source.url is not None and "*" in source.url
    return pl.scan_ipc(address, glob=glob) if source.form is Form.ARROW else pl.scan_parquet(address, glob=glob)
