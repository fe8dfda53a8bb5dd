"""Orders in a file made by hand.

Rows are order lines where a price per item and a quantity, or several products of one order, prove it. English, Traditional and
Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

ORDER_ID = (
    "order_id", "invoiceno", "invoice no", "invoice number", "orderid", "basket id", "basket", "receipt", "receipt number",
    "transaction", "order id", "order", "order number", "order #", "order no", "invoice", "transaction id", "訂單編號", "訂單 id", "訂單",
    "订单编号", "订单号", "订单", "no pesanan", "id pesanan", "užsakymo id", "uzsakymo id", "užsakymo nr.", "uzsakymo nr.", "užsakymas",
    "uzsakymas",
)  # fmt: skip
CUSTOMER_ID = (
    "customer_id", "customerid", "client", "client id", "household id", "member id", "customer", "customer id", "customer email",
    "email", "user id", "buyer", "客戶編號", "客戶", "會員編號", "電子郵件", "客户编号", "客户", "会员编号", "买家", "邮箱", "pelanggan", "id pelanggan",
    "pembeli", "e-mel", "klientas", "kliento id", "pirkėjas", "pirkejas", "el. paštas", "el. pastas",
)  # fmt: skip
ORDERED_AT = (
    "ordered_at", "invoicedate", "orderdate", "created", "time", "transaction timestamp", "transaction date", "paid at", "date",
    "order date", "ordered at", "created at", "purchase date", "invoice date", "timestamp", "日期", "訂單日期", "下單時間", "購買日期", "订单日期",
    "下单时间", "购买日期", "tarikh", "tarikh pesanan", "tarikh beli", "data", "užsakymo data", "uzsakymo data", "pirkimo data",
)  # fmt: skip
REVENUE = (
    "revenue", "total price", "total amount", "grand total", "net sales", "sales value", "dollar value", "line total", "order value",
    "spend", "turnover", "total", "amount", "order total", "price", "value", "sales", "gmv", "金額", "總額", "訂單金額", "營收", "收益", "金额",
    "总额", "订单金额", "收入", "jumlah", "jumlah bayaran", "hasil", "suma", "iš viso", "is viso", "pajamos",
)  # fmt: skip
REFUND = (
    "refund", "refunded", "refund amount", "退款", "退款金額", "退款金额", "bayaran balik", "grąžinta", "grazinta", "grąžinta suma",
    "grazinta suma",
)  # fmt: skip
MARGIN = ("margin", "gross margin", "profit", "毛利", "利润", "margin kasar", "marža")
QUANTITY = (
    "quantity", "qty", "items", "units", "pieces", "number of items", "number of cds", "數量", "数量", "kuantiti", "bilangan", "kiekis",
)  # fmt: skip
PRICE = ("price", "unit price", "unitprice", "item price", "price per item", "單價", "单价", "harga seunit", "vieneto kaina")
CURRENCY = ("currency", "貨幣", "幣別", "货币", "币种", "mata wang", "valiuta")
STATUS = (
    "status", "order status", "payment status", "狀態", "訂單狀態", "状态", "订单状态", "status pesanan", "būsena", "busena", "užsakymo būsena",
    "uzsakymo busena",
)  # fmt: skip
CHANNEL = ("channel", "sales channel", "渠道", "saluran", "kanalas")
SOURCE = ("source", "來源", "来源", "sumber", "šaltinis")
PRODUCT = (
    "product", "product id", "product name", "sku", "stockcode", "stock code", "item", "item name", "產品", "商品", "产品", "produk",
    "produktas", "prekė",
)  # fmt: skip
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
LOCATION = ("location", "store", "store id", "shop", "branch", "門市", "门店", "kedai", "parduotuvė")
DISCOUNT_CODE = ("discount_code", "coupon", "discount code", "優惠碼", "优惠码", "kod diskaun", "nuolaidos kodas")
REFERRED_BY = (
    "referred_by", "referrer", "referred by", "referral code", "推薦人", "推薦碼", "推荐人", "推荐码", "perujuk", "kod rujukan", "rekomendavo",
)  # fmt: skip
CUSTOMER_TYPE = ("customer_type", "new or returning")
UPDATED_AT = ("updated_at", "updated", "last updated", "更新時間", "更新时间")

STATUS_WORDS = {
    "paid": "paid", "complete": "paid", "completed": "paid", "fulfilled": "paid", "shipped": "paid", "delivered": "paid",
    "processing": "paid", "已付款": "paid", "已支付": "paid", "已完成": "paid", "已出貨": "paid", "已发货": "paid", "已送達": "paid",
    "dibayar": "paid", "telah dibayar": "paid", "selesai": "paid", "dihantar": "paid", "apmokėta": "paid", "apmoketa": "paid",
    "įvykdyta": "paid", "ivykdyta": "paid", "išsiųsta": "paid", "issiusta": "paid", "pristatyta": "paid",
    "partially paid": "partly_paid", "partly paid": "partly_paid", "pending": "pending", "unpaid": "pending",
    "awaiting payment": "pending", "on hold": "pending", "待付款": "pending", "未付款": "pending", "處理中": "pending", "处理中": "pending",
    "belum dibayar": "pending", "menunggu": "pending", "laukiama": "pending", "neapmokėta": "pending", "neapmoketa": "pending",
    "partially refunded": "partly_refunded", "partly refunded": "partly_refunded", "部分退款": "partly_refunded",
    "grąžinta iš dalies": "partly_refunded", "grazinta is dalies": "partly_refunded", "refunded": "refunded", "refund": "refunded",
    "returned": "refunded", "已退款": "refunded", "退款": "refunded", "dibayar balik": "refunded", "grąžinta": "refunded",
    "grazinta": "refunded", "cancelled": "cancelled", "canceled": "cancelled", "void": "cancelled", "voided": "cancelled",
    "已取消": "cancelled", "取消": "cancelled", "dibatalkan": "cancelled", "batal": "cancelled", "atšaukta": "cancelled",
    "atsaukta": "cancelled", "atšauktas": "cancelled", "atsauktas": "cancelled", "failed": "failed", "declined": "failed",
    "失敗": "failed", "失败": "failed", "gagal": "failed", "nepavyko": "failed", "draft": "draft", "草稿": "draft", "draf": "draft",
    "juodraštis": "draft", "juodrastis": "draft", "disputed": "disputed", "chargeback": "disputed", "test": "test", "測試": "test",
    "测试": "test", "ujian": "test", "bandomasis": "test", "fraud": "fraud",
}  # fmt: skip
CUSTOMER_TYPE_WORDS = {
    "new": "new", "first time": "new", "returning": "returning", "repeat": "returning", "新客": "new", "舊客": "returning",
    "老客": "returning", "baharu": "new", "naujas": "new",
}  # fmt: skip

READER = Reader(
    title="Order file made by hand",
    frame="order",
    evidence=Evidence.HAND,
    signature=Signature(),
    rows="order_lines_if_proven",
    needs=(
        ("order_id", "customer_id"),
        ("revenue", "price", "quantity"),
        ("ordered_at", "revenue", "price"),
    ),
    columns={
        "order_id": text(*ORDER_ID),
        "customer_id": text(*CUSTOMER_ID),
        "ordered_at": instant(*ORDERED_AT),
        "revenue": number(*REVENUE),
        "refund": number(*REFUND),
        "margin": number(*MARGIN),
        "quantity": number(*QUANTITY),
        "price": number(*PRICE),
        "currency": text(*CURRENCY),
        "status": words(STATUS_WORDS, *STATUS),
        "channel": text(*CHANNEL),
        "source": text(*SOURCE),
        "product": text(*PRODUCT),
        "country": text(*COUNTRY),
        "location": text(*LOCATION),
        "discount_code": text(*DISCOUNT_CODE),
        "referred_by": text(*REFERRED_BY),
        "customer_type": words(CUSTOMER_TYPE_WORDS, *CUSTOMER_TYPE),
        "updated_at": instant(*UPDATED_AT),
    },
)
