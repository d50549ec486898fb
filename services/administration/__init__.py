"""Offices, accounts, and the keys that are given to people."""
