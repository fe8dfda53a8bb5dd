"""Customer engagement panel: social media, e-mail, site and product side by side. Since 0.1."""

from cxm.metrics.spec import Panel

METRIC = Panel(
    title="Customer engagement panel",
    of="social_engagement_rate",
    parts=("social_engagement_rate", "email_open_rate", "email_click_rate", "sessions", "visit_frequency", "stickiness"),
    aliases=("engagement",),
    question="How engaged are customers across social media, e-mail, site and product?",
    formula="each metric as it is computed alone, with its own interval, grade and change",
    example="cxm compute engagement-panel posts.csv campaigns.csv visits.csv --period month: one row per metric and month",
    pitfalls=("The parts are of different people and in different units: they have no total.",),
    names={"zh_TW": "客戶參與度", "zh_CN": "客户参与度", "ms": "Penglibatan pelanggan", "lt": "Kliento įsitraukimas"},
)
