"""Organic impressions: appearances of the site in unpaid search results.

A count by day. Rows by query leave out anonymised queries, and rows by page count otherwise than the property: sums differ by export. Since 0.1.
"""

from cxm.metrics.catalog.search._rows import summed

METRIC = summed(
    "impressions",
    title="Organic impressions",
    question="How often was the site shown in results?",
    names={"zh_TW": "自然曝光", "zh_CN": "自然展示", "ms": "Tera organik", "lt": "Organiniai parodymai"},
)
