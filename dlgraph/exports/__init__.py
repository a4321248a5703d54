"""Glossaries written for other programs."""
