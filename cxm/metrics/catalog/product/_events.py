"""What metrics of product events share. Standard library only."""

from cxm.metrics.spec import Setting

EVENTS = Setting("events", "words", (), "events that count as activity; all without any")
