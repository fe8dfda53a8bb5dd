"""What a text export looks like: encoding, line ends, delimiter, where the header is. Standard library only.

Nothing here reads more than the beginning of a file, and nothing is guessed: an encoding is proven by a byte order mark, by
strict decoding, by known header words or by the letters of a language; where two readings remain, the user chooses.
Completion in the shell runs this module, so it stays light.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from cxm._record import Record
from cxm.errors import AmbiguousError, ExportError, Problem, UsageError, nearest
from cxm.io.source import Source

LIMIT = 256 * 1024
MOST = 8 * 1024 * 1024
"""A header of 700 long questions does not fit in the limit; the head then grows, up to this."""
RECORDS = 500
ENOUGH = 5
LONGEST = 16 * 1024 * 1024
"""Characters of the longest cell; a quote that is never closed would otherwise swallow the whole file into memory."""
BLOCK = 1_000
"""Lines parsed at a time."""
DELIMITERS = (",", ";", "\t", "|")
MARK = "\ue000"
"""A character of the private use area: the row after the last one, which an open quote swallows."""


class Row(Record):
    """One record of the head; `line` is the physical line it starts in, from 1."""

    line: int
    cells: tuple[str, ...]


class Head(Record):
    """The beginning of a text export, parsed: about 256 KiB and 500 records, the last one never cut.

    Args:
        bom: the file begins with a byte order mark.
        newline: what ends lines: LF, CRLF or a lone CR.
        rows: the records that hold anything; blank lines are left out, and so is a `sep=;` line.
        lines: the lines as they stand, without line ends.
        complete: the head is the whole file.
        blank: blank lines lie between the rows.
        tidy: every quote is where RFC 4180 allows one, and no line ends in CR CR LF.
    """

    encoding: str
    bom: bool
    newline: str
    delimiter: str
    rows: tuple[Row, ...]
    lines: tuple[str, ...]
    complete: bool
    blank: bool = False
    tidy: bool = True


class Layout(Record):
    """Where the data of a text export are.

    Args:
        names: the columns, unique.
        header_line: physical line the header starts in.
        first_line: physical line of the first record of data; in a file without data the line after the header.
        drop_blank: blank lines lie between the records.
        plain: the file can be read as it stands: UTF-8, LF or CRLF, a one-byte delimiter, no notes among the data.
        stop: a regex on the first cell or the joined row; from the row that it finds on, nothing is data.
        skip: a regex on the joined row; such rows are notes or totals.
        surplus: what becomes of rows with more cells than the header, see `Options`.
    """

    encoding: str
    newline: str
    delimiter: str
    names: tuple[str, ...]
    header_line: int
    first_line: int
    drop_blank: bool = False
    plain: bool = True
    stop: str | None = None
    skip: str | None = None
    surplus: str = "drop"


def read_head(source: Source, *, encoding: str | None = None, delimiter: str | None = None, words: AbstractSet[str] = frozenset()) -> Head:
    """The beginning of a local text export.

    Args:
        encoding: the user's word for it; errors when the bytes contradict it.
        delimiter: the user's word for it; one character, or `tab`.
        words: header words of all readers, case-folded; they settle which code page and delimiter make sense.

    Raises:
        ExportError: bytes that no encoding explains, NUL bytes, a quote that is never closed, nothing but blank lines.
        AmbiguousError: two encodings or delimiters fit equally well.
        UsageError: an unknown encoding, or a delimiter of several characters.
    """
    if source.path is None:
        raise ValueError(f"{source.name} is not a local file")
    limit = LIMIT
    while True:
        try:
            with source.path.open("rb") as file:
                raw = file.read(limit)
                whole = not file.read(1)
        except OSError as error:
            raise ExportError(f"cannot be read: {error.strerror or error}", where=source.name) from None
        head = parse_head(raw, source.name, whole=whole, encoding=encoding, delimiter=delimiter, words=words)
        if head.complete or len(head.rows) >= ENOUGH or limit >= MOST:
            if not head.rows:
                raise ExportError("the file holds no rows", where=source.name, cure="export it again")
            return head
        limit *= 4


def parse_head(
    raw: bytes,
    name: str,
    *,
    whole: bool,
    encoding: str | None = None,
    delimiter: str | None = None,
    words: AbstractSet[str] = frozenset(),
) -> Head:
    """The head of a text export from its first bytes; `whole` says that there are no more. Raises as `read_head`."""
    page, bom, text = _decoded(raw, name, encoding, words, whole=whole)
    if "\0" in text:
        raise nul_byte(text, name)
    newline = _newline(text)
    lines = _lines(text, newline)
    declared = _declared_delimiter(lines)
    skipped = 1 if declared else 0
    chosen = _named_delimiter(delimiter) if delimiter is not None else declared or _delimiter(lines, words, name, whole=whole)
    rows, used, tidy, blank = _rows(lines, skipped, chosen, name, whole=whole)
    shown = tuple(line.rstrip("\r\n") for line in lines[:used])
    tidy = tidy and "\r\r\n" not in text  # what writing CRLF in text mode on Windows leaves
    return Head(page, bom, newline, chosen, rows, shown, whole and used == len(lines), blank, tidy)


def layout(
    head: Head,
    header_index: int,
    *,
    data_index: int | None = None,
    names: Sequence[str] | None = None,
    drop_blank: bool = False,
    stop: str | None = None,
    skip: str | None = None,
    surplus: str = "drop",
) -> Layout:
    """The layout of an export whose header is `head.rows[header_index]`.

    Args:
        data_index: the first row of data, counted in `head.rows`; by default the row under the header.
        names: columns to use in place of the header's cells.
        drop_blank: blank lines are known to lie between the records, even if the head shows none.
        stop, skip, surplus: see `Layout`.
    """
    header = head.rows[header_index]
    index = header_index + 1 if data_index is None else data_index
    first = head.rows[index].line if index < len(head.rows) else _line_after(head)
    plain = head.encoding == "utf-8" and head.newline != "\r" and len(head.delimiter.encode()) == 1
    return Layout(
        encoding=head.encoding,
        newline=head.newline,
        delimiter=head.delimiter,
        names=unique_names(header.cells if names is None else names),
        header_line=header.line,
        first_line=first,
        drop_blank=drop_blank or head.blank,
        plain=plain and head.tidy and stop is None and skip is None,
        stop=stop,
        skip=skip,
        surplus=surplus,
    )


def _line_after(head: Head) -> int:
    inside = "\r" if head.newline == "\r" else "\n"
    last = head.rows[-1]
    return last.line + 1 + sum(cell.count(inside) for cell in last.cells)


def tidied(heading: str) -> str:
    """A header cell without byte order mark, outer blanks and double ones."""
    return " ".join(heading.replace("\ufeff", "").split())


def joined(cells: Sequence[str]) -> str:
    """A row as the patterns of readers see it: parted by commas, whatever parts the file, and without the empty cells at its end.

    A spreadsheet makes all rows as wide as the widest, those of notes and blank lines too.
    """
    return ",".join(cells).rstrip(",")


def unique_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Column names from header cells: blanks tidied, empty ones numbered by place, repeats numbered from 2."""
    headings = [tidied(cell) for cell in cells]
    taken = set(headings)
    used: set[str] = set()
    names: list[str] = []
    for place, cell in enumerate(headings, 1):
        name = cell or f"column_{place}"
        stem, count = name, 1
        while name in used or (count > 1 and name in taken):
            count += 1
            name = f"{stem}_{count}"
        used.add(name)
        names.append(name)
    return tuple(names)


