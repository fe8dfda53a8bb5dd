"""Metrics of the support family."""
