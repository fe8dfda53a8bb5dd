"""Pseudonyms: personal ids as keyed hashes, and which columns must not be passed on at all.

A hash without a key could be undone by hashing all likely ids, so there is none without a key. The same key gives the same
pseudonym in every file, so that files can still be joined; who loses the key cannot make further ones.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from cxm.errors import UsageError

VARIABLE = "CXM_KEY"
SHORTEST = 16
"""Bytes a key has at least."""

MAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
IP = r"(?:^|[^0-9.])(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}(?:$|[^0-9.])"
IP6 = r"(?:^|[^0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4})"
PHONE = r"^\s*(?:\+[0-9]|\([0-9]{2,5}\)\s?[0-9])[0-9 ().\-/]{5,}[0-9]\s*$"
PATTERNS = {"e-mail addresses": MAIL, "IP addresses": f"{IP}|{IP6}", "phone numbers": PHONE}

HUMAN = "user|customer|client|contact|member|person|people|profile|visitor|recipient|respondent|subscriber|requester|submitter|assignee|agent|employee|owner|author|attendee|registrant|buyer|account|caller|reporter"
THEIRS = f"{HUMAN}|device|cookie|anonymous|distinct|fingerprint"
HEADINGS = {
    "names": rf"(?:(?:first|last|middle|full|given|family|nick|display|screen|billing|shipping|{HUMAN})\s?)*(?:name|names|surname|username|login|posted by|handle)|salutation|姓名|姓|名字|名|暱稱|昵称|nama|nama penuh|vardas|pavardė|vardas ir pavardė",
    "phone numbers": r".*(?:phone|\bmobile\b|\bcell\b|\bfax\b|電話|电话|手機|手机|telefon).*|tel",
    "e-mail addresses": r".*(?:e-?mail(?: address)?|電子郵件|电子邮件|電子郵件地址|电子邮件地址|邮箱|e-mel|el\. paštas)",
    "IP addresses": r"(?:.* )?ips?(?: ?addr(?:ess)?(?:es)?)?|remote addr(?:ess)?",
    "places": r".*(?:latitude|longitude|\bstreet\b|postcode|post code|postal code|\bzip\b|zip code|\baddress(?: ?(?:line)? ?[12])?)|lat|lon|lng",
    "birthdays": r".*(?:\bbirth|birthday|\bdob\b|生日|tarikh lahir|gimimo).*",
    "free text": r".*(?:comments?|feedback|verbatim|message|\bnotes?|description|\bbody|\btext|remarks?|suggestions?|意見|意见|評論|评论|備註|备注|建議|建议|回饋|反馈|komen|ulasan|maklum balas|komentaras|atsiliepimas|pastabos)",
    "credentials": r".*(?:password|passwd|secret|\btoken|api key)",
    "profiles": rf"(?:.* )?(?:{HUMAN}) (?:properties|traits|attributes|data)|traits",
}  # fmt: skip
IDS = rf"(?:.* )?(?:(?:{THEIRS}) ?(?:id|key|no|number|uuid|guid|#)|euid|leid|uuid|network userid|fingerprint)|id"
PEOPLE = rf"(?:{HUMAN}|客戶|客户|顧客|顾客|pelanggan|klientas)"
SENTENCE = r"[^\W\d_]{2,}[^\w]+(?:\w+[^\w]+)*?[^\W\d_]{2,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{4,}"
"""Two words, or four characters of a script without blanks: what free writing holds, and ids, numbers and dates do not."""

CALENDAR = r"\b(?:[AaPp]\.?[Mm]\.?|GMT|UTC|Z|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b"
BARE = r"\s*[-+]?[0-9][0-9.,%\s]*|\s*(?:yes|no|true|false|y|n)\s*"


def key_from(path: str | None, environment: Mapping[str, str] = os.environ) -> bytes:
    """The key, from a file or from the environment. Never from the command line, which other users of a machine can read.

    Raises:
        UsageError: there is none, or it is too short to keep anything secret.
    """
    cure = "openssl rand -hex 32 > cxm.key, then --key-file cxm.key; keep it apart from the data"
    if path is not None:
        try:
            key = Path(path).read_bytes().strip()
        except OSError as error:
            raise UsageError(f"the key cannot be read: {(error.strerror or str(error)).lower()}", where=path, cure=cure) from None
        where = path
    else:
        key, where = environment.get(VARIABLE, "").strip().encode(), VARIABLE
    if not key:
        raise UsageError("--pseudonymise needs a key", cure=f"{cure}; or set {VARIABLE}")
    if len(key) < SHORTEST:
        raise UsageError(f"the key has fewer than {SHORTEST} characters", where=where, cure=cure)
    return key


def pseudonym(text: str, key: bytes) -> str:
    """The pseudonym of an id: 32 hexadecimal digits of BLAKE2b (RFC 7693) with the key."""
    secret = key if len(key) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(key).digest()
    return hashlib.blake2b(text.encode(), key=secret, digest_size=16).hexdigest()


def pseudonyms(column: pl.Expr, key: bytes) -> pl.Expr:
    """A column of ids as pseudonyms, null where there is none."""
    return column.cast(pl.String).map_batches(partial(_hashed, key=key), return_dtype=pl.String, is_elementwise=True)


def _hashed(cells: pl.Series, key: bytes) -> pl.Series:
    known = {cell: pseudonym(cell, key) for cell in cells.unique().to_list() if cell is not None}
    return pl.Series(cells.name, [known.get(cell) for cell in cells.to_list()], dtype=pl.String)


def without_addresses(column: pl.Expr) -> pl.Expr:
    """Text without cells that hold an e-mail or IP address further down than the sample reaches."""
    return pl.when(~column.str.contains(f"{MAIL}|{IP}|{IP6}").fill_null(value=False)).then(column)


def personal(heading: str, cells: Sequence[str | None]) -> str:
    """Why a column must not be passed on, '' if nothing speaks against it; `ids` where a pseudonym can stand for its cells.

    Args:
        heading: the column's name.
        cells: a sample of it.
    """
    said = [cell for cell in cells if cell is not None and cell.strip()]
    if shown := shows(said):
        return shown
    name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])(?=ID?$)", " ", heading)
    name = re.sub(r"[\s_.\-/$]+", " ", name).strip(" ?？").casefold()
    name = re.sub(r"\s[0-9]+$", "", name)  # the second of two columns of one name
    bare = bool(said) and all(re.fullmatch(BARE, cell, re.IGNORECASE) for cell in said)
    for what, pattern in HEADINGS.items():
        if re.fullmatch(pattern, name) and not (what == "free text" and bare):
            return what
    if re.fullmatch(IDS, name) or (bare and re.fullmatch(PEOPLE, name)):
        return "ids"
    if re.fullmatch(PEOPLE, name):
        return "names"
    return "free text" if _sentences(said) else ""


def shows(cells: Sequence[str | None]) -> str:
    """What of a person the cells themselves show: an e-mail address, an IP address, a phone number; '' if nothing."""
    said = [cell for cell in cells if cell is not None]
    return next((what for what, pattern in PATTERNS.items() if any(re.search(pattern, cell) for cell in said)), "")


def _sentences(said: Sequence[str]) -> bool:
    """Whether cells are written freely: some are of several words, and most of these are there only once."""
    long = [cell for cell in said if re.search(SENTENCE, re.sub(CALENDAR, "", cell))]
    return len(long) * 10 >= len(said) and len(long) > 0 and len(set(long)) * 2 > len(long)
