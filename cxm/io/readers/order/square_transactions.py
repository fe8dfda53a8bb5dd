"""Square's transactions CSV: one row is one payment or one refund.

Day and time are two columns, and a third names their zone in the words of Rails (`Pacific Time (US & Canada)`), shop by
shop. Money is text with its sign (`-$3.00`). A refund is a row of its own with a negative total, so that totals add up;
`Partial Refunds` is part of `Total Collected` already and must not be subtracted again. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Square transactions",
    frame="order",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Date", "Time", "Time Zone", "Gross Sales", "Net Sales", "Total Collected", "Transaction ID"),
        some=(
            "Discounts",
            "Service Charges",
            "Gift Card Sales",
            "Tax",
            "Tip",
            "Partial Refunds",
            "Source",
            "Card",
            "Cash",
            "Fees",
            "Net Total",
            "Payment ID",
            "Event Type",
            "Location",
            "Customer ID",
            "Customer Name",
            "Customer Reference ID",
            "Transaction Status",
            "Refund Reason",
            "Staff Name",
        ),
    ),
    columns={
        "order_id": text("Transaction ID"),
        "customer_id": text("Customer ID", "Customer Reference ID", each=True),
        "ordered_at": instant("Date", clock="Time", zone="column:Time Zone"),
        "status": words({"payment": "paid", "refund": "refunded"}, "Event Type"),
        "revenue": number("Total Collected"),
        "channel": text("Channel", "Source"),
        "source": text("Source"),
        "location": text("Location"),
    },
)
