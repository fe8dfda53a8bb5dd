"""Shopify's orders_export.csv: one row is one line of an order, times carry their offset.

Rows after the first of an order repeat `Name`, `Email` and `Created at` and leave the rest empty: total, status and
refund are those of the first row, pieces are summed over the rows. `Total` is what was charged, before refunds.
`voided` and `expired` took no money. `Id` is empty on further rows, so that `Name` (`#1001`) is the order. An order at
the till may have no address; a name is no customer. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Shopify orders_export.csv",
    frame="order",
    evidence=Evidence.FILE,
    rows="order_lines_with_totals",
    signature=Signature(
        every=("Name", "Financial Status", "Fulfillment Status", "Created at", "Lineitem quantity"),
        some=(
            "Email",
            "Paid at",
            "Fulfilled at",
            "Accepts Marketing",
            "Currency",
            "Subtotal",
            "Shipping",
            "Taxes",
            "Total",
            "Discount Code",
            "Discount Amount",
            "Lineitem name",
            "Lineitem price",
            "Lineitem sku",
            "Billing Name",
            "Cancelled at",
            "Payment Method",
            "Refunded Amount",
            "Id",
            "Tags",
            "Risk Level",
            "Source",
            "Phone",
        ),
    ),
    columns={
        "order_id": text("Name", "Id"),
        "customer_id": text("Email", "Phone", each=True),
        "ordered_at": instant("Created at"),
        "paid_at": instant("Paid at"),
        "cancelled_at": instant("Cancelled at"),
        "status": words(
            {
                "paid": "paid",
                "partially_paid": "partly_paid",
                "pending": "pending",
                "authorized": "pending",
                "partially_refunded": "partly_refunded",
                "refunded": "refunded",
                "voided": "cancelled",
                "expired": "cancelled",
            },
            "Financial Status",
        ),
        "revenue": number("Total"),
        "refund": number("Refunded Amount"),
        "quantity": number("Lineitem quantity"),
        "currency": text("Currency"),
        "channel": text("Source"),
        "source": text("Source"),
        "country": text("Billing Country", "Shipping Country", each=True),
        "location": text("Location"),
        "discount_code": text("Discount Code"),
    },
)
