"""Offices, accounts, registered schools and institutions, and the keys that are given to people."""
