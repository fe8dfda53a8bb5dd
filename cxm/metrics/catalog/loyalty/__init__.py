"""Loyalty and referral."""
