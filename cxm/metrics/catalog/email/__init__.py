"""Metrics of the email family."""
