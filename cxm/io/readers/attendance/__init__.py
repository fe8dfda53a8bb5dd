"""Readers of event attendance, one export format per file."""
