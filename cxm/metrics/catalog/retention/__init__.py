"""Metrics of the retention family."""
