"""Readers of product events, one export format per file."""
