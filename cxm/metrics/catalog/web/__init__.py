"""Metrics of the web family."""
