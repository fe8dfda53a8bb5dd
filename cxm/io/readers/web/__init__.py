"""Readers of web analytics, one export format per file."""