class Mended:
    """Counts records whose quotes were not as RFC 4180 wants them and that could be read all the same."""

    count = 0


def records(
    lines: Iterable[str], delimiter: str, name: str, *, first: int = 1, mended: Mended | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it starts in. Exact about quotes, unlike a lenient parser.

    A stray quote within one line is text. One that joins lines is an error, for it would merge records in silence.

    Args:
        lines: physical lines with their ends; a blank line comes out as a record without cells.
        first: the number of the first line.

    Raises:
        ExportError: a quote is never closed, or text follows the quote that closes a cell of several lines; a NUL byte.
    """
    ahead = iter(lines)
    start = first
    while block := list(islice(ahead, BLOCK)):
        if "\0" in "".join(block):
            raise nul_byte("".join(block), name, first=start)
        try:
            rows = list(csv.reader(block, delimiter=delimiter, strict=True))
        except csv.Error:
            rows = []
        if len(rows) == len(block):  # then every record is one line, and parsing them one by one would find the same
            yield from enumerate(rows, start)
            start += len(block)
        else:
            start = yield from _one_by_one(block, ahead, delimiter, name, start=start, mended=mended)


def _one_by_one(
    block: Sequence[str], ahead: Iterator[str], delimiter: str, name: str, *, start: int, mended: Mended | None
) -> Generator[tuple[int, list[str]], None, int]:
    """The records that begin in a block, with their lines; returns the number of the line after them."""
    pending: list[str] = []
    end = start + len(block)

    def feed() -> Iterator[str]:
        for line in chain(block, ahead):
            pending.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while start < end:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            cells = _mend(pending, delimiter, name, start)
            if mended is not None:
                mended.count += 1
        yield start, cells
        start += len(pending)
        pending.clear()
    return start


@contextmanager
def long_cells() -> Iterator[None]:
    """Lets the csv module read cells of several megabytes, which mail bodies and transcripts are."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a record is a line of blanks, or a row of a spreadsheet that was formatted and never filled in."""
    return not cells or not (cells[0].strip() or any(cells[1:]))


def undecodable(path: Path, encoding: str, newline: str, name: str) -> ExportError:
    """The error for a file that is not in an encoding throughout: line, byte offset, and an encoding that fits all of it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    lines = 1
    counted = "\r" if newline == "\r" else "\n"
    with path.open("rb") as file:
        while True:
            block = file.read(LIMIT)
            done += len(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                offset = done - len(error.object) + error.start
                before = bytes(error.object[: error.start]).decode(encoding, errors="ignore")
                line = lines + before.count(counted)
                around = bytes(error.object[max(0, error.start - 40) : error.start + 40])
                fits = _fitting(path, encoding, around)
                return _undecodable(name, encoding, fits, line=line, offset=offset, byte=error.object[error.start])
            lines += text.count(counted)
            if not block:
                raise ValueError(f"{name} is {encoding} throughout")


# ── Quotes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _mend(pending: Sequence[str], delimiter: str, name: str, start: int) -> list[str]:
    """A record that strict parsing refused, read leniently if it is one line and comes out closed."""
    if len(pending) == 1:
        text = pending[0].removesuffix("\n").removesuffix("\r").replace("\r", " ").replace("\n", " ")
        try:
            rows = list(csv.reader([text + "\n", MARK], delimiter=delimiter))
        except csv.Error:
            rows = []
        if len(rows) == 2 and rows[1] == [MARK]:
            return rows[0]
    opened, followed = _opening(pending, delimiter)
    shown = pending[opened].strip()
    cure = f'close the quote in line {start + opened}, or double it ("") if it belongs to the text'
    if sum(map(len, pending)) >= LONGEST:
        what = f"the quote that opens here is not closed within {LONGEST >> 20} MB"
    elif followed is not None:
        what = f"the quote that opens here is not closed where a cell ends: text follows it in line {start + followed}"
    else:
        what = "the quote that opens here is never closed"
    raise ExportError("the quotes do not match", where=name, problems=[Problem(what, row=start + opened, value=shown)], cure=cure)


def _opening(pending: Sequence[str], delimiter: str) -> tuple[int, int | None]:
    """Which of the lines holds the quote at fault, and in which one text follows the quote that should close it."""
    opened = 0
    quoted = False
    at_start = True
    for number, line in enumerate(pending):
        place = 0
        while place < len(line):
            char = line[place]
            if quoted and char == '"':
                after = line[place + 1 : place + 2]
                if after == '"':
                    place += 1
                elif after in (delimiter, "\r", "\n", ""):
                    quoted = False
                else:
                    return opened, number
            elif not quoted:
                if char == '"' and at_start:
                    quoted, opened = True, number
                at_start = char in (delimiter, "\r", "\n")
            place += 1
    return opened, None


def _rows(lines: Sequence[str], skipped: int, delimiter: str, name: str, *, whole: bool) -> tuple[tuple[Row, ...], int, bool, bool]:
    """The rows of the head, how many lines they take, whether all quotes are in order, whether blank lines lie between."""
    rows: list[Row] = []
    used = 0
    gaps = trailing = False
    mended = Mended()
    with long_cells():
        found = records(lines[skipped:], delimiter, name, first=1 + skipped, mended=mended)
        while len(rows) < RECORDS:
            try:
                line, cells = next(found)
            except StopIteration:
                used = len(lines)
                break
            except ExportError:
                if whole or not rows:  # else the head may have been cut within this very record
                    raise
                break
            used = line - 1
            if is_blank(cells):
                trailing = bool(rows)
                continue
            gaps = gaps or trailing
            trailing = False
            rows.append(Row(line, tuple(cells)))
    if len(rows) == RECORDS:
        last = rows[-1]
        used = last.line + sum(cell.count("\n") for cell in last.cells)
    return tuple(rows), used, mended.count == 0, gaps


# ── Lines and delimiters ────────────────────────────────────────────────────────────────────────────────────────────────────


def _newline(text: str) -> str:
    """What ends the lines, counted outside quotes."""
    bare = re.sub(r'"[^"]*"', "", text)
    if not re.search(r"[\r\n]", bare):
        bare = text
    pairs = bare.count("\r\n")
    alone = bare.count("\r") - pairs
    feeds = bare.count("\n") - pairs
    if alone > pairs + feeds:
        return "\r"
    return "\r\n" if pairs > feeds else "\n"


def _lines(text: str, newline: str) -> list[str]:
    """The physical lines with their ends, the last one perhaps without."""
    end = "\r" if newline == "\r" else "\n"
    *closed, last = text.split(end)
    return [line + end for line in closed] + ([last] if last else [])


def _declared_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter of a `sep=;` line, which Excel and Meta write first."""
    match = re.fullmatch(r'"?sep=(.)"?', lines[0].rstrip("\r\n"), re.IGNORECASE) if lines else None
    return match[1] if match else None


def _named_delimiter(word: str) -> str:
    known = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
    chosen = known.get(word.lower(), word)
    if len(chosen) != 1 or chosen in '"\r\n':
        raise UsageError(f"not a delimiter: {word!r}", cure="give one character, or one of tab, comma, semicolon, pipe, space")
    return chosen


COMMENT = re.compile(r'"?#(\s|$)')
"""A line above a table, whose marks part nothing; `#,` begins a header."""


def _delimiter(lines: Sequence[str], words: AbstractSet[str], name: str, *, whole: bool) -> str:
    """The delimiter under which the records have the same number of cells; known header words come before that."""
    sample = lines[:200] if whole or len(lines) < 2 else lines[:-1][:200]
    sample = [line for line in sample if not COMMENT.match(line)] or sample
    scores = {mark: _consistency(sample, mark, words) for mark in DELIMITERS}
    fit = {mark: score for mark, score in scores.items() if score is not None}
    if not fit:
        return ","
    ranked = sorted(fit, key=lambda mark: fit[mark], reverse=True)
    if len(ranked) > 1 and fit[ranked[0]] == fit[ranked[1]]:
        readings = [f"{mark!r}: {' ¦ '.join(sample[0].strip().split(mark))}" for mark in ranked[:2]]
        cure = "choose with --delimiter " + " or --delimiter ".join(f"'{mark}'" for mark in ranked[:2])
        raise AmbiguousError("two delimiters split the rows equally well", where=name, problems=readings, cure=cure)
    return ranked[0]


def _consistency(lines: Sequence[str], delimiter: str, words: AbstractSet[str]) -> tuple[int, float, int] | None:
    """Known words, share of records with the commonest width, that width; None if this is not what splits the records."""
    try:
        rows = [cells for cells in csv.reader(lines, delimiter=delimiter) if not is_blank(cells)]
    except csv.Error:
        return None
    wide = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not wide:
        return None
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    known = max(sum(_folded(cell) in words for cell in cells) for cells in rows[:30]) if words else 0
    share = count / len(rows)
    if share < 0.5 and known < 2 and (len(rows[0]) < 2 or sum(wide.values()) < 0.8 * len(rows)):
        return None  # a comma in some of the sentences of a file of one column
    if len(rows[0]) == 1 and known < 2 and share < 0.8 and not _has_preamble(rows, width):
        return None
    return (known if known > 1 else 0, round(share, 2), width)


def _has_preamble(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether narrower rows come first and the wide ones after them, as under a title."""
    first = next(place for place, cells in enumerate(rows) if len(cells) == width)
    under = rows[first:]
    return first < len(rows) - 1 and sum(len(cells) == width for cells in under) >= 0.8 * len(under)


def _folded(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split()).casefold()


# ── Encodings ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "評评分滿满意度推薦荐客戶户訂订單单日期時间間價价格服务務態态产產品建議议回覆复"
    "這個們來為國說時會對過發後經麼學現當沒動還進樣"
)
KOREAN = (
    "이다는에의가을도하고로지기사은한인를자어서리대그있나것들시수아일제게부전정보만주적라스과여구공성안장해원동소조상우점족도답변고객날짜"
)
USUAL = {"cp949": KOREAN, "cp1251": "оеаинтсрвлкмдпуя", "cp1253": "αοιετσνηυρπκμλςά"}
SCRIPTS = ("cp1251", "cp1253")
"""Pages of scripts whose words hold no Latin letters, while the accented letters of the others stand among them."""
WEST = {
    "German": "äöüß",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíóúüñ",
    "Portuguese": "áâãàçéêíóôõúü",
    "Italian": "àèéìíòóùú",
    "Danish and Norwegian": "æøåé",
    "Swedish and Finnish": "åäöé",
    "Icelandic": "áðéíóúýþæö",
    "Dutch": "éëïóöüáè",
    "Catalan": "àèéíïóòúüç·",
}
BALTIC = {"Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž", "Estonian": "äöõüšž"}
LANGUAGES = {
    "cp1257": BALTIC,
    "cp1252": WEST,
    "cp1250": {
        "Polish": "ąćęłńóśźż",
        "Czech": "áčďéěíňóřšťúůýž",
        "Slovak": "áäčďéíĺľňóôŕšťúýž",
        "Hungarian": "áéíóöőúüű",
        "Romanian": "ăâîşţșț",
        "Croatian and Slovene": "čćđšž",
    },
    "cp1251": {
        "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя№",
        "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя№",
        "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя№",
    },
    "cp1254": {"Turkish": "çğıöşüâîûi̇"},
    "cp1253": {"Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"},
    "mac_roman": WEST,
}
FIRST = ("gb18030", "big5", "cp1257", "cp1252")
THEN = ("cp950", "cp949", "cp1250", "cp1251", "cp1254", "cp1253", "cp932", "mac_roman")
PUNCTUATION = frozenset("’‘‚“”„–—…•·°€£§©®™«»‹›\xa0†‡‰´ªº¡¿")
SYMBOLS = frozenset("¹²³¼½¾±µ×÷¢¥¤¬¶¦¨¸¯ˆ˜ƒ")


def _decoded(raw: bytes, name: str, encoding: str | None, words: AbstractSet[str], *, whole: bool) -> tuple[str, bool, str]:
    """Encoding, whether a byte order mark says so, and the text without it."""
    marked = next(((mark, page) for mark, page in MARKS if raw.startswith(mark)), None)
    if encoding is not None:
        return _explicit(raw, name, encoding, marked, whole=whole)
    if marked:
        mark, page = marked
        return page, True, _strict(raw[len(mark) :], page, name, len(mark), whole=whole)
    if b"\0" in raw:
        wide = _wide(raw)
        if wide is None:
            raise nul_byte(raw.decode("latin-1"), name)
        return wide, False, _strict(raw, wide, name, 0, whole=whole)
    text = _text(raw, "utf-8", whole=whole)
    if text is not None:
        return "utf-8", False, text
    page, read = _code_page(raw, words, name, whole=whole)
    return page, False, read


def _explicit(raw: bytes, name: str, encoding: str, marked: tuple[bytes, str] | None, *, whole: bool) -> tuple[str, bool, str]:
    """The text in the encoding the user names."""
    page = known_encoding(encoding)
    if page == "utf-16":
        page = marked[1] if marked else _wide(raw) or "utf-16-le"
    if marked is None:
        return page, False, _strict(raw, page, name, 0, whole=whole)
    mark, proven = marked
    if page != proven:
        raise ExportError(
            f"the file is not {encoding}: it begins with the byte order mark of {proven.upper()}", where=name, cure=f"--encoding {proven}"
        )
    return page, True, _strict(raw[len(mark) :], page, name, len(mark), whole=whole)


def known_encoding(encoding: str) -> str:
    """The one spelling of an encoding that is used inside.

    Raises:
        UsageError: there is no such text encoding.
    """
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)  # refuses those that do not turn bytes into text, such as hex
    except (LookupError, ValueError, TypeError, UnicodeError):
        near = nearest(encoding, ("utf-8", "utf-16", "latin-1", "iso8859-15", "shift_jis", "euc_kr", *FIRST, *THEN))
        raise UsageError(
            f"unknown encoding: {encoding!r}", cure=f"did you mean {' or '.join(near)}?" if near else "such as utf-8, cp1252, big5"
        ) from None
    return "utf-8" if found.name == "utf-8-sig" else found.name


def _text(raw: bytes, page: str, *, whole: bool) -> str | None:
    """The text, None if the bytes are not in this encoding; a character cut at the end of a head is no error."""
    try:
        return codecs.getincrementaldecoder(page)().decode(raw, final=whole)
    except UnicodeDecodeError:
        return None


def _strict(raw: bytes, page: str, name: str, before: int, *, whole: bool) -> str:
    """The text in an encoding that is proven or named; `before` counts the bytes in front of `raw`."""
    try:
        return codecs.getincrementaldecoder(page)().decode(raw, final=whole)
    except UnicodeDecodeError as error:
        read = raw[: error.start].decode(page, errors="ignore")
        line = 1 + max(read.count("\n"), read.count("\r"))
        others = [other for other in ("utf-8", *FIRST) if other != page and _text(raw, other, whole=whole) is not None]
        fits = others[0] if others else None
        raise _undecodable(name, page, fits, line=line, offset=before + error.start, byte=raw[error.start]) from None


def _undecodable(name: str, page: str, fits: str | None, *, line: int, offset: int, byte: int) -> ExportError:
    problem = Problem(f"byte 0x{byte:02X} at offset {offset} is not {page.upper()}", row=line)
    cure = f"--encoding {fits}" if fits else f"no encoding known to cxm fits the whole file: mend line {line}"
    return ExportError(f"the file is not {page.upper()} throughout", where=name, problems=[problem], cure=cure)


def _fitting(path: Path, refused: str, around: bytes) -> str | None:
    """An encoding in which the whole file decodes; the one whose letters make sense around the bad byte first."""
    sensible = _ranked({page: text for page in (*FIRST, *THEN) if (text := _text(around, page, whole=False)) is not None})
    for page in dict.fromkeys((*(page for page, _ in sensible), "utf-8", "cp1252", *FIRST, *THEN)):
        if page != refused and _decodes(path, page):
            return page
    return None


def _decodes(path: Path, page: str) -> bool:
    decoder = codecs.getincrementaldecoder(page)()
    with path.open("rb") as file:
        try:
            while block := file.read(LIMIT):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of text is NUL."""
    half = len(raw) // 2
    for page, high, low in (("utf-16-le", raw[1::2], raw[0::2]), ("utf-16-be", raw[0::2], raw[1::2])):
        if high.count(0) >= 0.2 * half and not low.count(0) and _text(raw, page, whole=False) is not None:
            return page
    return None


def nul_byte(text: str, name: str, *, first: int = 1) -> ExportError:
    """The error for text with a NUL byte in it; `first` is the number of its first line."""
    before = text[: text.index("\0")]
    line = first + max(before.count("\n"), before.count("\r"))
    problem = Problem("NUL byte", row=line)
    return ExportError("the file is not text", where=name, problems=[problem], cure="export it again, as CSV or Parquet")


def _code_page(raw: bytes, words: AbstractSet[str], name: str, *, whole: bool) -> tuple[str, str]:
    """The legacy code page and the text: by known header words, else by the letters of a language.

    The first page that decodes is no evidence: Lithuanian in cp1257 is valid GB18030 and turns into Chinese characters.
    """
    texts = {page: text for page in (*FIRST, *THEN) if (text := _text(raw, page, whole=whole)) is not None}
    hits = {page: _known_words(text, words) for page, text in texts.items()}
    most = max(hits.values(), default=0)
    if most:
        texts = {page: text for page, text in texts.items() if hits[page] == most}
        if len(set(texts.values())) == 1:
            return next(iter(texts.items()))
    for tier in ((*FIRST, "cp949"), (*FIRST, *THEN)):
        ranked = _ranked({page: texts[page] for page in tier if page in texts})
        if ranked and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= 0.1):
            return ranked[0][0], texts[ranked[0][0]]
        if ranked:
            break
    two = [page for page, _ in ranked] or [page for page in dict.fromkeys(("cp1252", "cp1257", *texts)) if page in texts]
    raise _unsettled({page: texts[page] for page in two[:2]}, name)


def _unsettled(texts: dict[str, str], name: str) -> ExportError | AmbiguousError:
    if not texts:
        return ExportError("the file is not text in any encoding known to cxm", where=name, cure="save it as UTF-8, or name its --encoding")
    readings = []
    for page, text in texts.items():
        place = next(place for place, char in enumerate(text) if ord(char) > 127)
        readings.append(f"{page}: {' '.join(text[max(0, place - 20) : place + 30].split())}")
    cure = "choose with " + " or ".join(f"--encoding {page}" for page in texts)
    return AmbiguousError("the file is not UTF-8, and its encoding cannot be told", where=name, problems=readings, cure=cure)


def _known_words(text: str, words: AbstractSet[str]) -> int:
    """Cells among the first lines that are known header words and not plain ASCII, which reads the same in every page."""
    found = 0
    for line in re.split(r"\r\n|\n|\r", text[:20_000])[:30]:
        cells = [_folded(cell.strip().strip('"')) for cell in re.split(r"[,;\t|]", line)]
        found = max(found, sum(not cell.isascii() and cell in words for cell in cells))
    return found


def _ranked(texts: dict[str, str]) -> list[tuple[str, float]]:
    """Pages whose letters make sense, best first, with their share; pages that read the same text count as one."""
    scores = {page: _sense(page, text) for page, text in texts.items()}
    good = sorted((page for page in scores if scores[page] >= 0.9), key=lambda page: -scores[page])
    kept: dict[str, str] = {}
    for page in sorted(good, key=lambda page: (-scores[page], page != "cp1252")):
        if texts[page] not in kept.values():
            kept[page] = texts[page]
    others = [page for page in kept if page not in LANGUAGES or page in SCRIPTS]
    if len(others) > 1:  # Korean lies where Chinese does: how common the characters are tells them apart
        common = {page: _common(page, texts[page]) for page in others}
        best = max(others, key=lambda page: common[page])
        if all(common[best] >= 1.5 * common[page] for page in others if page != best):
            kept = {page: text for page, text in kept.items() if page == best or page not in others}
    return [(page, scores[page]) for page in kept]


def _sense(page: str, text: str) -> float:
    """Share of the characters beyond ASCII that belong: to one language's alphabet, or to the everyday part of a large set."""
    text = text[:100_000]
    foreign = [(place, char) for place, char in enumerate(text) if ord(char) > 127]
    if not foreign:
        return 0.0
    if page not in LANGUAGES:
        return sum(_everyday(page, char) for _, char in foreign) / len(foreign)
    if all(char in PUNCTUATION for _, char in foreign):
        return 1.0
    odd = sum(char in SYMBOLS and _beside_letter(text, place) for place, char in foreign)
    letters: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", text):
        beyond = [char for char in word.lower() if ord(char) > 127]
        mixed = len(beyond) < len(word)
        if beyond and (mixed == (page not in SCRIPTS) or (page not in SCRIPTS and len(word) < 5)):
            letters.update(beyond)
        else:
            odd += len(beyond)
    total = sum(letters.values()) + odd
    best = max(sum(letters[char] for char in alphabet) for alphabet in LANGUAGES[page].values())
    return best / total if total else 1.0


def _beside_letter(text: str, place: int) -> bool:
    return text[max(0, place - 1) : place].isalpha() or text[place + 1 : place + 2].isalpha()


def _everyday(page: str, char: str) -> bool:
    """Whether a character lies in the part of a Chinese, Japanese or Korean set that everyday text is written with."""
    code = char.encode(page, errors="ignore")
    if len(code) != 2:
        return False
    lead, trail = code
    if page == "gb18030":
        return trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3))
    if page in ("big5", "cp950"):
        return 0xA4 <= lead <= 0xC6 or lead in (0xA1, 0xA2, 0xA3)
    if page == "cp949":
        return trail >= 0xA1 and (0xB0 <= lead <= 0xC8 or lead in (0xA1, 0xA3))
    return 0x81 <= lead <= 0x83 or 0x88 <= lead <= 0x97


def _common(page: str, text: str) -> float:
    """Share of very common characters: what tells real text from text in another set's clothes."""
    foreign = [char for char in text[:20_000] if ord(char) > 127]
    if page == "cp932":
        return sum("\u3040" <= char <= "\u30ff" for char in foreign) / len(foreign)
    usual = USUAL.get(page, CHINESE)
    return sum(char in usual for char in foreign) / len(foreign)
