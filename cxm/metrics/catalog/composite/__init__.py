"""Composite: metrics of several exports side by side."""
