"""Backups: made of the running service, and restored into an empty one (ADR 19)."""
