"""Backups: making them, and restoring one."""
