"""Metrics of the search family."""
