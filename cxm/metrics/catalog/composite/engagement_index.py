"""Engagement index: several metrics relative to one period, as one weighted number; 100 is the level of that period. Since 0.1."""

from cxm.metrics.spec import Panel, Setting, Unit

METRIC = Panel(
    title="Engagement index",
    of="social_engagement_rate",
    definitions=("arithmetic", "geometric"),
    unit=Unit.INDEX,
    inputs=(
        Setting("weights", "words", (), "metrics and their weights, such as sessions=2,email-open-rate=1"),
        Setting("baseline", "text", "", "the period that is 100, as a result names it: 2026-01"),
    ),
    question="One number for engagement, against one period?",
    formula=(
        "100 x sum of weight x (value / value in the baseline) / sum of weights; upside down where lower is better; counts per day. "
        "`geometric` multiplies the powers of the relatives instead"
    ),
    example=(
        "cxm compute engagement-index posts.csv campaigns.csv visits.csv --period month "
        "--set weights=social-engagement-rate=1,email-open-rate=1,sessions=2 --set baseline=2026-01: "
        "relatives 1.1, 0.9 and 1.2 give (1.1 + 0.9 + 2 x 1.2) / 4 = 110.0"
    ),
    pitfalls=("It hides which part moved: read it with engagement-panel.", "Other weights are another number."),
    names={"zh_TW": "參與度指數", "zh_CN": "参与度指数", "ms": "Indeks penglibatan", "lt": "Įsitraukimo indeksas"},
)
