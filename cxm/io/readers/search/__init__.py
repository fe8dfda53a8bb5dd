"""Readers of search consoles, one export format per file."""
