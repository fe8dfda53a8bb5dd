"""Personal: which columns of an export say something of a person, by their headings and by their cells. Standard library and polars.

Words are those of the five languages of cxm. In doubt a column is personal: what is left out can be asked for again, what was passed
on cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

MAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
IP4 = r"(?:^|[^0-9.])(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}(?:$|[^0-9.])"
IP6 = r"(?:^|[^0-9A-Fa-f:])(?:(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4})|(?:[23][0-9A-Fa-f]{3}|[Ff][CDcd][0-9A-Fa-f]{2}|[Ff][Ee]80)(?::[0-9A-Fa-f]{1,4}){0,6}::)"
PHONE = r"^\s*(?:\+[0-9]|\([0-9]{2,5}\)\s?[0-9])[0-9 ().\-/]{5,}[0-9]\s*$"
MAC = r"(?:^|[^0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?:$|[^0-9A-Fa-f:])"

DEGREES = r"[-+]?(?:180|1[0-7][0-9]|[0-9]?[0-9])\."
SHAPE = r"(?i:\b(?:POINT|LINESTRING|POLYGON)\s*(?:ZM?|M)?\s*\(+\s*[-+]?[0-9.]+\s+[-+]?[0-9])"
"""Well-known text (OGC 06-103r4); the shapes of several parts hold these, or begin like them."""
SHAPES = r"(?i:\bMULTI(?:POINT|LINESTRING|POLYGON)\s*(?:ZM?|M)?\s*\(+\s*[-+]?[0-9.]+\s+[-+]?[0-9])"
GEOJSON = r"\"coordinates\"\s*:\s*\["
BRACKETED = rf"[(\[]\s*{DEGREES}[0-9]+\s*[,;]\s*{DEGREES}[0-9]+\s*[)\]]"
PAIR = rf"^\s*(?:{DEGREES}[0-9]{{2,}}\s*[,;]\s*{DEGREES}[0-9]{{2,}}|{DEGREES}[0-9]{{3,}}\s+{DEGREES}[0-9]{{3,}}|-{DEGREES}[0-9]+\s*[,;]\s*{DEGREES}[0-9]+|{DEGREES}[0-9]+\s*[,;]\s*-{DEGREES}[0-9]+)\s*$"
WITHIN = rf"(?:^|[^0-9.]){DEGREES}[0-9]{{4,}},\s*{DEGREES}[0-9]{{4,}}"
COMPASS = r"[0-9]\s?°\s?(?:[0-9]{1,2}(?:\.[0-9]+)?\s?['′’]\s?(?:[0-9]{1,2}(?:\.[0-9]+)?\s?(?:[\"″”]|'')\s?)?)?[NSEWO]\b|[0-9]\.[0-9]+\s?[NS][,;\s]+[0-9]{1,3}\.[0-9]+\s?[EWO]\b"
PLACE = f"{SHAPE}|{SHAPES}|{GEOJSON}|{BRACKETED}|{PAIR}|{WITHIN}|{COMPASS}"
"""Coordinates in a cell: shapes, pairs of degrees alone, in brackets or in the address of a map, degrees with their direction."""

ADDRESS = (
    r"(?i:(?:^|[\s,])[0-9]+[a-z]?(?:[-/][0-9]+)?\s+(?:[\w.'’-]+\s+){1,4}"
    r"(?:street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|terrace|parkway|pkwy|highway|hwy|close|crescent)"
    r"(?:$|[\s,.])"
    r"|\b(?:jalan|jln|lorong|persiaran|lebuhraya|lebuh)\.?\s+\w+"
    r"|\w+\s+(?:g\.|gatvė|pr\.|prospektas|al\.|alėja|pl\.|plentas)\s*[0-9]+"
    r"|[路街道巷弄]\s*[0-9０-９一二三四五六七八九十百之-]+\s*[號号])"
)
"""An address of a street with a number, as English, Malay, Lithuanian and Chinese write it."""

PATTERNS = {
    "device ids": MAC,
    "e-mail addresses": MAIL,
    "IP addresses": f"{IP4}|{IP6}",
    "phone numbers": PHONE,
    "places": PLACE,
}

HUMAN = "user|customer|client|contact|member|person|people|profile|visitor|recipient|respondent|subscriber|requester|submitter|assignee|agent|employee|owner|author|attendee|registrant|buyer|account|caller|reporter"
DEVICE = "device|cookie|anonymous|distinct|fingerprint|installation|instance|advertising|android|vendor|session|browser"
TICKET = "ticket|case|issue|mail|e ?mail|message|conversation|request|thread|incident|complaint|post|chat|call"
HEADINGS = {
    "names": rf"(?:.* )?(?:first|last|middle|full|given|family) ?names?|(?:.* )?(?:company|organi[sz]ation)(?: name)?|(?:(?:first|last|middle|full|given|family|nick|display|screen|billing|shipping|address|{HUMAN})\s?)*(?:name|names|surname|username|login|posted by|handle)|salutation|姓名|姓|名字|名|暱稱|昵称|nama|nama penuh|vardas|pavardė|vardas ir pavardė",
    "phone numbers": r".*(?:phone|\bmobile\b|\bcell\b|\bfax\b|電話|电话|手機|手机|telefon).*|tel",
    "e-mail addresses": r".*(?:e ?mail(?: address)?|電子郵件|电子邮件|電子郵件地址|电子邮件地址|邮箱|e mel|el paštas|el pašto adresas)",
    "IP addresses": r"(?:.* )?ips?(?: ?v[46])?(?: ?addr(?:ess)?(?:es)?)?|remote addr(?:ess)?|x forwarded for|ip ?(?:地址|位址)|alamat ip|ip adresas",
    "coordinates": r"(?:.*\b)?(?:[xy] ?coord(?:inate)?s?|coord(?:inate)?s?(?: ?[xy])?|eastings?|northings?|utm ?[xyen]|gps|geo ?(?:hash|point|loc|location|codes?|coded|json|tag|coordinates?)|geom|geometry|wkt|lat ?(?:lng|long?)|lng ?lat|what3words|plus code|quadkey)\b.*|.*(?:latitude|longitude).*|geo|(?:.* )?(?:lat|lon|lng)(?: (?:deg|dd|degrees))?|long|.*(?:緯度|纬度|經度|经度|座標|坐标|latitud|longitud|koordinat|platuma|ilguma).*",
    "postcodes": r".*(?:postcode|post code|postal ?code|\bpostal|\bzip|zip ?code)(?: ?[0-9])?|.*(?:郵遞區號|邮政编码|邮编|郵政編碼|poskod|pašto kodas|pašto indeksas).*",
    "addresses": r".*(?:\bstreet|\baddress(?: ?(?:line)? ?[1-4])?|address[1-4]|\b(?:house|building|apartment|flat|apt) ?(?:no|number|nr)?)|street.*|.* street name|(?:.* )?landmark|.*(?:地址|住址|街道|門牌|门牌|alamat|\bjalan\b|gatvė|adresas|namo numeris).*",
    "birthdays": r".*(?:\bbirth|birthday|\bdob\b|生日|tarikh lahir|gimimo).*",
    "free text": rf".*(?:comments?|feedback|verbatim|message|\bnotes?|description|\bbody|\btext|remarks?|suggestions?|意見|意见|評論|评论|備註|备注|建議|建议|回饋|反馈|描述|說明|说明|訊息|消息|留言|komen|ulasan|maklum balas|mesej|keterangan|penerangan|komentaras|atsiliepimas|pastabos|žinutė|pranešimas|aprašymas)|(?:(?:{TICKET}) )?(?:subject|title|summary|headline)(?: lines?)?|.* subject(?: line)?|.*(?:主旨|主題|主题|標題|标题|內容|内容)|subjek|tajuk|ringkasan|tema|antraštė|santrauka",
    "credentials": r".*(?:password|passwd|secret|\btoken|api key)",
    "official numbers": r"ssn|.*(?:social security|passport|\bnational id|\bnric\b|\bmykad\b|\biban\b|(?:credit |debit )?card (?:no|number|last ?4?)|身分證|身份证|kad pengenalan|asmens kodas).*",
    "pictures": r".*(?:photo|avatar|picture|selfie)(?: ?(?:url|link))?",
    "profiles": rf"(?:.* )?(?:{HUMAN}) (?:properties|traits|attributes|data)|traits",
}  # fmt: skip
IDS = rf"(?:.* )?(?:(?:{HUMAN}|{DEVICE}|company|organi[sz]ation) ?(?:id|key|no|number|uuid|guid|#)|euid|leid|uuid|network userid|fingerprint|cookie|idf[av]|gaid|aaid|adid|udid|imei|imsi|iccid|mac ?addr(?:ess)?|serial (?:no|number)|gclid|fbclid|msclkid|fbp|fbc)|id"
PEOPLE = rf"(?:{HUMAN}|客戶|客户|顧客|顾客|pelanggan|klientas)"
SENTENCE = r"[^\W\d_]{2,}[^\w]+(?:\w+[^\w]+)*?[^\W\d_]{2,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{4,}"
"""Two words, or four characters of a script without blanks: what free writing holds, and ids, numbers and dates do not."""

CALENDAR = r"\b(?:[AaPp]\.?[Mm]\.?|GMT|UTC|Z|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b"
BARE = r"\s*[-+]?[0-9][0-9.,%\s]*|\s*(?:yes|no|true|false|y|n)\s*"
COARSE = r"\s*\w{1,3}\s*[*xX]*\s*"
"""A postcode of three characters at most is a region and not a street."""


def without_addresses(column: pl.Expr) -> pl.Expr:
    """Text without cells that hold an e-mail or IP address, or coordinates, further down than the sample reaches."""
    return pl.when(~column.str.contains(f"{MAIL}|{IP4}|{IP6}|{PLACE}").fill_null(value=False)).then(column)


def personal(heading: str, cells: Sequence[str | None]) -> str:
    """Why a column must not be passed on, '' if nothing speaks against it; `ids` where a pseudonym can stand for its cells.

    Args:
        heading: the column's name.
        cells: a sample of it.
    """
    said = [cell for cell in cells if cell is not None and cell.strip()]
    if shown := shows(said):
        return shown
    name = _plain(heading)
    bare = bool(said) and all(re.fullmatch(BARE, cell, re.IGNORECASE) for cell in said)
    if re.fullmatch(IDS, name) or (bare and re.fullmatch(PEOPLE, name)):
        return "ids"
    for what, pattern in HEADINGS.items():
        if re.fullmatch(pattern, name) and not _harmless(what, said, bare=bare):
            return what
    if re.fullmatch(PEOPLE, name):
        return "names"
    return "free text" if _sentences(said) else ""


def shows(cells: Sequence[str | None]) -> str:
    """What of a person the cells themselves show: an address of mail, of the net or of a street, a phone number, a place; '' if nothing."""
    said = [cell for cell in cells if cell is not None and cell.strip()]
    for what, pattern in PATTERNS.items():
        if any(re.search(pattern, cell) for cell in said):
            return what
    # One product of many may be called like a street.
    streets = sum(1 for cell in said if re.search(ADDRESS, cell))
    return "addresses" if streets and streets * 5 >= len(said) else ""


def _plain(heading: str) -> str:
    """A heading as its words: camel case and marks undone, without the number of the second of two columns of one name."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])(?=ID?$)", " ", heading)
    name = re.sub(r"[\s_.\-/$]+", " ", name).strip(" ?？").casefold()
    return re.sub(r"\s[0-9]+$", "", name)


def _harmless(what: str, said: Sequence[str], *, bare: bool) -> bool:
    """Whether the cells say that a heading means less than it seems: numbers are no free text, a region is no postcode."""
    coarse = what == "postcodes" and bool(said) and all(re.fullmatch(COARSE, cell) for cell in said)
    return coarse or (what == "free text" and bare)


def _sentences(said: Sequence[str]) -> bool:
    """Whether cells are written freely: some are of several words, and most of these are there only once."""
    long = [cell for cell in said if re.search(SENTENCE, re.sub(CALENDAR, "", cell))]
    return len(long) * 10 >= len(said) and len(long) > 0 and len(set(long)) * 2 > len(long)
