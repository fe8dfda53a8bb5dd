"""Social posts in a file made by hand: one row is one post, or one day of an account.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

POST_ID = (
    "post_id", "post id", "post", "id", "link", "permalink", "url", "貼文", "貼文編號", "連結", "帖子", "帖子编号", "链接", "siaran", "id siaran",
    "pautan", "įrašas", "irasas", "įrašo id", "iraso id", "nuoroda",
)  # fmt: skip
PUBLISHED_AT = (
    "published_at", "post time", "created at", "posted", "date", "published", "published at", "post date", "posted at",
    "created date", "publish time", "日期", "發佈時間", "發布日期", "发布时间", "发布日期", "tarikh", "tarikh siar", "data", "paskelbta",
    "paskelbimo data",
)  # fmt: skip
PLATFORM = (
    "platform",
    "social network",
    "社群平台",
    "社交平台",
    "network",
    "channel",
    "平台",
    "頻道",
    "渠道",
    "saluran",
    "platforma",
    "kanalas",
)
ACCOUNT = ("account", "page", "profile", "帳號", "账号", "akaun", "paskyra")
CAMPAIGN = ("campaign", "活動", "活动", "kempen", "kampanija")
TYPE = ("type", "post type", "format", "content type", "類型", "类型", "jenis", "tipas")
TITLE = ("title", "text", "caption", "message", "content", "標題", "标题", "tajuk", "pavadinimas")
IMPRESSIONS = ("impressions", "impression", "曝光", "曝光次數", "展示", "曝光量", "tera", "impresi", "parodymai")
REACH = ("reach", "觸及", "觸及人數", "触达", "覆盖人数", "jangkauan", "pasiekiamumas")
VIEWS = ("views", "video views", "觀看次數", "观看次数", "播放量", "tontonan", "peržiūros")
FOLLOWERS = ("followers", "audience", "fans", "粉絲數", "追蹤者", "粉丝数", "关注者", "pengikut", "sekėjai", "sekejai")
LIKES = ("likes", "like", "reactions", "favorites", "按讚", "讚數", "点赞", "点赞数", "suka", "patinka", "reakcijos")
SHARES = ("shares", "share", "reposts", "retweets", "分享", "分享數", "转发", "分享数", "perkongsian", "pasidalijimai", "bendrinimai")
COMMENTS = ("comments", "comment", "replies", "留言", "留言數", "評論", "评论", "评论数", "komen", "komentarai")
SAVES = ("saves", "saved", "bookmarks", "收藏", "儲存", "simpanan", "išsaugota")
CLICKS = ("clicks", "link clicks", "點擊", "點擊次數", "点击", "点击次数", "klik", "paspaudimai")
ENGAGEMENTS = (
    "engagements", "engagement", "interactions", "total engagement", "互動", "互動數", "互动", "互动数", "interaksi", "penglibatan",
    "sąveikos", "saveikos", "įsitraukimas", "isitraukimas",
)  # fmt: skip
FOLLOWS = ("follows", "new followers", "新增粉絲", "新增粉丝", "pengikut baharu", "nauji sekėjai")
UNFOLLOWS = ("unfollows", "lost followers")
ENGAGEMENT_RATE = ("engagement_rate", "互動率", "互动率", "kadar penglibatan", "įsitraukimo rodiklis")

READER = Reader(
    title="Social posts in a file made by hand",
    frame="post",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("published_at", "post_id", "title", "platform"),
        ("likes", "shares", "comments", "engagements", "reach", "saves"),
    ),
    columns={
        "post_id": text(*POST_ID),
        "published_at": instant(*PUBLISHED_AT),
        "platform": text(*PLATFORM),
        "account": text(*ACCOUNT),
        "campaign": text(*CAMPAIGN),
        "type": text(*TYPE),
        "title": text(*TITLE),
        "impressions": number(*IMPRESSIONS),
        "reach": number(*REACH),
        "views": number(*VIEWS),
        "followers": number(*FOLLOWERS),
        "likes": number(*LIKES),
        "shares": number(*SHARES),
        "comments": number(*COMMENTS),
        "saves": number(*SAVES),
        "clicks": number(*CLICKS),
        "engagements": number(*ENGAGEMENTS),
        "follows": number(*FOLLOWS),
        "unfollows": number(*UNFOLLOWS),
        "engagement_rate": number(*ENGAGEMENT_RATE),
    },
)
