"""BigCommerce's orders export in its default template: one row is one order, times are in the zone of the store.

Day and month come in the order of the store's setting, which the file does not name. The number 0 stands for customers
who bought as guests. Templates can be edited, so that any column but the four required ones may be missing.
`Incomplete` orders were never finished. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="BigCommerce orders",
    frame="order",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Order ID", "Order Status", "Order Date", "Order Total (inc tax)"),
        some=(
            "Customer ID",
            "Customer Name",
            "Customer Email",
            "Customer Phone",
            "Order Time",
            "Subtotal (inc tax)",
            "Subtotal (ex tax)",
            "Tax Total",
            "Shipping Cost (inc tax)",
            "Ship Method",
            "Order Total (ex tax)",
            "Refund Amount",
            "Payment Method",
            "Total Quantity",
            "Total Shipped",
            "Date Shipped",
            "Order Currency Code",
            "Coupon Details",
            "Billing Country",
            "Channel Name",
            "Product Details",
        ),
    ),
    columns={
        "order_id": text("Order ID"),
        "customer_id": words({"0": None}, "Customer ID", "Customer Email", each=True),
        "ordered_at": instant("Order Date", clock="Order Time"),
        "status": words(
            {
                "completed": "paid",
                "shipped": "paid",
                "partially shipped": "paid",
                "awaiting fulfillment": "paid",
                "awaiting shipment": "paid",
                "awaiting pickup": "paid",
                "awaiting payment": "pending",
                "manual verification required": "pending",
                "pending": "pending",
                "partially refunded": "partly_refunded",
                "refunded": "refunded",
                "cancelled": "cancelled",
                "declined": "failed",
                "incomplete": "draft",
                "disputed": "disputed",
            },
            "Order Status",
        ),
        "revenue": number("Order Total (inc tax)"),
        "refund": number("Refund Amount"),
        "quantity": number("Total Quantity"),
        "currency": text("Order Currency Code"),
        "channel": text("Channel Name"),
        "country": text("Billing Country", "Shipping Country", each=True),
    },
)
