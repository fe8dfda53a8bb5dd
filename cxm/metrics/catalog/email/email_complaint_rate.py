"""Spam complaint rate: the share of delivered messages that the recipient marked as spam.

In per cent of delivered. Mail providers measure it on inboxed mail of their active users, which gives a higher number. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

METRIC = Metric(
    title="Spam complaint rate",
    frame="campaign",
    definition="of_delivered",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("complaints", "delivered"),
    uses=("sent_at", "campaign_id"),
    states=sums(complained="complaints", delivered="delivered"),
    base="delivered",
    value=lambda s: 100 * s.complained / s.delivered,
    interval=wilson_cluster("complained"),
    shown=("complained",),
    min_grade_n=5000,
    aliases=("spam-rate", "complaint-share"),
    question="What share of recipients reported the e-mail as spam?",
    formula="100 x complaints / delivered",
    counted="campaigns with complaints and delivered",
    left_out="campaigns that lack one of the counts",
    conflict="Over delivered, or over mails that reached the inbox, which senders cannot know.",
    reason="Delivered is the base of the senders' own figures; Google's limits are meant for the other.",
    example="1 of 1,000 delivered: 0.1 %",
    names={"zh_TW": "垃圾郵件投訴率", "zh_CN": "垃圾邮件投诉率", "ms": "Kadar aduan spam", "lt": "Skundų dėl šlamšto dalis"},
)
