"""Recurring revenue by customer and month, made by hand: a row is what one customer, or one subscription, pays at that time.

It holds from the month, or the day, that the row names until the next one in the file; a customer without a row for that one pays nothing
then. English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

CUSTOMER_ID = (
    "customer_id", "customerid", "customer id", "customer", "client", "client id", "account id", "account", "客戶編號", "客戶", "客户编号",
    "客户", "id pelanggan", "pelanggan", "kliento id", "klientas",
)  # fmt: skip
SNAPSHOT_AT = (
    "snapshot_at", "snapshot at", "month", "snapshot", "snapshot date", "as of", "月份", "快照日期", "bulan", "tarikh petikan", "mėnuo", "menuo",
)  # fmt: skip
MRR = (
    "mrr", "monthly recurring revenue", "monthly revenue", "recurring revenue", "每月經常性收入", "月費", "月度经常性收入", "月费",
    "hasil bulanan", "mėnesio pajamos", "menesio pajamos",
)  # fmt: skip
CURRENCY = ("currency", "貨幣", "幣別", "货币", "币种", "mata wang", "valiuta")
PLAN = ("plan", "tier", "package", "方案", "套餐", "pelan", "planas")
PRODUCT = ("product", "產品", "产品", "produk", "produktas")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")

READER = Reader(
    title="Recurring revenue by customer and month made by hand",
    frame="subscription",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(("customer_id",), ("snapshot_at",), ("mrr",)),
    rules=("snapshots",),
    columns={
        "customer_id": text(*CUSTOMER_ID),
        "plan": text(*PLAN),
        "product": text(*PRODUCT),
        "snapshot_at": instant(*SNAPSHOT_AT),
        "mrr": number(*MRR),
        "currency": text(*CURRENCY),
        "country": text(*COUNTRY),
    },
)
