"""From what the user names to files that can be read: path, glob, folder, `-`, archive or URL. Standard library only.

The content decides what a file is, not its suffix: people rename exports, and browsers save sign-in pages as `.csv`.
Whatever has to be unpacked or received is streamed into a `Workspace`, so memory stays bounded.
"""

from __future__ import annotations

import errno
import glob
import gzip
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar, cast

from cxm._record import Record
from cxm.errors import ExportError, UsageError, nearest

T = TypeVar("T")

HEAD = 64 * 1024
BLOCK = 1024 * 1024
IN_MEMORY = 64 * 1024 * 1024
"""Bytes of copies held in memory before they go to the disk."""
DEEPEST = 3
"""How many archives may lie in one another."""


class Form(Enum):
    """How the rows of an export are stored. CSV stands for any delimited text."""

    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"
    JSON = "json"
    NDJSON = "ndjson"
    XLSX = "xlsx"


SUFFIXES = {
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".tab": Form.CSV,
    ".txt": Form.CSV,
    ".parquet": Form.PARQUET,
    ".pq": Form.PARQUET,
    ".arrow": Form.ARROW,
    ".feather": Form.ARROW,
    ".ipc": Form.ARROW,
    ".json": Form.JSON,
    ".ndjson": Form.NDJSON,
    ".jsonl": Form.NDJSON,
    ".xlsx": Form.XLSX,
    ".xlsm": Form.XLSX,
}
PACKED = (".gz", ".zst", ".zip")
SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "adl", "abfs", "abfss", "http", "https")

STRANGERS = (
    (b"%PDF", "a PDF document", "export the table behind it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one protected by a password", "save it as .xlsx or CSV, without a password"),
    (b"SQLite format 3\0", "an SQLite database", 'export the table: sqlite3 -csv -header FILE "select * from TABLE"'),
    (b"PARE", "an encrypted Parquet file", "write it without encryption"),
    (b"FEA1", "a Feather file of version 1", "write it as Arrow IPC (Feather version 2) or Parquet"),
    (b"\xff\xff\xff\xff", "an Arrow stream", "write it as an Arrow file or Parquet"),
    (b"ORC", "an ORC file", "write it as Parquet"),
    (b"Obj\x01", "an Avro file", "write it as Parquet"),
    (b"BZh", "packed by bzip2", "unpack it first: bunzip2 FILE"),
    (b"\xfd7zXZ\0", "packed by xz", "unpack it first: unxz FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"$FL2", "an SPSS data file", "export it as CSV from SPSS"),
    (b"\x89PNG", "a PNG image", "export the table behind it as CSV"),
    (b"\xff\xd8\xff", "a JPEG image", "export the table behind it as CSV"),
    (b"GIF8", "a GIF image", "export the table behind it as CSV"),
    (b"{\\rtf", "a rich text document", "save it as plain text or CSV"),
    (b"\x7fELF", "a program", "name the export"),
)
DAMAGE = (EOFError, OSError, RuntimeError, NotImplementedError, ValueError, LookupError, struct.error, zlib.error, zipfile.BadZipFile)
"""What unpackers raise over damaged data; OSError is also what the disk raises."""
MARKUP = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|script|style|div|\?xml|!--)", re.IGNORECASE)
RECORDS = re.compile(r'\[\s*[{\]]|\{\s*["}]')


class Source(Record):
    """One export: a local file, or the address of a remote one.

    Args:
        name: what messages and results show; of an address without what may be secret in it.
        form: what the content is; of a remote file what its suffix says.
        path: the local file, perhaps unpacked into the workspace; None for a remote one.
        url: the address of a remote file.
        size: bytes of the local file, 0 for a remote one.
        member: the name inside a zip archive.
    """

    name: str
    form: Form
    path: Path | None
    url: str | None
    size: int
    member: str | None = None


