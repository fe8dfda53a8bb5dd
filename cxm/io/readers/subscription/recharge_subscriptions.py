"""Recharge (subscriptions of Shopify shops) as connectors give them: one row is one subscribed line.

A customer with three products has three rows and has left when all of them are cancelled. `price` is that of one piece
for one charge, `charge_interval_frequency` (with the unit `order_interval_unit`) how often it is charged, which is not
how often it is sent when it is prepaid. An expired line carries no date of its end. Times are in the zone of the shop.
Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Recharge subscriptions (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    rows="subscribed_lines",
    signature=Signature(
        every=("id", "customer_id", "address_id", "status", "order_interval_unit", "order_interval_frequency"),
        some=(
            "created_at",
            "cancelled_at",
            "next_charge_scheduled_at",
            "price",
            "quantity",
            "cancellation_reason",
            "cancellation_reason_comments",
            "product_title",
            "variant_title",
            "sku",
            "charge_interval_frequency",
            "updated_at",
        ),
    ),
    columns={
        "subscription_id": text("id"),
        "customer_id": text("customer_id"),
        "plan": text("product_title", "sku", each=True),
        "product": text("product_title"),
        "status": words({"active": "active", "cancelled": "ended", "expired": "ended", "onetime": "never_started"}, "status"),
        "started_at": instant("created_at"),
        "ended_at": instant("cancelled_at"),
        "period_end_at": instant("next_charge_scheduled_at"),
        "cancel_reason": text("cancellation_reason"),
        "amount": number("price"),
        "quantity": number("quantity"),
        "interval": text("order_interval_unit"),
        "interval_count": number("charge_interval_frequency", "order_interval_frequency"),
        "updated_at": instant("updated_at"),
    },
)
