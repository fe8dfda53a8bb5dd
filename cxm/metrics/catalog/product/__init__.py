"""Metrics of the product family."""
