"""Mentions of brands in a file made by hand: one row is one mention, with its tone where somebody has told it.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

MENTION_ID = ("mention_id", "mention", "提及編號", "提及编号", "id sebutan", "paminėjimo id", "paminejimo id")
MENTIONED_AT = (
    "mentioned_at", "mentioned", "mention date", "date", "published at", "posted at", "created at", "timestamp", "日期", "提及時間", "發佈時間",
    "提及时间", "发布时间", "tarikh", "tarikh sebutan", "data", "paminėta", "pamineta", "paminėjimo data", "paminejimo data",
)  # fmt: skip
BRAND = ("brand", "brand name", "keyword", "品牌", "jenama", "prekės ženklas", "prekes zenklas", "prekinis ženklas", "prekinis zenklas")
AUTHOR_ID = ("author_id", "author", "author name", "user", "username", "handle", "作者", "使用者", "用户", "pengarang", "autorius")
PLATFORM = (
    "platform",
    "network",
    "source",
    "channel",
    "site",
    "平台",
    "來源",
    "来源",
    "saluran",
    "platforma",
    "kanalas",
    "šaltinis",
    "saltinis",
)
SENTIMENT = ("sentiment", "tone", "polarity", "情緒", "情感", "情感倾向", "sentimen", "nada", "nuotaika", "tonas", "sentimentas")
SENTIMENT_SCORE = ("sentiment_score", "sentiment value", "polarity score", "情緒分數", "情感分数", "skor sentimen", "nuotaikos balas")
REACH = ("reach", "potential reach", "觸及", "觸及人數", "触达", "覆盖人数", "jangkauan", "pasiekiamumas")
ORIGIN = ("origin", "posted by", "owned or earned")
TEXT = ("text", "mention text", "content", "message", "內容", "内容", "kandungan", "tekstas", "turinys")

SENTIMENT_WORDS = {
    "positive": "positive", "pos": "positive", "正面": "positive", "正向": "positive", "积极": "positive", "positif": "positive",
    "teigiamas": "positive", "teigiama": "positive", "neutral": "neutral", "neu": "neutral", "mixed": "neutral", "中性": "neutral",
    "berkecuali": "neutral", "neutralus": "neutral", "neutrali": "neutral", "negative": "negative", "neg": "negative",
    "負面": "negative", "負向": "negative", "负面": "negative", "消极": "negative", "negatif": "negative", "neigiamas": "negative",
    "neigiama": "negative",
}  # fmt: skip
ORIGIN_WORDS = {"own": "own", "owned": "own", "brand": "own", "us": "own", "other": "other", "earned": "other", "others": "other"}

READER = Reader(
    title="Mentions in a file made by hand",
    frame="mention",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("brand", "sentiment", "sentiment_score"),
        ("mention_id", "mentioned_at", "author_id", "text"),
    ),
    columns={
        "mention_id": text(*MENTION_ID),
        "mentioned_at": instant(*MENTIONED_AT),
        "brand": text(*BRAND),
        "author_id": text(*AUTHOR_ID),
        "platform": text(*PLATFORM),
        "sentiment": words(SENTIMENT_WORDS, *SENTIMENT),
        "sentiment_score": number(*SENTIMENT_SCORE),
        "reach": number(*REACH),
        "origin": words(ORIGIN_WORDS, *ORIGIN),
        "text": text(*TEXT),
    },
)
