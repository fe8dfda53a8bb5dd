"""Metrics of the value family."""
