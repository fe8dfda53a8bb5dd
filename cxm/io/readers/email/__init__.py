"""Readers of e-mail exports."""
