"""Files made by hand: known by the words of their header in five languages, refused where two families fit, mapped by flags."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cxm.errors import AmbiguousError, ExportError, UsageError
from cxm.io.options import Options, Wanted
from cxm.io.proposals import proposals
from cxm.io.read import read
from cxm.io.reading import Reading
from cxm.io.recognise import HAND, READERS, recognise
from cxm.io.source import Workspace
from cxm.io.spec import spoken
from cxm.metrics import FRAMES

HANDS = [name for name in READERS.names() if name.startswith(HAND)]


def saved(folder: Path, *lines: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def opened(workspace: Workspace, path: Path, *, family: str | None = None, frame: str | None = None, **options: Any) -> Reading:
    frames = (frame,) if frame else tuple(name for name in FRAMES if FRAMES[name].family == family)
    return read([str(path)], Options(**options), workspace, wanted=Wanted(frames))


def table(path: Path, **how: Any) -> pl.DataFrame:
    with Workspace() as workspace:
        found = opened(workspace, path, **how).table(None, timed=True, fast=False, scored=False)
        return found.rows.select([field.name for field in found.frame.fields if field.name in found.fields]).collect()


def played(path: Path, **how: Any) -> tuple[str, dict[str, str]]:
    """The reader of a file, and which column plays which field."""
    with Workspace() as workspace:
        reading = opened(workspace, path, **how)
        return reading.reader.name, {name: role.column for name, role in reading.roles.items()}


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

HEADERS = {
    "handmade_ticket": {
        "en": ("Ticket ID", "Created at", "Resolved at", "Priority", "Channel"),
        "zh_tw": ("工單編號", "建立時間", "解決時間", "優先順序", "管道"),
        "zh_cn": ("工单编号", "创建时间", "解决时间", "优先级", "渠道"),
        "ms": ("ID tiket", "Tarikh dibuka", "Tarikh selesai", "Keutamaan", "Saluran"),
        "lt": ("Užklausos ID", "Sukūrimo data", "Sprendimo data", "Prioritetas", "Kanalas"),
    },
    "handmade_order": {
        "en": ("Order ID", "Customer ID", "Order date", "Total"),
        "zh_tw": ("訂單編號", "客戶編號", "訂單日期", "總額"),
        "zh_cn": ("订单编号", "客户编号", "订单日期", "总额"),
        "ms": ("No pesanan", "ID pelanggan", "Tarikh pesanan", "Jumlah bayaran"),
        "lt": ("Užsakymo nr.", "Kliento ID", "Užsakymo data", "Iš viso"),
    },
    "handmade_subscription": {
        "en": ("Subscription ID", "Customer ID", "Start date", "End date", "Plan", "MRR"),
        "zh_tw": ("訂閱編號", "客戶編號", "開始日期", "結束日期", "方案", "每月經常性收入"),
        "zh_cn": ("订阅编号", "客户编号", "开始日期", "结束日期", "套餐", "月度经常性收入"),
        "ms": ("ID langganan", "ID pelanggan", "Tarikh mula", "Tarikh tamat", "Pelan", "Hasil bulanan"),
        "lt": ("Prenumeratos ID", "Kliento ID", "Pradžios data", "Pabaigos data", "Planas", "Mėnesio pajamos"),
    },
    "handmade_web": {
        "en": ("Date", "Page", "Sessions", "Page views", "Bounces"),
        "zh_tw": ("日期", "頁面", "工作階段數", "瀏覽數", "跳出數"),
        "zh_cn": ("日期", "页面", "会话数", "浏览量", "跳出次数"),
        "ms": ("Tarikh", "Halaman", "Jumlah sesi", "Paparan halaman", "Bilangan lantunan"),
        "lt": ("Data", "Puslapis", "Sesijos", "Puslapių peržiūros", "Atmetimai"),
    },
    "handmade_email": {
        "en": ("Campaign", "Send date", "Recipients", "Delivered", "Unique opens", "Unique clicks"),
        "zh_tw": ("活動名稱", "發送日期", "收件人數", "送達數", "開信數", "點擊數"),
        "zh_cn": ("活动名称", "发送日期", "收件人数", "送达数", "打开数", "点击数"),
        "ms": ("Nama kempen", "Tarikh hantar", "Penerima", "Dihantar berjaya", "Bukaan", "Bilangan klik"),
        "lt": ("Kampanija", "Siuntimo data", "Gavėjai", "Pristatyta", "Atidarymai", "Paspaudimai"),
    },
    "handmade_social": {
        "en": ("Post ID", "Published at", "Likes", "Comments", "Shares"),
        "zh_tw": ("貼文編號", "發佈時間", "讚數", "留言數", "分享數"),
        "zh_cn": ("帖子编号", "发布时间", "点赞数", "评论数", "分享数"),
        "ms": ("ID siaran", "Tarikh siar", "Suka", "Komen", "Perkongsian"),
        "lt": ("Įrašo ID", "Paskelbimo data", "Patinka", "Komentarai", "Pasidalijimai"),
    },
    "handmade_search": {
        "en": ("Query", "Clicks", "Impressions", "Position"),
        "zh_tw": ("關鍵字", "點擊", "曝光", "排名"),
        "zh_cn": ("关键词", "点击次数", "展示", "排名"),
        "ms": ("Kata kunci", "Klik", "Impresi", "Kedudukan"),
        "lt": ("Raktažodis", "Paspaudimai", "Parodymai", "Pozicija"),
    },
    "handmade_attendance": {
        "en": ("Event name", "Attendee", "Registration date", "Attended"),
        "zh_tw": ("活動名稱", "參加者", "報名日期", "是否出席"),
        "zh_cn": ("活动名称", "参会人", "报名时间", "是否出席"),
        "ms": ("Nama acara", "Peserta", "Tarikh pendaftaran", "Kehadiran"),
        "lt": ("Renginio pavadinimas", "Dalyvis", "Registracijos data", "Dalyvavo"),
    },
    "handmade_product": {
        "en": ("User ID", "Occurred at", "Event"),
        "zh_tw": ("使用者 ID", "時間", "事件"),
        "zh_cn": ("用户 ID", "时间", "事件"),
        "ms": ("ID pengguna", "Masa", "Peristiwa"),
        "lt": ("Vartotojo ID", "Laikas", "Įvykis"),
    },
    "handmade_mentions": {
        "en": ("Mention date", "Brand", "Author", "Sentiment"),
        "zh_tw": ("提及時間", "品牌", "作者", "情緒"),
        "zh_cn": ("提及时间", "品牌", "作者", "情感倾向"),
        "ms": ("Tarikh sebutan", "Jenama", "Pengarang", "Sentimen"),
        "lt": ("Paminėjimo data", "Prekės ženklas", "Autorius", "Nuotaika"),
    },
    "handmade_mrr": {
        "en": ("Customer", "Month", "Monthly recurring revenue"),
        "zh_tw": ("客戶編號", "月份", "每月經常性收入"),
        "zh_cn": ("客户编号", "月份", "月度经常性收入"),
        "ms": ("Pelanggan", "Bulan", "Hasil bulanan"),
        "lt": ("Klientas", "Mėnuo", "Mėnesio pajamos"),
    },
    "handmade_referrals": {
        "en": ("Referred by", "Referred customer", "Referral date", "Conversion date"),
        "zh_tw": ("推薦人", "被推薦人", "推薦日期", "轉換日期"),
        "zh_cn": ("推荐人", "被推荐人", "推荐日期", "转化日期"),
        "ms": ("Dirujuk oleh", "Orang dirujuk", "Tarikh rujukan", "Tarikh penukaran"),
        "lt": ("Rekomendavo", "Pakviestasis", "Rekomendavimo data", "Konversijos data"),
    },
    "handmade_messages": {
        "en": ("Ticket ID", "Sent at", "Sender", "Sender type"),
        "zh_tw": ("工單編號", "發送時間", "寄件者", "寄件者類型"),
        "zh_cn": ("工单编号", "发送时间", "发送人", "发送人类型"),
        "ms": ("ID tiket", "Masa dihantar", "Pengirim", "Jenis pengirim"),
        "lt": ("Bilieto ID", "Siuntimo laikas", "Siuntėjas", "Siuntėjo tipas"),
    },
    "handmade_users": {
        "en": ("User ID", "Signup date", "Deletion date", "Paying"),
        "zh_tw": ("使用者 ID", "註冊日期", "刪除日期", "付費"),
        "zh_cn": ("用户 ID", "注册日期", "删除日期", "付费"),
        "ms": ("ID pengguna", "Tarikh daftar", "Tarikh dipadam", "Berbayar"),
        "lt": ("Vartotojo ID", "Registracijos data", "Ištrynimo data", "Moka"),
    },
    "handmade_mail_events": {
        "en": ("Campaign", "Recipient", "Event", "Event time"),
        "zh_tw": ("活動名稱", "收件人", "事件", "時間"),
        "zh_cn": ("活动名称", "收件人", "事件", "时间"),
        "ms": ("Nama kempen", "Penerima", "Peristiwa", "Masa"),
        "lt": ("Kampanija", "Gavėjas", "Įvykis", "Laikas"),
    },
    "handmade_contacts": {
        "en": ("Subscriber", "Audience", "Opt in date", "Unsubscribe date"),
        "zh_tw": ("訂閱者", "名單", "訂閱時間", "退訂時間"),
        "zh_cn": ("订阅者", "名单", "订阅时间", "退订时间"),
        "ms": ("Pelanggan e-mel", "Senarai", "Tarikh langgan", "Tarikh berhenti melanggan"),
        "lt": ("Prenumeratorius", "Sąrašas", "Prenumeratos data", "Atsisakymo data"),
    },
}
FIELDS = {
    "handmade_ticket": ("ticket_id", "created_at", "resolved_at", "priority", "channel"),
    "handmade_order": ("order_id", "customer_id", "ordered_at", "revenue"),
    "handmade_subscription": ("subscription_id", "customer_id", "started_at", "ended_at", "plan", "mrr"),
    "handmade_web": ("date", "page", "sessions", "pageviews", "bounces"),
    "handmade_email": ("name", "sent_at", "sent", "delivered", "unique_opens", "unique_clicks"),
    "handmade_social": ("post_id", "published_at", "likes", "comments", "shares"),
    "handmade_search": ("query", "clicks", "impressions", "position"),
    "handmade_attendance": ("event_name", "person_id", "registered_at", "attended"),
    "handmade_product": ("user_id", "occurred_at", "event"),
    "handmade_mentions": ("mentioned_at", "brand", "author_id", "sentiment"),
    "handmade_mrr": ("customer_id", "snapshot_at", "mrr"),
    "handmade_referrals": ("referrer_id", "referred_id", "referred_at", "converted_at"),
    "handmade_messages": ("ticket_id", "sent_at", "author", "author_type"),
    "handmade_users": ("user_id", "signed_up_at", "deleted_at", "is_paying"),
    "handmade_mail_events": ("campaign_id", "recipient_id", "event", "occurred_at"),
    "handmade_contacts": ("recipient_id", "audience", "subscribed_at", "unsubscribed_at"),
}
CELLS = {
    "instant": ("2026-01-05 09:00", "2026-01-25 10:00"),
    "number": ("7", "12"),
    "text": ("one", "two"),
    "flag": ("yes", "no"),
    "words": ("x", "y"),
}
SPOKEN = [pytest.param(name, language, id=f"{name}-{language}") for name, headers in HEADERS.items() for language in headers]


def made(folder: Path, name: str, header: tuple[str, ...], encoding: str = "utf-8") -> Path:
    """A file under a header whose cells are what the fields hold."""
    kinds = [READERS[name].columns[field].kind for field in FIELDS[name]]
    rows = [",".join(CELLS[kind][row] for kind in kinds) for row in range(2)]
    return saved(folder, ",".join(header), *rows, encoding=encoding)


@pytest.mark.parametrize(("name", "language"), SPOKEN)
def test_a_header_is_understood_in_five_languages(tmp_path, name, language):
    header = HEADERS[name][language]
    reader, roles = played(made(tmp_path, name, header), family=READERS[name].family)
    assert reader == name
    assert roles == dict(zip(FIELDS[name], header, strict=True))


@pytest.mark.parametrize("name", [name for name in HEADERS if name != "handmade_product"])
@pytest.mark.parametrize("language", ["en", "zh_tw", "lt"])
def test_a_header_tells_its_family_by_itself(tmp_path, name, language):
    reader, _ = played(made(tmp_path, name, HEADERS[name][language]))
    assert reader == name


@pytest.mark.parametrize("name", HEADERS)
def test_lithuanian_words_are_known_without_their_marks(tmp_path, name):
    plain = str.maketrans("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "aceeisuuzACEEISUUZ")
    header = tuple(word.translate(plain) for word in HEADERS[name]["lt"])
    reader, roles = played(made(tmp_path, name, header), family=READERS[name].family)
    assert (reader, set(roles)) == (name, set(FIELDS[name]))


@pytest.mark.parametrize(("language", "encoding"), [("lt", "cp1257"), ("zh_tw", "big5"), ("zh_cn", "gb18030")])
def test_words_are_known_in_the_code_page_a_spreadsheet_writes(tmp_path, language, encoding):
    header = HEADERS["handmade_ticket"][language]
    _, roles = played(made(tmp_path, "handmade_ticket", header, encoding), family="ticket")
    assert roles == dict(zip(FIELDS["handmade_ticket"], header, strict=True))


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda word: word.replace(" ", "_"), lambda word: f" {word.replace(' ', '-')} "])
def test_case_blanks_and_underscores_do_not_matter(tmp_path, change):
    header = tuple(change(word) for word in HEADERS["handmade_order"]["en"])
    reader, roles = played(made(tmp_path, "handmade_order", header))
    assert (reader, set(roles)) == ("handmade_order", set(FIELDS["handmade_order"]))


# ── Declarations ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", HANDS)
def test_the_own_name_of_a_field_is_one_of_its_words(name):
    reader = READERS[name]
    if reader.frame != "survey":
        for field, column in reader.columns.items():
            assert field in FRAMES[reader.frame]
            assert spoken(field) in {spoken(word) for word in column.names}, field


@pytest.mark.parametrize("name", HANDS)
def test_words_are_mapped_to_canonical_words_alone(name):
    reader = READERS[name]
    for field, column in reader.columns.items():
        known = {*FRAMES[reader.frame][field].words, "true", "false", "quarter"}
        assert set(column.words.values()) <= known, field
        assert all(word == word.casefold() for word in column.words), field


@pytest.mark.parametrize("name", HANDS)
def test_what_a_reader_needs_are_fields_it_reads(name):
    for group in READERS[name].needs:
        assert set(group) <= set(READERS[name].columns)


# ── Which family ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CLICKSTREAM = ["user_id,session_id,event,timestamp,platform", "u1,s1,home,2026-01-05 09:00:00,web", "u2,s2,home,2026-01-25 09:00:00,web"]


def test_a_file_that_fits_two_families_is_refused_with_the_readers_to_choose(tmp_path):
    with pytest.raises(AmbiguousError, match="about equally well") as refused:
        played(saved(tmp_path, *CLICKSTREAM))
    assert "--reader handmade-product" in (refused.value.cure or "")
    assert "--reader handmade-web-hits" in (refused.value.cure or "")


@pytest.mark.parametrize(("how", "reader"), [
    ({"family": "web"}, "handmade_web_hits"), ({"family": "product"}, "handmade_product"), ({"frame": "hit"}, "handmade_web_hits"),
    ({"frame": "product_event"}, "handmade_product"), ({"reader": "handmade-web-hits"}, "handmade_web_hits"),
])  # fmt: skip
def test_the_family_of_the_metric_or_a_flag_settles_it(tmp_path, how, reader):
    assert played(saved(tmp_path, *CLICKSTREAM), **how)[0] == reader


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("user_id,timestamp,page", {"visitor_id": "user_id", "viewed_at": "timestamp", "page": "page"}),
        ("cookie id,user_id,timestamp,page", {"visitor_id": "cookie id", "user_id": "user_id", "viewed_at": "timestamp", "page": "page"}),
    ],
)
def test_the_user_is_the_visitor_where_nothing_else_names_one(tmp_path, header, roles):
    cells = {"timestamp": ("2026-01-05 09:00", "2026-01-25 09:00")}
    rows = [",".join(cells.get(name, ("a", "b"))[row] for name in header.split(",")) for row in range(2)]
    assert played(saved(tmp_path, header, *rows), family="web") == ("handmade_web_hits", roles)


def test_hits_sessions_and_reports_are_told_apart_by_what_they_count(tmp_path):
    hits = saved(tmp_path, "visitor id,timestamp,page", "v,2026-01-05 09:00,/", "w,2026-01-25 09:00,/", name="a.csv")
    sessions = saved(
        tmp_path,
        "session id,visitor id,start time,page views,landing page",
        "s,v,2026-01-05 09:00,3,/",
        "t,w,2026-01-25 09:00,1,/",
        name="b.csv",
    )
    report = saved(tmp_path, "date,sessions,page views", "2026-01-05,3,9", "2026-01-25,1,2", name="c.csv")
    assert [played(path, family="web")[0] for path in (hits, sessions, report)] == [
        "handmade_web_hits",
        "handmade_web_sessions",
        "handmade_web",
    ]


def test_a_header_of_which_nothing_is_known_is_claimed_by_nobody_and_by_whom_the_user_names(tmp_path):
    path = saved(tmp_path, "foo,bar,baz", "1,2026-01-05 09:00,12.50", "2,2026-01-25 09:00,7.25")
    with pytest.raises(ExportError, match="no reader recognises") as refused:
        played(path)
    assert "handmade-order" in (refused.value.cure or "")
    found = table(path, reader="handmade-order", roles={"order_id": "foo", "ordered_at": "bar", "revenue": "baz"})
    assert found.select("order_id", "ordered_at", "revenue").row(0) == ("1", datetime(2026, 1, 5, 9), 12.5)


def test_in_a_family_that_is_known_columns_can_be_named_without_a_reader(tmp_path):
    path = saved(tmp_path, "foo,bar", "1,2026-01-05 09:00", "2,2026-01-25 09:00")
    assert table(path, family="order", roles={"order_id": "foo", "ordered_at": "bar"}).height == 2


def test_a_vendor_is_preferred_to_words():
    rows = [["date", "visitors", "pageviews", "bounces", "visits", "visit_duration"], ["2026-01-05", "1", "1", "1", "1", "1"]]
    assert [claim.reader.name for claim in recognise(rows)] == ["plausible_visitors"]


# ── Cells decide where words do not ─────────────────────────────────────────────────────────────────────────────────────────


def test_registered_is_a_time_or_a_count_by_its_cells(tmp_path):
    people = saved(
        tmp_path, "event,email,registered,attended", "a,x@x.example,2026-01-05 09:00,yes", "a,y@x.example,2026-01-25 09:00,no", name="a.csv"
    )
    assert played(people, family="attendance")[1] == {
        "event_name": "event",
        "person_id": "email",
        "registered_at": "registered",
        "attended": "attended",
    }
    counts = saved(
        tmp_path, "slug,registered,attended", "2026-01-05-a,35,27", "2026-01-25-b,29,27", "2026-02-05-c,27-22-20,19", name="b.csv"
    )
    assert played(counts, family="attendance")[1] == {"event_id": "slug", "registered": "registered", "present": "attended"}


def test_a_column_plays_one_part_the_one_its_reader_names_first(tmp_path):
    header = "campaign,send date,recipients,opens"
    _, roles = played(saved(tmp_path, header, "a,2026-01-05,100,30", "b,2026-01-25,100,20"))
    assert roles == {"name": "campaign", "sent_at": "send date", "sent": "recipients", "unique_opens": "opens"}
    _, roles = played(saved(tmp_path, header + ",unique opens", "a,2026-01-05,100,30,20", "b,2026-01-25,100,20,10"))
    assert (roles["opens"], roles["unique_opens"]) == ("opens", "unique opens")


def test_what_the_user_maps_comes_first_and_a_dash_leaves_a_field_out(tmp_path):
    path = saved(tmp_path, "order id,date,total,net", "1,2026-01-05,10,8", "2,2026-01-25,20,16")
    assert table(path, roles={"revenue": "net"})["revenue"].to_list() == [8.0, 16.0]
    assert "revenue" not in table(path, roles={"revenue": "-"}).columns


def test_a_role_or_a_column_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    path = saved(tmp_path, "order id,date,total", "1,2026-01-05,10", "2,2026-01-25,20")
    with pytest.raises(UsageError, match="unknown role") as refused:
        table(path, roles={"revenu": "total"})
    assert "revenue" in (refused.value.cure or "")
    with pytest.raises(UsageError, match="no column"):
        table(path, roles={"revenue": "totl"})


def test_a_unit_is_declared_behind_a_column_unless_that_is_its_name(tmp_path):
    path = saved(tmp_path, "order id,date,total,total@minor", "1,2026-01-05,500,90", "2,2026-01-25,700,30")
    assert table(path, roles={"revenue": "total@minor"})["revenue"].to_list() == [90, 30]
    path = saved(tmp_path, "order id,date,total", "1,2026-01-05,500", "2,2026-01-25,700")
    assert table(path, roles={"revenue": "total@minor"})["revenue"].to_list() == [5.0, 7.0]


# ── Snapshots and words of status ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_snapshot_of_customers_has_a_flag_of_those_who_left(tmp_path):
    header = "customerID,Contract,tenure,MonthlyCharges,Churn"
    found = table(saved(tmp_path, header, "7590-V,Month-to-month,1,29.85,No", "5575-G,One year,34,56.95,Yes"))
    assert found.select("customer_id", "plan", "tenure_months", "mrr", "churned").rows() == [
        ("7590-V", "Month-to-month", 1, 29.85, False),
        ("5575-G", "One year", 34, 56.95, True),
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Open", "open"),
        ("In Progress", "open"),
        ("已解決", "solved"),
        ("已解决", "solved"),
        ("Ditutup", "closed"),
        ("Uždaryta", "closed"),
        ("Wedged", "Wedged"),
    ],
)
def test_words_of_status_are_mapped_in_five_languages_and_unknown_ones_are_kept(tmp_path, said, meant):
    path = saved(tmp_path, "ticket id,created,status,priority", f"1,2026-01-05 09:00,{said},high", "2,2026-01-25 09:00,open,low")
    assert table(path)["status"].to_list() == [meant, "open"]


def test_intervals_in_words_give_revenue_per_month(tmp_path):
    header = "customer id,start date,amount,billing cycle,plan"
    rows = ["a,2026-01-05,29,monthly,x", "b,2026-01-05,348,Annually,x", "c,2026-01-25,87,每季,x", "d,2026-01-25,5,sometimes,x"]
    assert table(saved(tmp_path, header, *rows))["mrr"].to_list() == [29, 29, 29, None]


# ── Proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_columns_that_could_play_a_field_are_proposed_as_the_flags_that_say_so(tmp_path):
    header = "order id,date,net order value,shipping weight,buyer account,note"
    path = saved(tmp_path, header, "1,2026-01-05,12.50,3,a1,x", "2,2026-01-25,7.25,4,a2,y")
    with Workspace() as workspace:
        reading = opened(workspace, path, family="order")
        found = proposals(reading, ["revenue", "customer_id", "ordered_at", "refund"])
    assert found["revenue"][0] == "--map 'revenue=net order value'"
    assert found["customer_id"] == ["--map 'customer_id=buyer account'"]
    assert "ordered_at" not in found
    assert "refund" not in found


def test_a_proposed_flag_reads_the_column_it_names(tmp_path):
    path = saved(tmp_path, "order id,date,net order value", "1,2026-01-05,12.50", "2,2026-01-25,7.25")
    assert table(path, family="order", roles={"revenue": "net order value"})["revenue"].to_list() == [12.5, 7.25]


def test_text_is_never_proposed_for_an_amount(tmp_path):
    path = saved(tmp_path, "order id,date,total comment", "1,2026-01-05,fine", "2,2026-01-25,good")
    with Workspace() as workspace:
        assert proposals(opened(workspace, path, reader="handmade-order"), ["revenue"]) == {}


@pytest.mark.parametrize(
    ("cells", "where", "direction"),
    [
        (["ease", "ease", ""], None, "ease"),
        (["Harder", "effort", "?"], None, "effort"),
        (["ease", "effort", ""], None, "mixed"),
        (["ease", "effort", ""], "direction = 'effort'", "effort"),
        (["up", "down", ""], None, ""),
    ],
)
def test_a_column_of_directions_declares_that_of_the_scores(tmp_path, cells, where, direction):
    export = saved(tmp_path, "response_id,effort,direction", *(f"{place},{place + 2},{cell}" for place, cell in enumerate(cells)))
    with Workspace() as workspace:
        assert opened(workspace, export, where=where).table("ces", timed=False).direction == direction
