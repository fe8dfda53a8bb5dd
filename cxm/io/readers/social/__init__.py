"""Readers of social media exports."""
