"""Readers of survey exports."""
