"""WooCommerce orders as Analytics downloads them: one row is one order, times are in the zone of the site.

The customer is a display name, so that two people of one name are one customer; `Customer type` tells new from
returning without it. Net sales are without tax and shipping and have no currency (`N. Revenue` in older versions,
beside a formatted copy). Sites in other languages translate the headers. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="WooCommerce Analytics orders",
    frame="order",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("Date", "Order #", "Status", "Customer"),
        some=("N. Revenue (formatted)", "Customer type", "Product(s)", "Items sold", "Coupon(s)", "Net Sales", "N. Revenue", "Attribution"),
        least=2,
    ),
    columns={
        "order_id": text("Order #"),
        "customer_id": text("Customer"),
        "ordered_at": instant("Date"),
        "status": words(
            {
                "completed": "paid",
                "processing": "paid",
                "on-hold": "pending",
                "pending": "pending",
                "refunded": "refunded",
                "cancelled": "cancelled",
                "failed": "failed",
                "checkout-draft": "draft",
            },
            "Status",
        ),
        "revenue": number("Net Sales", "N. Revenue"),
        "quantity": number("Items sold"),
        "source": text("Attribution"),
        "discount_code": text("Coupon(s)"),
        "customer_type": words({"new": "new", "returning": "returning"}, "Customer type"),
    },
)
