"""Stripe's payments.csv and unified_payments.csv from the dashboard: one row is one payment, times are UTC by their header.

Amounts are in major units of the currency that was charged, unlike the API's; `Converted Amount` is the same in the
currency of the account and not used. Failed and cancelled payments are in the file and took no money. Older files say
`Created (UTC)`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Stripe payments (dashboard)",
    frame="order",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("id", "Amount", "Amount Refunded", "Currency", "Status"),
        some=(
            "Description",
            "Seller Message",
            "Converted Amount",
            "Converted Amount Refunded",
            "Fee",
            "Taxes On Fee",
            "Converted Currency",
            "Mode",
            "Statement Descriptor",
            "Customer ID",
            "Customer Description",
            "Customer Email",
            "Captured",
            "Card ID",
            "Invoice ID",
            "Transfer",
            "Payment Source Type",
        ),
        none=("Current Period End (UTC)",),
        patterns=("created( date)? \\(utc\\)",),
    ),
    columns={
        "order_id": text("id"),
        "customer_id": text("Customer ID", "Customer Email", each=True),
        "ordered_at": instant("Created date (UTC)", "Created (UTC)", zone="UTC"),
        "status": words(
            {
                "paid": "paid",
                "succeeded": "paid",
                "partially refunded": "partly_refunded",
                "partial refund": "partly_refunded",
                "refunded": "refunded",
                "uncaptured": "pending",
                "pending": "pending",
                "incomplete": "pending",
                "requires payment method": "failed",
                "failed": "failed",
                "blocked": "failed",
                "canceled": "cancelled",
                "disputed": "disputed",
            },
            "Status",
        ),
        "revenue": number("Amount"),
        "refund": number("Amount Refunded"),
        "currency": text("Currency"),
    },
)
