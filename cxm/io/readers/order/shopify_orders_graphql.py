"""Shopify orders of the GraphQL API as connectors land them: one row is one order, times are UTC.

Amounts come twice, in the currency of the shop and in that of the buyer; the shop's is taken, so that orders add up. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Shopify orders (GraphQL API)",
    frame="order",
    evidence=Evidence.CONNECTOR,
    decimal=".",
    signature=Signature(
        every=("id", "display_financial_status", "total_price_set_shop_amount", "created_at", "customer_id"),
        some=("number", "processed_at", "cancelled_at", "currency_code", "source_name", "test", "updated_at", "display_fulfillment_status"),
    ),
    columns={
        "order_id": text("id"),
        "customer_id": text("customer_id"),
        "ordered_at": instant("created_at", "processed_at", zone="UTC"),
        "revenue": number("total_price_set_shop_amount"),
        "currency": text("total_price_set_shop_currency_code", "currency_code"),
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
            "display_financial_status",
        ),
        "channel": text("source_name"),
        "country": text("shipping_address_country_code", "billing_address_country_code"),
        "cancelled_at": instant("cancelled_at", zone="UTC"),
        "updated_at": instant("updated_at", zone="UTC"),
    },
)
