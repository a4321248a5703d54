"""Encoding, storing and ranking of passages."""
