"""New visitor share: the share of visitors who came for the first time.

In per cent of distinct visitors. What the export marks as new counts; without marks, the first visit in the file does, and only in
periods before which the file holds 90 days: at the beginning of a file everybody looks new. Since 0.1.
"""

from cxm.metrics.catalog.web import _newness

METRIC = _newness.METRIC
VARIANTS = _newness.VARIANTS