class Workspace:
    """A temporary folder, made when it is first needed and removed at the end, whatever happens in between.

    Lazy frames may read files in it, so it has to stay open until they are collected.
    """

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0
        self._made: dict[Hashable, Any] = {}
        self._room = IN_MEMORY

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        self._made.clear()

    @property
    def used(self) -> bool:
        """Whether the folder exists."""
        return self._folder is not None

    def file(self, suffix: str = "") -> Path:
        """A path in the folder that nothing has yet.

        Raises:
            ExportError: no folder can be made.
        """
        if self._folder is None:
            try:
                self._folder = TemporaryDirectory(prefix="cxm-", ignore_cleanup_errors=True)
            except OSError as error:
                cure = "let TMPDIR name a folder you may write to"
                raise ExportError(f"no temporary folder can be made: {error.strerror}", cure=cure) from None
        self._count += 1
        return Path(self._folder.name) / f"{self._count}{suffix}"

    def holds(self, size: int) -> bool:
        """Whether a copy of this size may be held in memory instead; the room for all of them together is limited."""
        if size > self._room:
            return False
        self._room -= size
        return True

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` made the first time it was asked for under this key: a copy of an export is not written twice."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])


def open_exports(names: Sequence[str], workspace: Workspace, *, stdin: BinaryIO | None = None) -> tuple[Source, ...]:
    """The exports behind what the user typed, in that order; a folder and a glob in the order of file names.

    A file that is named twice is read once, so that overlapping globs do not count rows twice.

    Args:
        names: paths, globs, folders, URLs, or `-` for standard input.
        workspace: where archives are unpacked; has to outlive the sources.
        stdin: read instead of the process's own standard input.

    Raises:
        ExportError: a file is missing, unreadable, empty, damaged, or no export at all.
        UsageError: nothing is named, the forms differ, or an address cannot be read.
    """
    if not names:
        raise UsageError("no export named", cure="name a file, a folder, a URL, or - for standard input")
    if sum(name == "-" for name in names) > 1:
        raise UsageError("standard input can be read only once")
    found: dict[tuple[str, str | None], Source] = {}
    for name in names:
        for key, source in _opened(name, workspace, stdin):
            found.setdefault((key, source.member), source)
    sources = tuple(found.values())
    forms = {source.form: source for source in sources}
    if len(forms) > 1:
        shown = [f"{source.name} is {form.name}" for form, source in forms.items()]
        raise UsageError("the files are of different forms", problems=shown, cure="compute one form at a time")
    return sources


def local_file(path: Path, name: str, workspace: Workspace) -> tuple[Source, ...]:
    """The exports in one local file, which may be an archive.

    Raises:
        ExportError: the file is unreadable, empty, damaged, or no export at all.
    """
    return tuple(_unpacked(path, name, None, workspace, 0))


def spool(stream: BinaryIO, workspace: Workspace, name: str, *, what: str = "stream") -> Path:
    """Copy a stream into the workspace and return the path.

    Raises:
        ExportError: the stream breaks off, is damaged, or the disk is full.
    """
    target = workspace.file()
    try:
        with target.open("wb") as out:
            while block := stream.read(BLOCK):
                out.write(block)
    except DAMAGE as error:
        raise _broken(error, name, what) from None
    return target


def _opened(name: str, workspace: Workspace, stdin: BinaryIO | None) -> Iterator[tuple[str, Source]]:
    """What one word of the user stands for, each with a key that tells whether it is the same file."""
    if name == "-":
        for source in _standard_input(workspace, stdin):
            yield "-", source
        return
    if remote := _remote(name):
        yield name, remote
        return
    path = Path(name.removeprefix("file://")).expanduser()
    mode = _mode(path, name)
    if mode is None and glob.has_magic(name):
        inside = [Path(found) for found in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 - Path.glob wants a folder
        files = [found for found in inside if not found.is_dir()]
        if not files:
            raise ExportError("no file matches", where=name, cure="check the pattern, or name a file")
    elif mode is None:
        raise _missing(path, name)
    elif stat.S_ISDIR(mode):
        files = _exports_in(path, name)
    else:
        files = [path]
    for file in files:
        shown = name if file == path else str(file)
        for source in local_file(file, shown, workspace):
            yield os.path.realpath(file), source


def _remote(name: str) -> Source | None:
    match = re.match(r"([a-z][a-z0-9+.-]+)://", name, re.IGNORECASE)
    if not match or match[1].lower() == "file":
        return None
    if match[1].lower() not in SCHEMES:
        raise UsageError(f"addresses of {match[1]}:// cannot be read", where=name, cure="copy the file here and name the copy")
    if name.endswith("/") and not match[1].lower().startswith("http"):
        raise UsageError("folders of an object store cannot be read", where=name, cure="name each address in it")
    form = SUFFIXES.get(_suffix(re.split("[?#]", name, maxsplit=1)[0]), Form.CSV)
    return Source(_shown(name), form, None, name, 0)


def _shown(address: str) -> str:
    """An address without passwords and signatures, which stand before the host and in the query."""
    bare, query, _ = re.sub(r"(?<=://)[^/@]*:[^/@]*@", "", address).partition("?")
    return bare + ("?..." if query else "")


def _standard_input(workspace: Workspace, stdin: BinaryIO | None) -> tuple[Source, ...]:
    stream = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise UsageError("standard input is closed", cure="name a file, or pipe an export in")
    if stream.isatty():
        raise UsageError("standard input is the keyboard", cure="name a file, or pipe an export in: cat survey.csv | cxm ...")
    path = spool(stream, workspace, "standard input")
    if not path.stat().st_size:
        raise ExportError("standard input is empty", cure="run the command before the pipe by itself: it gave nothing")
    return local_file(path, "standard input", workspace)


def _mode(path: Path, name: str) -> int | None:
    """The file's mode, None where there is no such file."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        raise UsageError("not a file name", where=repr(name)) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise _unreadable(error, name) from None


def _missing(path: Path, name: str) -> ExportError:
    folder = path.parent
    try:
        beside = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return ExportError("no such file", where=name, cure=f"there is no folder {folder}")
    near = [str(folder / found) if folder != Path() else found for found in nearest(path.name, beside)]
    return ExportError("no such file", where=name, cure=f"did you mean {' or '.join(near)}?" if near else None)


def _exports_in(folder: Path, name: str) -> list[Path]:
    """The files of a folder whose suffix is that of an export, sorted; sub-folders and hidden files are left alone."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entry.name for entry in entries if not entry.is_dir() and _is_export(entry.name))
    except OSError as error:
        raise _unreadable(error, name) from None
    if not found:
        raise ExportError("directory without exports", where=name, cure=f"it should hold files ending in {', '.join(SUFFIXES)}")
    return [folder / file for file in found]


def _is_export(name: str) -> bool:
    if name.startswith((".", "~$")):  # "~$" is the lock beside a workbook that is open in Excel
        return False
    return name.lower().endswith(".zip") or _suffix(name) in SUFFIXES


def _unpacked(path: Path, name: str, member: str | None, workspace: Workspace, depth: int) -> Iterator[Source]:
    """Follow archives down to the exports in them."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe cannot be read twice
            with path.open("rb") as stream:
                path = spool(stream, workspace, name)
        with path.open("rb") as file:
            head = file.read(HEAD)
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(error, name) from None
    if not head:
        raise ExportError("the file is empty", where=name, cure="export it again; the download may have failed")
    if depth > DEEPEST:
        raise ExportError("archives within archives within archives", where=name, cure="unpack it first")
    if head.startswith(b"\x1f\x8b"):
        with _whole(name, "gzip"), gzip.open(path, "rb") as packed:
            inner = spool(packed, workspace, name, what="gzip")  # type: ignore[arg-type]  # a GzipFile reads like any binary file
        yield from _unpacked(inner, name, member, workspace, depth + 1)
    elif head.startswith(b"\x28\xb5\x2f\xfd"):
        yield from _unpacked(_unzstd(path, name, workspace), name, member, workspace, depth + 1)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _unzipped(path, name, member, workspace, depth)
    else:
        yield Source(name, _form(head, name), path, None, size, member)


def _unzstd(path: Path, name: str, workspace: Workspace) -> Path:
    try:
        pa = import_module("pyarrow")  # heavy, and only ever needed here
    except ImportError:
        cure = "pip install pyarrow, or unpack it first: unzstd FILE"
        raise UsageError("files packed by zstd need pyarrow", where=name, cure=cure) from None
    with _whole(name, "zstd"), pa.input_stream(str(path), compression="zstd") as packed:
        return spool(packed, workspace, name, what="zstd")


def _unzipped(path: Path, name: str, member: str | None, workspace: Workspace, depth: int) -> Iterator[Source]:
    with _whole(name, "zip"), zipfile.ZipFile(path) as archive:
        inside = {info.filename: info for info in archive.infolist() if not info.filename.endswith("/")}
        if "xl/workbook.xml" in inside:
            yield Source(name, Form.XLSX, path, None, path.stat().st_size, member)
            return
        _refuse_documents(inside, archive, name)
        plain = [info for file, info in inside.items() if not file.startswith("__MACOSX/") and not _hidden(file)]
        exports = [info for info in plain if _is_export(info.filename.rpartition("/")[2])] or (plain if len(plain) == 1 else [])
        if not exports:
            raise ExportError("zip archive without exports", where=name, problems=[info.filename for info in plain[:10]])
        for info in sorted(exports, key=lambda info: info.filename):
            if info.flag_bits & 1:
                raise ExportError("the archive is protected by a password", where=name, cure="unpack it first")
            shown = f"{name}:{info.filename}"
            with archive.open(info) as packed:
                inner = spool(packed, workspace, shown, what="zip")  # type: ignore[arg-type]  # a ZipExtFile reads like any binary file
            yield from _unpacked(inner, shown, info.filename, workspace, depth + 1)


def _hidden(file: str) -> bool:
    return any(part.startswith(".") for part in file.split("/"))


def _refuse_documents(inside: dict[str, zipfile.ZipInfo], archive: zipfile.ZipFile, name: str) -> None:
    """Office documents are zip archives too."""
    kind = None
    if "xl/workbook.bin" in inside:
        kind = "a binary Excel workbook (.xlsb)"
    elif "word/document.xml" in inside:
        kind = "a Word document"
    elif "ppt/presentation.xml" in inside:
        kind = "a presentation"
    elif "mimetype" in inside and b"opendocument" in archive.read("mimetype"):
        kind = "an OpenDocument file"
    elif "Index/Document.iwa" in inside:
        kind = "an Apple Numbers or Pages document"
    if kind:
        raise ExportError(f"the file is {kind}", where=name, cure="save it as .xlsx or CSV")


def _form(head: bytes, name: str) -> Form:
    """What the beginning of a file shows it to be.

    Raises:
        ExportError: it is something that holds no rows cxm can read.
    """
    if head.startswith(b"PAR1"):
        return Form.PARQUET
    if head.startswith(b"ARROW1"):
        return Form.ARROW
    for magic, kind, cure in STRANGERS:
        if head.startswith(magic):
            raise ExportError(f"the file is {kind}", where=name, cure=cure.replace("FILE", name))
    if head[257:262] == b"ustar":
        raise ExportError("the file is a tar archive", where=name, cure=f"unpack it first: tar xf {name}")
    text = _beginning(head)
    if MARKUP.match(text):
        raise _markup(text, name)
    if RECORDS.match(text):
        return _json_or_ndjson(text, name)
    return Form.CSV


def _beginning(head: bytes) -> str:
    """The first characters, good enough to tell markup and JSON from other text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").lstrip()
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()


def _markup(text: str, name: str) -> ExportError:
    if "<workbook" in text.lower():
        return ExportError("the file is an XML spreadsheet of Excel 2003", where=name, cure="open it in Excel and save it as .xlsx or CSV")
    if text.lower().startswith("<?xml") and "<html" not in text.lower():
        return ExportError("the file is XML", where=name, cure="export the table as CSV")
    cure = "it may be a sign-in page: download the export again while signed in; a table in a web page can be saved as CSV"
    return ExportError("the file is a web page (HTML), not an export", where=name, cure=cure)


def _json_or_ndjson(text: str, name: str) -> Form:
    """One document or one record per line: a second line that begins a record tells, else the suffix."""
    if text.startswith("["):
        return Form.JSON
    first, _, rest = text.partition("\n")
    if first.rstrip().endswith("}") and rest.lstrip().startswith("{"):
        return Form.NDJSON
    return Form.NDJSON if _suffix(name) in (".ndjson", ".jsonl") else Form.JSON


def _suffix(name: str) -> str:
    """The suffix that tells the form, below those of packers."""
    bare = name.lower()
    for suffix in PACKED:
        bare = bare.removesuffix(suffix)
    return Path(bare).suffix


@contextmanager
def _whole(name: str, what: str) -> Iterator[None]:
    """Turn what damaged archives raise into what the user should do."""
    try:
        yield
    except DAMAGE as error:
        raise _broken(error, name, what) from None


def _broken(error: BaseException, name: str, what: str) -> ExportError:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return ExportError("no space left to unpack it", where=name, cure="let TMPDIR name a folder on a larger disk")
    if isinstance(error, OSError) and error.errno is not None:
        return _unreadable(error, name)
    return ExportError(f"the {what} data break off or are damaged ({error})", where=name, cure="download or copy the file again")


def _unreadable(error: OSError, name: str) -> ExportError:
    cure = "ask for permission to read it, or copy it" if isinstance(error, PermissionError) else None
    return ExportError(f"cannot be read: {(error.strerror or str(error)).lower()}", where=name, cure=cure)
