"""Declared words: what means no answer, what scores words stand for, what questions ask. In the five languages of cxm.

Words are mapped by these tables only. A column whose words are not all in one table is not mapped at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

BLANKS = "".join(
    map(
        chr,
        (
            *range(9, 14),
            *range(28, 33),
            0x85,
            0xA0,
            0xAD,
            0x1680,
            *range(0x2000, 0x2010),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x2060,
            0x3000,
            0xFEFF,
        ),
    )
)
"""What is not seen at the ends of a cell: blanks of all widths, marks of byte order and of the direction of writing."""

MISSING = frozenset(
    word.casefold()
    for word in (
        "", "N/A", "NA", "n.a.", "n/a.", "null", "none", "nil", "nan", "-", "--", "?", "#N/A", "blank", "(blank)", "(none)", "(empty)",
        "skipped", "not applicable", "no answer", "not answered", "do not know", "don't know", "dont know", "dk", "prefer not to say",
        "不知道", "不適用", "不适用", "無", "无", "未回答", "沒有意見", "没有意见",
        "tidak tahu", "tiada", "tidak berkenaan", "tiada jawapan",
        "nežinau", "netaikoma", "neatsakyta", "nėra",
    )
)  # fmt: skip

SATISFACTION_5: Mapping[str, int] = {
    word.casefold(): score
    for score, words in {
        5: ("very satisfied", "extremely satisfied", "completely satisfied", "非常滿意", "非常满意", "很滿意", "很满意", "sangat puas hati",
            "sangat berpuas hati", "sangat puas", "labai patenkintas", "labai patenkinta", "😀", "😃", "😄", "😍", "🤩"),
        4: ("satisfied", "somewhat satisfied", "滿意", "满意", "puas hati", "berpuas hati", "puas", "patenkintas", "patenkinta", "🙂", "😊"),
        3: ("neutral", "neither satisfied nor dissatisfied", "普通", "一般", "尚可", "neutral", "berkecuali", "sederhana", "neutralus",
            "nei patenkintas, nei nepatenkintas", "neutralu", "😐", "😑"),
        2: ("dissatisfied", "unsatisfied", "somewhat dissatisfied", "不滿意", "不满意", "tidak puas hati", "tidak berpuas hati", "tidak puas",
            "nepatenkintas", "nepatenkinta", "🙁", "😕", "☹️", "☹"),
        1: ("very dissatisfied", "very unsatisfied", "extremely dissatisfied", "非常不滿意", "非常不满意", "很不滿意", "很不满意",
            "sangat tidak puas hati", "sangat tidak berpuas hati", "sangat tidak puas", "labai nepatenkintas", "labai nepatenkinta",
            "😠", "😡", "😞", "😢", "😣"),
    }.items()
    for word in words
}  # fmt: skip

AGREEMENT_5: Mapping[str, int] = {
    word.casefold(): score
    for score, words in {
        5: ("strongly agree", "非常同意", "sangat setuju", "visiškai sutinku"),
        4: ("agree", "同意", "setuju", "sutinku"),
        3: ("neutral", "neither agree nor disagree", "普通", "一般", "中立", "tidak pasti", "nei sutinku, nei nesutinku"),
        2: ("disagree", "不同意", "tidak setuju", "nesutinku"),
        1: ("strongly disagree", "非常不同意", "sangat tidak setuju", "visiškai nesutinku"),
    }.items()
    for word in words
}  # fmt: skip

EASE_5: Mapping[str, int] = {
    word.casefold(): score
    for score, words in {
        5: ("very easy", "extremely easy", "非常容易", "非常簡單", "非常简单", "sangat mudah", "labai lengva"),
        4: ("easy", "somewhat easy", "容易", "簡單", "简单", "mudah", "lengva"),
        3: ("neutral", "neither easy nor difficult", "普通", "一般", "sederhana", "nei lengva, nei sunku"),
        2: ("difficult", "hard", "somewhat difficult", "困難", "困难", "sukar", "susah", "sunku"),
        1: ("very difficult", "very hard", "extremely difficult", "非常困難", "非常困难", "sangat sukar", "sangat susah", "labai sunku"),
    }.items()
    for word in words
}  # fmt: skip

YES_NO: Mapping[str, int] = {
    word.casefold(): score
    for score, words in {
        1: ("yes", "true", "y", "是", "會", "会", "ya", "taip", "👍"),
        0: ("no", "false", "n", "否", "不會", "不会", "tidak", "ne", "👎"),
    }.items()
    for word in words
}  # fmt: skip

SCALES: Mapping[str, tuple[Mapping[str, int], tuple[int, int], str]] = {
    "satisfaction words (1-5)": (SATISFACTION_5, (1, 5), ""),
    "agreement words (1-5)": (AGREEMENT_5, (1, 5), ""),
    "ease words (1-5, high is easy)": (EASE_5, (1, 5), "ease"),
    "yes and no (0-1)": (YES_NO, (0, 1), ""),
}
"""Name of a table -> its words, the scale they span, and the direction they declare."""

TOTALS = (
    "total", "totals", "grand total", "overall total", "sub total", "subtotal", "sum total", "average", "avg",
    "總計", "总计", "合計", "合计", "小計", "小计", "平均", "平均值",
    "jumlah", "jumlah besar", "jumlah keseluruhan", "purata",
    "viso", "iš viso", "is viso", "bendra suma", "suma", "vidurkis",
)  # fmt: skip
"""What the first filled cell of a row says that adds the others up."""

ASKS: Mapping[str, tuple[str, ...]] = {
    "nps": (
        "nps", "net promoter", "recommend", "推薦", "推荐",
        "cadangkan", "mencadangkan", "syorkan", "mengesyorkan", "promoter bersih",
        "rekomenduoti", "rekomenduotumėte", "rekomendacijos balas",
        "recommend*", "*cadang*", "*syor*", "rekomend*",
    ),
    "csat": (
        "csat", "satisfied", "satisfaction", "滿意", "满意", "puas", "puas hati", "kepuasan", "patenkintas", "patenkinti", "pasitenkinimas",
        "*satisf*", "*puas*", "*patenkin*", "*pasitenkin*",
    ),
    "ces": (
        "ces", "effort", "easy", "ease", "easily", "費力", "费力", "努力", "輕鬆", "轻松", "容易",
        "usaha", "mudah", "pastangos", "pastangų", "lengva", "lengvai",
        "effort*", "*pastang*", "*lengv*",
    ),
}  # fmt: skip
"""What a question is about -> the words that say so; `*` stands for further letters, which makes them parts of words."""

OPPOSITES = ("dissatisf*", "unsatisf*", "不滿意", "不满意", "tidak puas*", "nepatenkin*", "nepasitenkin*")
"""Words of a heading that ask for the opposite; they prove no question."""

RATES = (
    "score", "scores", "rating", "ratings", "stars", "分數", "分数", "評分", "评分", "打分", "評價", "评价",
    "skor", "penilaian", "penarafan", "balas", "balų", "įvertin*", "reiting*", "vertin*",
)  # fmt: skip
"""Words of headings that are answered by a number."""

RATE_US = ("rate", "likely", "scale", "skala")
"""Words that say so in a sentence only; a column called exchange rate holds no answers."""

NEVER = (
    "id", "ids", "code", "count", "number of", "date", "time", "phone", "zip", "postcode", "age", "year", "month", "day", "days", "duration",
    "price", "amount", "consent", "email", "e mail", "e-mail", "group", "category", "segment", "comment", "comments", "reason",
    "編號", "编号", "日期", "時間", "时间", "人數", "人数", "次數", "次数", "碼", "码", "電話", "电话", "年齡", "年龄", "金額", "金额", "原因",
    "tarikh", "masa", "bilangan", "umur", "telefon", "sebab", "jumlah",
    "data", "laikas", "skaičius", "amžius", "telefonas", "priežastis", "suma", "kodas",
)  # fmt: skip
"""Words of headings that are never a score."""


def table_for(values: Iterable[str]) -> str | None:
    """The table that has all of these words (case folded, trimmed, missing ones left out), None if none has.

    Words such as neutral are in several tables, with the same score in each; a column of nothing else gets the first.
    """
    words = {value.strip(BLANKS).casefold() for value in values} - MISSING
    return next((name for name, (table, _, _) in SCALES.items() if words and words <= table.keys()), None)
