"""Mailchimp recipient activity as connectors land it: one row is one open, click or bounce of one member.

Sends are not in it, so it has openers and clickers but no base; the recipients are in a table of their own. An event has no id.
Opens are not marked as made by machines, though mail programs fetch pictures by themselves. Times are UTC. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Mailchimp campaign recipient activity (connector shape)",
    frame="mail_event",
    evidence=Evidence.CONNECTOR,
    together="mailchimp",
    signature=Signature(
        every=("action", "campaign_id", "member_id", "timestamp"), some=("bounce_type", "combination_id", "ip", "list_id", "url")
    ),
    columns={
        "occurred_at": instant("timestamp", formats=FORMATS, zone="UTC"),
        "recipient_id": text("member_id"),
        "campaign_id": text("campaign_id"),
        "event": words({"open": "open", "click": "click", "bounce": "bounce"}, "action"),
        "bounce_type": words({"hard": "hard", "soft": "soft"}, "bounce_type"),
        "link": text("url"),
    },
)
