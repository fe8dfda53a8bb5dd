"""Metrics of the social family."""
