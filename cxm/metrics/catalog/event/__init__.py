"""Metrics of the event family."""
